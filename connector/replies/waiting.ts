/**
 * Mail that names ids, or quotes images, that we don't know: a reply can be faster than the copy in
 * Sent Items that tells us of the mail it answers. It waits for a day at most, as item id and names
 * only, and is looked at again when a message of one of these names becomes known.
 */
import type { EntityManager } from 'typeorm';

const WAIT_MS = 24 * 60 * 60_000;

export interface WaitingItem {
  readonly mailboxId: string;
  readonly itemId: string;
}

/** True if Sent Items was not looked through for this mail yet: whoever is told so does it, and then calls `noteLooked`. */
export async function letWait(tx: EntityManager, { mailboxId, itemId }: WaitingItem, names: readonly string[], now: Date): Promise<boolean> {
  const [row] = await tx.query<{ looked: boolean }[]>(
    `insert into waiting_items (mailbox_id, item_id, ids, expires_at) values ($1, $2, $3, $4)
     on conflict (mailbox_id, item_id) do update set ids = array(select unnest(waiting_items.ids) union select unnest(excluded.ids))
     returning looked`,
    [mailboxId, itemId, names, new Date(now.getTime() + WAIT_MS)],
  );
  return row?.looked !== true;
}

/** Sent Items was looked through: once is enough. */
export async function noteLooked(tx: EntityManager, { mailboxId, itemId }: WaitingItem): Promise<void> {
  await tx.query('update waiting_items set looked = true where mailbox_id = $1 and item_id = $2', [mailboxId, itemId]);
}

/** Items of any mailbox that wait for one of these names. */
export async function waitingFor(tx: EntityManager, names: readonly string[]): Promise<WaitingItem[]> {
  return tx.query<WaitingItem[]>(
    'select mailbox_id as "mailboxId", item_id as "itemId" from waiting_items where ids && $1::text[]',
    [names],
  );
}

export async function stopWaiting(tx: EntityManager, { mailboxId, itemId }: WaitingItem): Promise<void> {
  await tx.query('delete from waiting_items where mailbox_id = $1 and item_id = $2', [mailboxId, itemId]);
}

/** Forgets what has waited long enough. */
export async function forgetExpired(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from waiting_items where expires_at < $1', [now]);
}
