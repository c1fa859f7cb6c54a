/** Rows of views, each one line of the feed: written, counted up, or withdrawn when nothing of it counts any more. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { appendMany, patchActivity, type ActivityData, type NewActivity } from '../../feed/index.js';
import type { StampKey } from '../hit.js';
import { reasonText } from '../judge/reasons.js';
import type { ToldMessage } from './message-facts.js';
import type { View } from './views-of.js';

export interface StoredView {
  readonly id: string;
  readonly messageId: string;
  readonly stampId: string;
  readonly kind: View['kind'];
  readonly reader: string;
  readonly link: number | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  readonly activityId: string;
}

/** Views that what happened since may still be part of. */
export async function storedViews(tx: EntityManager, messages: readonly ToldMessage[], since: ReadonlyMap<string, StampKey & { readonly since: Date }>): Promise<StoredView[]> {
  return tx.query<StoredView[]>(
    `select view.id, view.message_id as "messageId", message.stamp_id as "stampId", view.kind, view.reader, view.link, view.first_at as "firstAt", view.last_at as "lastAt",
       view.count, view.activity_id::text as "activityId"
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as message (mailbox_id, id, stamp_id, since)
     join views view on view.mailbox_id = message.mailbox_id and view.message_id = message.id and view.last_at >= message.since`,
    [
      messages.map(({ mailboxId }) => mailboxId),
      messages.map(({ id }) => id),
      messages.map(({ stampId }) => stampId),
      messages.map(({ stampId }) => since.get(stampId)?.since ?? new Date(0)),
    ],
  );
}

/** Makes what is stored of a message's views what they are now. */
export async function writeViews(tx: EntityManager, message: ToldMessage, stored: readonly StoredView[], views: readonly View[], now: Date): Promise<void> {
  const left = new Set(stored);
  const fresh: View[] = [];
  for (const view of views) {
    const same = [...left].find((one) => one.kind === view.kind && one.reader === view.reader && one.link === view.link && one.firstAt <= view.lastAt && view.firstAt <= one.lastAt);
    if (same === undefined) {
      fresh.push(view);
      continue;
    }
    left.delete(same);
    if (same.count === view.count && same.lastAt.getTime() === view.lastAt.getTime()) continue;
    await tx.query('update views set first_at = $3, last_at = $4, count = $5 where mailbox_id = $1 and id = $2', [message.mailboxId, same.id, view.firstAt, view.lastAt, view.count]);
    await patchActivity(tx, message.mailboxId, same.activityId, (data) => ({ ...data, ...dataOf(message, view) }), { at: view.lastAt, count: view.count });
  }
  for (const { id, activityId } of left) {
    await tx.query('delete from views where mailbox_id = $1 and id = $2', [message.mailboxId, id]);
    await patchActivity(tx, message.mailboxId, activityId, () => ({ withdrawn: { at: now.toISOString(), reason: 'Not counted any more.' } }));
  }
  const lines = await appendMany(tx, fresh.map((view) => lineOf(message, view)));
  for (const [index, view] of fresh.entries()) {
    const activityId = lines[index]?.id ?? null;
    await tx.query(
      'insert into views (mailbox_id, id, message_id, kind, reader, link, first_at, last_at, count, activity_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [message.mailboxId, randomUUID(), message.id, view.kind, view.reader, view.link, view.firstAt, view.lastAt, view.count, activityId],
    );
    if (view.count > 1 && activityId !== null) await patchActivity(tx, message.mailboxId, activityId, (data) => data, { count: view.count });
  }
}

function lineOf(message: ToldMessage, view: View): NewActivity {
  return { mailboxId: message.mailboxId, at: view.lastAt, kind: view.kind === 'click' ? 'click' : 'view', messageId: message.id, data: dataOf(message, view) };
}

function dataOf({ subject, ambiguous, people }: ToldMessage, { reason, destination }: View): ActivityData {
  const [only] = people.length === 1 && !ambiguous ? people : [];
  return {
    subject,
    reason: reasonText(reason),
    ...(destination === null ? {} : { destination }),
    ...(only === undefined ? { oneOf: [...people] } : { person: only }),
  };
}
