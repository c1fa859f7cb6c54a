/**
 * A hit may come while its message is just being recorded. Whoever records the message locks the
 * stamp alone, whoever writes hits shares it, so that one of the two sees the other's rows.
 * Locks are taken in one order, so that groups never wait for each other in a circle.
 */
import type { EntityManager } from 'typeorm';

/** Locks stamps until the transaction ends. */
export async function lockStamps(tx: EntityManager, stampIds: readonly string[], how: 'shared' | 'alone'): Promise<void> {
  const lock = how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query(
    `select ${lock}(key) from (select distinct hashtextextended(id, 0) as key from unnest($1::text[]) as id order by key) as keys`,
    [stampIds],
  );
}
