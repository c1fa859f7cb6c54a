/** Rows of views, each one line of the feed: written, counted up, withdrawn when nothing of it counts any more, and brought back. */
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { appendMany, patchLines, type ActivityData, type LinePatch, type NewActivity } from '../../feed/index.js';
import type { Span } from './hits.js';
import type { ToldMessage } from './message-facts.js';
import type { Matched } from './match-views.js';
import { dataOf } from './told.js';
import type { View } from './views-of.js';

export interface StoredView {
  readonly id: string;
  readonly mailboxId: string;
  readonly messageId: string;
  readonly stampId: string;
  readonly kind: View['kind'];
  readonly reader: string;
  readonly link: number | null;
  readonly destination: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  /** Counts for nothing for now. */
  readonly isWithdrawn: boolean;
  readonly activityId: string | null;
  /** What its line says; null if that is gone. */
  readonly data: ActivityData | null;
}

const NEAR = `interval '10 minutes'`;

/** Views that hits of these spans may be part of, withdrawn ones included. */
export async function storedViews(tx: EntityManager, spans: readonly Span[]): Promise<StoredView[]> {
  return tx.query<StoredView[]>(
    `select view.id, view.mailbox_id as "mailboxId", view.message_id as "messageId", view.stamp_id as "stampId", view.kind, view.reader, view.link, view.destination,
       view.first_at as "firstAt", view.last_at as "lastAt", view.count,
       view.withdrawn_at is not null as "isWithdrawn", view.activity_id::text as "activityId", line.data
     from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as stamp (mailbox_id, stamp_id, first, last)
     join views view on view.mailbox_id = stamp.mailbox_id and view.stamp_id = stamp.stamp_id
       and view.last_at >= stamp.first - ${NEAR} and view.first_at <= stamp.last + ${NEAR}
     left join activities line on line.mailbox_id = view.mailbox_id and line.id = view.activity_id
     order by view.first_at, view.id`,
    [spans.map(({ mailboxId }) => mailboxId), spans.map(({ stampId }) => stampId), spans.map(({ from }) => from), spans.map(({ to }) => to)],
  );
}

/** A view as it is now. */
export interface PlacedView extends Matched<StoredView> {
  readonly id: string;
  readonly message: ToldMessage;
}

export interface WithdrawnView {
  readonly stored: StoredView;
  readonly because: string;
  /** Nothing of it may be stored any more: its row goes too, and its line tells not even when it was. */
  readonly isErased: boolean;
}

export interface Telling {
  readonly now: Date;
  /** Whether somebody who clicked then had not loaded the images. */
  readonly isWithoutImages: (message: ToldMessage, at: Date) => boolean;
}

type ToldView = PlacedView & { readonly data: ActivityData };

/** Makes rows and lines what they are now, in a fixed number of statements. */
export async function writeViews(tx: EntityManager, views: readonly PlacedView[], withdrawn: readonly WithdrawnView[], { now, isWithoutImages }: Telling): Promise<void> {
  const placed = views.map((one) => ({ ...one, data: dataOf(one.message, one.view, one.view.kind === 'click' && isWithoutImages(one.message, one.view.firstAt), one.stored?.data ?? null) }));
  const fresh = placed.filter(({ stored }) => stored === null || stored.data === null || stored.activityId === null);
  const lines = await appendMany(tx, fresh.map(lineOf));
  const lineIds = new Map(fresh.map(({ id }, index) => [id, lines[index]?.id ?? null]));
  const rows = placed.filter((one) => lineIds.has(one.id) || isRowChanged(one)).map((one) => rowOf(one, lineIds.get(one.id) ?? one.stored?.activityId ?? null));
  if (rows.length > 0) {
    await tx.query(
      `insert into views (mailbox_id, id, message_id, stamp_id, kind, reader, link, destination, first_at, last_at, count, activity_id)
       select mailbox_id, id, message_id, stamp_id, kind, reader, link, destination, first_at, last_at, count, activity_id
       from jsonb_to_recordset($1::jsonb) as view (mailbox_id uuid, id uuid, message_id uuid, stamp_id text, kind text, reader text, link int, destination text,
         first_at timestamptz, last_at timestamptz, count int, activity_id bigint)
       on conflict (mailbox_id, id) do update set message_id = excluded.message_id, reader = excluded.reader, destination = excluded.destination,
         first_at = excluded.first_at, last_at = excluded.last_at, count = excluded.count, activity_id = excluded.activity_id, withdrawn_at = null`,
      [JSON.stringify(rows)],
    );
  }
  const gone = withdrawn.filter(({ stored, isErased }) => !isErased && !stored.isWithdrawn);
  if (gone.length > 0) {
    await tx.query(
      `update views set withdrawn_at = $3, count = 0 from unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id)
       where views.mailbox_id = gone.mailbox_id and views.id = gone.id`,
      [...keysOf(gone), now],
    );
  }
  const erased = withdrawn.filter(({ isErased }) => isErased);
  if (erased.length > 0) {
    await tx.query(
      `delete from views using unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id)
       where views.mailbox_id = gone.mailbox_id and views.id = gone.id`,
      keysOf(erased),
    );
  }
  const kept = placed.filter(({ id }) => !lineIds.has(id)).flatMap(patchOf);
  await patchLines(tx, [...kept, ...withdrawn.flatMap((view) => withdrawalOf(view, now))]);
}

function lineOf({ message, view, data }: ToldView): NewActivity {
  return { mailboxId: message.mailboxId, at: view.lastAt, kind: view.kind === 'click' ? 'click' : 'view', messageId: message.id, count: view.count, data };
}

function isRowChanged({ view, stored, message }: PlacedView): boolean {
  return stored === null || stored.isWithdrawn || !isDeepStrictEqual(
    [stored.messageId, stored.reader, stored.destination, stored.firstAt, stored.lastAt, stored.count],
    [message.id, view.reader, view.destination, view.firstAt, view.lastAt, view.count],
  );
}

function patchOf({ view, stored, message, data }: ToldView): LinePatch[] {
  if (stored === null || stored.activityId === null) return [];
  const isSame = isDeepStrictEqual(stored.data, data) && stored.count === view.count && stored.lastAt.getTime() === view.lastAt.getTime() && stored.messageId === message.id;
  return isSame ? [] : [{ mailboxId: message.mailboxId, id: stored.activityId, data, at: view.lastAt, count: view.count, messageId: message.id }];
}

function withdrawalOf({ stored: { mailboxId, activityId, data, isWithdrawn }, because, isErased }: WithdrawnView, now: Date): LinePatch[] {
  if (activityId === null || data === null || (isWithdrawn && !isErased)) return [];
  // Nothing else stays of what may have been erased; should it come back, it is told anew.
  const left = isWithdrawn ? data : { withdrawn: { at: now.toISOString(), reason: because } };
  return [{ mailboxId, id: activityId, data: left, ...(isErased ? { at: now, count: 1 } : {}) }];
}

function keysOf(withdrawn: readonly WithdrawnView[]): [string[], string[]] {
  return [withdrawn.map(({ stored }) => stored.mailboxId), withdrawn.map(({ stored }) => stored.id)];
}

function rowOf({ id, message, view }: PlacedView, activityId: string | null): object {
  return {
    mailbox_id: message.mailboxId,
    id,
    message_id: message.id,
    stamp_id: message.stampId,
    kind: view.kind,
    reader: view.reader,
    link: view.link,
    destination: view.destination,
    first_at: view.firstAt,
    last_at: view.lastAt,
    count: view.count,
    activity_id: activityId,
  };
}
