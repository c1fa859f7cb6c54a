/** The stored notifications: ids of mail that Exchange told us of and that have not been handled yet. */
import type { EntityManager } from 'typeorm';
import type { Place } from '../types.js';

/** So many failures of its handler, and a mail is left alone: it must not hold up all others for ever. */
export const MOST_FAILURES = 5;

export interface Notified {
  readonly id: string;
  readonly itemId: string;
  readonly attempts: number;
  readonly receivedAt: Date;
  /** Its handler failed where it was found by its folder: it is tried, and given up, there. */
  readonly failedElsewhere: boolean;
}

/** What waits in a folder, without what was given up. Oldest first. */
export async function waitingNotifications(tx: EntityManager, mailboxId: string, folder: Place): Promise<Notified[]> {
  return tx.query<Notified[]>(
    `select id, item_id as "itemId", attempts, received_at as "receivedAt",
       exists (select from notifications other where other.mailbox_id = $1 and other.item_id = notifications.item_id and other.folder <> $2 and other.attempts > 0) as "failedElsewhere"
     from notifications where mailbox_id = $1 and folder = $2 and attempts < $3 order by id`,
    [mailboxId, folder, MOST_FAILURES],
  );
}

/** Counts a failed attempt at a mail, also one that no notification told of. Gives the number of failures so far. */
export async function countFailure(tx: EntityManager, mailboxId: string, folder: Place, itemId: string, now: Date): Promise<number> {
  const [row] = await tx.query<{ attempts: number }[]>(
    `insert into notifications (mailbox_id, folder, item_id, attempts, received_at) values ($1, $2, $3, 1, $4)
     on conflict (mailbox_id, folder, item_id) do update set attempts = notifications.attempts + 1
     returning attempts`,
    [mailboxId, folder, itemId, now],
  );
  return row?.attempts ?? 1;
}

/** Counts a look at mail that was not there yet. */
export async function countMissing(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<void> {
  await tx.query('update notifications set attempts = attempts + 1 where mailbox_id = $1 and id = any($2::bigint[])', [mailboxId, ids]);
}

/** Forgets what was handled: rows by id, and those made by `countFailure` by item. What was given up stays, as a trace of the trouble. */
export async function forgetHandled(
  tx: EntityManager,
  mailboxId: string,
  folder: Place,
  handled: { readonly ids: readonly string[]; readonly itemIds: readonly string[] },
): Promise<void> {
  await tx.query(
    `delete from notifications
     where mailbox_id = $1 and folder = $2 and attempts < $5 and (id = any($3::bigint[]) or (attempts > 0 and item_id = any($4::text[])))`,
    [mailboxId, folder, handled.ids, handled.itemIds, MOST_FAILURES],
  );
}

/** Items that were given up, newest first. There are hardly ever any; of very many the newest. */
export async function leftAlone(tx: EntityManager, mailboxId: string): Promise<string[]> {
  const rows = await tx.query<{ itemId: string }[]>(
    `select item_id as "itemId" from notifications where mailbox_id = $1 and attempts >= $2 group by item_id order by max(id) desc limit 50`,
    [mailboxId, MOST_FAILURES],
  );
  return rows.map(({ itemId }) => itemId);
}

/** It was handled after all, or is gone. */
export async function forgetLeftAlone(tx: EntityManager, mailboxId: string, itemId: string): Promise<void> {
  await tx.query('delete from notifications where mailbox_id = $1 and item_id = $2 and attempts > 0', [mailboxId, itemId]);
}
