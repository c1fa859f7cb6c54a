/**
 * Reading lines of the Live Feed. Each read says up to which place it is complete: every line
 * below the oldest transaction still running (`pg_snapshot_xmin`) is visible, and none will be
 * added there. Beyond that place lines may be visible already, but others before them may not be.
 */
import type { EntityManager } from 'typeorm';
import type { Activity, ActivityData, ActivityKind } from './activity.js';
import { formatCursor, horizonCursor, parseCursor, type Cursor } from './cursor.js';

export interface Page {
  /** Newest first. */
  readonly activities: Activity[];
  /** Where older lines go on; null if there are none. */
  readonly next: string | null;
  /** Where the live stream goes on from this page. */
  readonly latest: string;
}

/** A line and its place. */
export interface PlacedActivity {
  readonly cursor: Cursor;
  readonly activity: Activity;
}

interface Row {
  /** Null in the one row that comes back when there is no line. */
  readonly id: string | null;
  readonly xmin: string;
  readonly xid: string;
  readonly mailbox_id: string;
  readonly at: Date;
  readonly kind: ActivityKind;
  readonly message_id: string | null;
  readonly count: number;
  readonly data: ActivityData;
}

const COLUMNS = 'line.id::text, line.xid::text, line.mailbox_id, line.at, line.kind, line.message_id, line.count, line.data';

/** The newest lines of these mailboxes, or those before a cursor. */
export async function recent(
  tx: EntityManager,
  { mailboxIds, before, limit }: { mailboxIds: readonly string[]; before?: Cursor | undefined; limit: number },
): Promise<Page> {
  const rows = await tx.query<Row[]>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, ${COLUMNS}
     from (select) as always
     left join (
       select line.* from unnest($1::uuid[]) as mailbox (id)
       cross join lateral (
         select * from activities
         where mailbox_id = mailbox.id and not data ? 'withdrawn' and ($2::xid8 is null or (xid, id) < ($2::xid8, $3::bigint))
         order by xid desc, id desc limit $4
       ) as line
       order by line.xid desc, line.id desc limit $4
     ) as line on true
     order by line.xid desc, line.id desc`,
    [mailboxIds, before?.xid.toString() ?? null, before?.id.toString() ?? null, limit + 1],
  );
  const lines = placed(rows);
  const shown = lines.slice(0, limit);
  const last = shown.at(-1);
  return {
    activities: shown.map(({ activity }) => activity),
    next: lines.length > limit && last !== undefined ? formatCursor(last.cursor) : null,
    latest: formatCursor(horizonOf(rows)),
  };
}

/** What these lines of a mailbox say, by id. */
export async function dataOfLines(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<Map<string, ActivityData>> {
  const rows = await tx.query<{ id: string; data: ActivityData }[]>(
    'select id::text, data from activities where mailbox_id = $1 and id = any ($2::bigint[])',
    [mailboxId, ids],
  );
  return new Map(rows.map(({ id, data }) => [id, data]));
}

export interface AboutMessages {
  readonly messages: readonly { readonly mailboxId: string; readonly id: string }[];
  /** Only lines of these kinds; all if absent. */
  readonly kinds?: readonly ActivityKind[];
  /** So many of each message, the latest. */
  readonly limit: number;
}

/** The lines about these messages, oldest first, without those that were withdrawn. */
export async function linesAbout(tx: EntityManager, { messages, kinds, limit }: AboutMessages): Promise<Activity[]> {
  const rows = await tx.query<Row[]>(
    `select '0' as xmin, ${COLUMNS}
     from unnest($1::uuid[], $2::uuid[]) as message (mailbox_id, id)
     cross join lateral (
       select * from activities
       where mailbox_id = message.mailbox_id and message_id = message.id and not data ? 'withdrawn' and ($3::text[] is null or kind = any ($3))
       order by at desc, id desc limit $4
     ) as line
     order by line.at, line.id`,
    [messages.map(({ mailboxId }) => mailboxId), messages.map(({ id }) => id), kinds ?? null, limit],
  );
  return placed(rows).map(({ activity }) => activity);
}

/** Lines after a cursor in cursor order, only as far as the feed is complete. `complete` tells how far that was. */
export async function linesAfter(
  tx: EntityManager,
  { mailboxIds, after, limit }: { mailboxIds: readonly string[]; after: Cursor; limit: number },
): Promise<{ lines: PlacedActivity[]; complete: Cursor }> {
  const rows = await tx.query<Row[]>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, ${COLUMNS}
     from (select) as always
     left join (
       select line.* from unnest($1::uuid[]) as mailbox (id)
       cross join lateral (
         select * from activities
         where mailbox_id = mailbox.id and (xid, id) > ($2::xid8, $3::bigint)
           and xid < pg_snapshot_xmin(pg_current_snapshot())
         order by xid, id limit $4
       ) as line
       order by line.xid, line.id limit $4
     ) as line on true
     order by line.xid, line.id`,
    [mailboxIds, after.xid.toString(), after.id.toString(), limit],
  );
  const lines = placed(rows);
  const last = lines.at(-1);
  return { lines, complete: lines.length === limit && last !== undefined ? last.cursor : horizonOf(rows) };
}

export interface Horizon {
  /** The place up to which the feed is complete now. */
  readonly complete: Cursor;
  /** Every line that is visible now was changed by a transaction up to this one. */
  readonly newest: bigint;
}

export async function horizon(tx: EntityManager): Promise<Horizon> {
  const rows = await tx.query<{ xmin: string; xmax: string }[]>(
    `select pg_snapshot_xmin(now)::text as xmin, pg_snapshot_xmax(now)::text as xmax from pg_current_snapshot() as now`,
  );
  return { complete: horizonOf(rows), newest: BigInt(rows[0]?.xmax ?? 1) - 1n };
}

function horizonOf(rows: readonly Pick<Row, 'xmin'>[]): Cursor {
  return horizonCursor(BigInt(rows[0]?.xmin ?? 0));
}

function placed(rows: readonly Row[]): PlacedActivity[] {
  return rows.flatMap((row) => {
    const cursor = row.id === null ? null : parseCursor(`${row.xid}.${row.id}`);
    if (cursor === null) return [];
    return [
      {
        cursor,
        activity: {
          id: cursor.id.toString(),
          cursor: formatCursor(cursor),
          at: row.at.toISOString(),
          kind: row.kind,
          mailboxId: row.mailbox_id,
          messageId: row.message_id,
          count: row.count,
          data: row.data,
        },
      },
    ];
  });
}
