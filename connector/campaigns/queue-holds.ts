/** A mailbox whose mails are refused again and again sends none until its rep lets it. */
import type { EntityManager } from 'typeorm';
import { append, patchActivity } from '../feed/index.js';
import type { Queue } from './api.js';

/** Holds the mailbox and tells the feed; nothing happens if it is held already. */
export async function holdQueue(tx: EntityManager, mailboxId: string, says: string, at: Date): Promise<void> {
  if ((await lockedHold(tx, mailboxId)) !== null) return;
  const alarm = { code: 'MAILS_REFUSED', says, overAt: null };
  const { id } = await append(tx, { mailboxId, at, kind: 'alarm', messageId: null, data: { alarm } });
  await tx.query(
    `insert into queue_holds (mailbox_id, since, activity_id, says) values ($1, $2, $3, $4)
     on conflict (mailbox_id) do update set since = excluded.since, activity_id = excluded.activity_id, says = excluded.says, released_at = null`,
    [mailboxId, at, id, says],
  );
}

/** Lets the mails go again. Nothing happens if they do. */
export async function releaseQueue(tx: EntityManager, mailboxId: string, at: Date): Promise<void> {
  const hold = await lockedHold(tx, mailboxId);
  if (hold === null) return;
  await tx.query('update queue_holds set released_at = $2 where mailbox_id = $1', [mailboxId, at]);
  await patchActivity(tx, mailboxId, hold.activityId, (data) => ({
    ...data,
    ...(data.alarm === undefined ? {} : { alarm: { ...data.alarm, overAt: at.toISOString() } }),
  }));
}

/** When the mailbox was last released: what was refused before does not count any more. Null: never. */
export async function queueReleasedAt(tx: EntityManager, mailboxId: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }[]>('select released_at as at from queue_holds where mailbox_id = $1', [mailboxId]);
  return row?.at ?? null;
}

export async function isQueueHeld(tx: EntityManager, mailboxId: string): Promise<boolean> {
  return (await queueOf(tx, mailboxId)).held !== null;
}

export async function queueOf(tx: EntityManager, mailboxId: string): Promise<Queue> {
  const [hold] = await tx.query<Hold[]>(`${SELECT} where mailbox_id = $1 and released_at is null`, [mailboxId]);
  return { held: hold === undefined ? null : { since: hold.since.toISOString(), says: hold.says, activityId: hold.activityId } };
}

interface Hold {
  readonly since: Date;
  readonly says: string;
  readonly activityId: string;
}

const SELECT = 'select since, says, activity_id::text as "activityId" from queue_holds';

async function lockedHold(tx: EntityManager, mailboxId: string): Promise<Hold | null> {
  // A mailbox without a row is locked by its id: two reports at once make one alarm.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('queue:' || $1, 0))`, [mailboxId]);
  const [hold] = await tx.query<Hold[]>(`${SELECT} where mailbox_id = $1 and released_at is null`, [mailboxId]);
  return hold ?? null;
}
