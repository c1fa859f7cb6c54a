/** What of visits is not kept for ever. */
import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** As long as a ticket is good, and a day more. */
const REFUSALS_KEPT_MS = 48 * 3_600_000;

/**
 * Readers of visits older than hits are kept (`keptFrom`; null: for ever) get other keys, made with a
 * salt that is thrown away: they can still be told apart, and nothing leads back to an address.
 */
export async function forgetReaders(tx: EntityManager, keptFrom: Date | null, now: Date): Promise<void> {
  await tx.query('delete from refused_visits where at < $1', [new Date(now.getTime() - REFUSALS_KEPT_MS)]);
  if (keptFrom === null) return;
  await tx.query(
    `update visits set is_reader_forgotten = true,
       reader = substring(sha256($2 || substring(reader from 1 for 8)) from 1 for 8) || substring(sha256($2 || substring(reader from 9)) from 1 for 8)
     where started_at < $1 and reader is not null and not is_reader_forgotten`,
    [keptFrom, randomBytes(32)],
  );
}
