/**
 * Mail that names ids we don't know: a reply can be faster than the copy in Sent Items that tells
 * us the id. It waits for a day at most, as item id and ids only, and is looked at again when a
 * message with one of these ids becomes known.
 */
import type { EntityManager } from 'typeorm';

const WAIT_MS = 24 * 60 * 60_000;

export interface WaitingItem {
  readonly mailboxId: string;
  readonly itemId: string;
}

export async function letWait(tx: EntityManager, { mailboxId, itemId }: WaitingItem, ids: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `insert into waiting_items (mailbox_id, item_id, ids, expires_at) values ($1, $2, $3, $4)
     on conflict (mailbox_id, item_id) do nothing`,
    [mailboxId, itemId, ids, new Date(now.getTime() + WAIT_MS)],
  );
}

/** Items of any mailbox that wait for one of these ids. */
export async function waitingFor(tx: EntityManager, ids: readonly string[]): Promise<WaitingItem[]> {
  return tx.query<WaitingItem[]>(
    'select mailbox_id as "mailboxId", item_id as "itemId" from waiting_items where ids && $1::text[]',
    [ids],
  );
}

export async function stopWaiting(tx: EntityManager, { mailboxId, itemId }: WaitingItem): Promise<void> {
  await tx.query('delete from waiting_items where mailbox_id = $1 and item_id = $2', [mailboxId, itemId]);
}

/** Forgets what has waited long enough. */
export async function forgetExpired(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from waiting_items where expires_at < $1', [now]);
}
