/**
 * Writing lines of the Live Feed, in the transaction of what they tell: the line is there if and
 * only if the thing happened. The notification leaves with the same commit, one per mailbox and
 * transaction (PostgreSQL drops repeated payloads within a transaction).
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import type { ActivityData, NewActivity } from './activity.js';

/** NOTIFY channel; the payload is a `Wake` as JSON. */
export const ACTIVITY_CHANNEL = 'activity';

/** Writes one line, or counts up the line with the same group key. */
export async function append(tx: EntityManager, activity: NewActivity): Promise<{ id: string }> {
  const [line] = await appendMany(tx, [activity]);
  if (line === undefined) throw new Error('no line came of an activity');
  return line;
}

/**
 * As `append` for many, in two statements. Gives the line of each activity, in the order given;
 * activities with one group key share a line. Grouped lines are taken in the order of their keys,
 * so that two transactions cannot wait for each other.
 */
export async function appendMany(tx: EntityManager, activities: readonly NewActivity[]): Promise<{ id: string }[]> {
  if (activities.length === 0) return [];
  const lines = new Map<string, Line>();
  const slots = activities.map((activity, index) => {
    const slot = slotOf(activity, index);
    const before = lines.get(slot);
    lines.set(slot, before === undefined ? lineOf(activity) : merged(before, activity));
    return slot;
  });
  const ordered = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  // One row comes back per row put in, in that order, because a conflict updates.
  const written = await tx.query<{ id: string }[]>(
    `insert into activities (mailbox_id, at, kind, message_id, group_key, count, data)
     select mailbox_id, at, kind, message_id, group_key, count, data
     from rows from (jsonb_to_recordset($1::jsonb)
       as (mailbox_id uuid, at timestamptz, kind text, message_id uuid, group_key text, count int, data jsonb))
       with ordinality as line (mailbox_id, at, kind, message_id, group_key, count, data, position)
     order by position
     on conflict (mailbox_id, group_key) do update set
       xid = pg_current_xact_id(),
       at = greatest(activities.at, excluded.at),
       count = activities.count + excluded.count,
       message_id = coalesce(excluded.message_id, activities.message_id),
       data = activities.data || excluded.data
     returning id`,
    [JSON.stringify(ordered.map(([, line]) => line))],
  );
  await wakeReaders(tx, activities.map(({ mailboxId }) => mailboxId));
  const idOf = new Map(ordered.map(([slot], index) => [slot, written[index]?.id ?? '']));
  return slots.map((slot) => ({ id: idOf.get(slot) ?? '' }));
}

/** What else of a line may change: it turns out to tell of something else, of more, or of something later. */
export type Became = Partial<Pick<NewActivity, 'kind' | 'messageId' | 'at'>> & { readonly count?: number };

/**
 * Changes what a line says, for example that its question was answered. The line is streamed
 * again, with the same id and a new cursor. Gives what it says now. Throws NOT_FOUND.
 */
export async function patchActivity(
  tx: EntityManager,
  mailboxId: string,
  id: string,
  change: (data: ActivityData) => ActivityData,
  became?: Became,
): Promise<ActivityData> {
  const [line] = await tx.query<{ data: ActivityData }[]>(
    'select data from activities where mailbox_id = $1 and id = $2 for update',
    [mailboxId, id],
  );
  if (line === undefined) throw new ReadbackError('NOT_FOUND', 'This line of the feed is gone.');
  const changed = change(line.data);
  await tx.query(
    `update activities set data = $3::jsonb, xid = pg_current_xact_id(), kind = coalesce($4, kind), message_id = coalesce($5, message_id),
       at = coalesce($6, at), count = coalesce($7, count)
     where mailbox_id = $1 and id = $2`,
    [mailboxId, id, JSON.stringify(changed), became?.kind ?? null, became?.messageId ?? null, became?.at ?? null, became?.count ?? null],
  );
  await wakeReaders(tx, [mailboxId]);
  return changed;
}

/** What a line says from now on. */
export interface LinePatch {
  readonly mailboxId: string;
  readonly id: string;
  /** Put in the place of all that it said. */
  readonly data?: ActivityData;
  /** Added to what it says, and taken out of it. */
  readonly with?: ActivityData;
  readonly without?: readonly (keyof ActivityData)[];
  readonly messageId?: string;
  readonly at?: Date;
  readonly count?: number;
}

/** As `patchActivity` for many, in one statement; lines that are gone are passed over. */
export async function patchLines(tx: EntityManager, patches: readonly LinePatch[]): Promise<void> {
  if (patches.length === 0) return;
  const rows = patches.map((patch) => ({
    mailbox_id: patch.mailboxId,
    id: patch.id,
    data: patch.data ?? null,
    added: patch.with ?? {},
    taken: patch.without ?? [],
    message_id: patch.messageId ?? null,
    at: patch.at ?? null,
    count: patch.count ?? null,
  }));
  await tx.query(
    `update activities set data = (coalesce(patch.data, activities.data) - patch.taken) || patch.added, xid = pg_current_xact_id(),
       message_id = coalesce(patch.message_id, activities.message_id), at = coalesce(patch.at, activities.at), count = coalesce(patch.count, activities.count)
     from jsonb_to_recordset($1::jsonb) as patch (mailbox_id uuid, id bigint, data jsonb, added jsonb, taken text[], message_id uuid, at timestamptz, count int)
     where activities.mailbox_id = patch.mailbox_id and activities.id = patch.id`,
    [JSON.stringify(rows)],
  );
  await wakeReaders(tx, patches.map(({ mailboxId }) => mailboxId));
}

async function wakeReaders(tx: EntityManager, mailboxIds: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_notify($1, json_build_object('mailboxId', mailbox_id, 'xid', pg_current_xact_id()::text)::text)
     from unnest($2::uuid[]) as mailbox_id`,
    [ACTIVITY_CHANNEL, [...new Set(mailboxIds)]],
  );
}

/** A row of `activities` as it is written; names are those of the columns. */
interface Line {
  readonly mailbox_id: string;
  readonly at: Date;
  readonly kind: string;
  readonly message_id: string | null;
  readonly group_key: string | null;
  readonly count: number;
  readonly data: ActivityData;
}

/** Sorts before every grouped slot and by position, or by mailbox and group key. */
function slotOf({ mailboxId, groupKey }: NewActivity, index: number): string {
  return groupKey === undefined ? `0 ${index.toString().padStart(9, '0')}` : `1 ${mailboxId} ${groupKey}`;
}

function lineOf({ mailboxId, at, kind, messageId, groupKey, count = 1, data }: NewActivity): Line {
  return { mailbox_id: mailboxId, at, kind, message_id: messageId, group_key: groupKey ?? null, count, data };
}

function merged(line: Line, { at, messageId, count = 1, data }: NewActivity): Line {
  return {
    ...line,
    at: at > line.at ? at : line.at,
    message_id: messageId ?? line.message_id,
    count: line.count + count,
    data: { ...line.data, ...data },
  };
}
