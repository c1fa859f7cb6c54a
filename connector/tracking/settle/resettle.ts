/** Asks for stamps to be judged again, in the transaction of what may change their verdicts. */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';

/** NOTIFY channel; no payload. */
export const SETTLE_CHANNEL = 'settle';

/** Durable: it happens after the commit, whatever is killed. Waits for nobody. */
export async function resettle(tx: EntityManager, stamps: readonly StampKey[]): Promise<void> {
  if (stamps.length === 0) return;
  await tx.query(
    `insert into stamps_to_settle (mailbox_id, stamp_id)
     select distinct mailbox_id, stamp_id from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  await tx.query('select pg_notify($1, $2)', [SETTLE_CHANNEL, '']);
}
