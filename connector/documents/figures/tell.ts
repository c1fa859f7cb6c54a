/**
 * Lines of the Live Feed about documents: one for each reader of a share within half an hour, told
 * anew while they read. Whatever changes a visit says when its line is due (`tell_at`), in its own
 * transaction; here what is due is told, one share at a time, whichever connector comes to it. So
 * beats never wait for the feed, nothing is told twice, and nothing is lost with a connector.
 *
 *     visit changed → due, three seconds after it was told last → told
 *     told with the page in view → due again when that is no longer fresh
 */
import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { policyOf, tellsPageInView, type PolicyKind } from '../../consent/index.js';
import { appendMany, dataOfLines, patchLines, type ActivityData, type LinePatch, type NewActivity } from '../../feed/index.js';
import { withOtherAddresses } from '../../identity/index.js';
import { countsAsRead, reasonOf } from './counting.js';
import { forwardedOf } from './forwarded.js';
import { lineOf } from './line-of.js';
import { FRESH_MS } from './now.js';
import { readerId } from './readers.js';
import { visitRows, whomOf, type VisitRow, type Whom } from './visit-rows.js';

/** Visits of one reader no further apart are one line. */
const ONE_LINE_MS = 30 * 60_000;
const SHARES_AT_ONCE = 100;

export interface TellOptions {
  readonly dataSource: DataSource;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

/** Tells what is due. */
export async function tellDue({ dataSource, setting }: TellOptions, now: Date): Promise<void> {
  const due = await dataSource.query<{ shareId: string }[]>('select share_id as "shareId" from visits where tell_at <= $1 group by share_id order by min(tell_at) limit $2', [now, SHARES_AT_ONCE]);
  for (const { shareId } of due) await dataSource.transaction((tx) => tellShare(tx, shareId, now, setting));
}

interface Due {
  readonly id: string;
}

async function tellShare(tx: EntityManager, shareId: string, now: Date, setting: PolicyKind | undefined): Promise<void> {
  const [locked] = await tx.query<{ alone: boolean }[]>(`select pg_try_advisory_xact_lock(hashtextextended('tell ' || $1, 0)) as alone`, [shareId]);
  if (locked?.alone !== true) return;
  // Locked: what is told meanwhile makes it due again.
  const due = await tx.query<Due[]>('select id from visits where share_id = $1 and tell_at <= $2 order by id for update skip locked', [shareId, now]);
  if (due.length === 0) return;
  const visits = await visitRows(tx, 'visit.share_id = $1', [shareId]);
  const isDue = new Set(due.map(({ id }) => id));
  const [first] = visits;
  if (first === undefined) return;
  const whom = (await whomOf(tx, [first]))(first.stampId);
  const live = tellsPageInView(await policyOf(tx, setting));
  const forwarded = forwardedOf(visits.filter(countsAsRead), await addressesOf(tx, whom));
  // What is only counted is told of nobody.
  const lines = first.mode === 'anonymous' ? [] : linesOf(visits, whom).filter((line) => line.visits.some(({ id }) => isDue.has(id)));
  const known = await dataOfLines(tx, first.mailboxId, lines.flatMap(({ activityId }) => activityId ?? []));
  const told = lines.map((line) => tellingOf(line, { whom, forwarded, now, live, said: line.activityId === null ? null : (known.get(line.activityId) ?? null) }));
  await write(tx, first.mailboxId, told);
  const still = new Map(lines.flatMap((line) => line.visits.map((visit) => [visit.id, againAt(visit, now, live)] as const)));
  await tx.query(
    `update visits set told_at = $3, tell_at = told.again from unnest($1::uuid[], $2::timestamptz[]) as told (id, again)
     where visits.share_id = $4 and visits.id = told.id`,
    [[...isDue], [...isDue].map((id) => still.get(id) ?? null), now, shareId],
  );
}

/** The page in view is told as long as it is fresh. */
function againAt({ pageNow, lastAt, timed, verdict }: VisitRow, now: Date, live: boolean): Date | null {
  const until = new Date(lastAt.getTime() + FRESH_MS);
  return live && timed && pageNow !== null && countsAsRead({ verdict }) && until > now ? until : null;
}

export interface ReaderLine {
  /** In order of time. */
  readonly visits: readonly VisitRow[];
  /** Null: it has not been told yet. */
  readonly activityId: string | null;
}

/** Visits as lines: those of one reader, none further from the next than half an hour; pure. One that was told stays in its line. */
export function linesOf(visits: readonly VisitRow[], { several }: Pick<Whom, 'several'>): ReaderLine[] {
  const lines: { reader: string; visits: VisitRow[]; activityId: string | null }[] = [];
  for (const visit of visits) {
    const reader = readerId(visit, several);
    const own = lines.find(({ activityId }) => activityId !== null && activityId === visit.activityId);
    const near = lines.findLast((line) => line.reader === reader && visit.startedAt.getTime() - Math.max(...line.visits.map(({ lastAt }) => lastAt.getTime())) <= ONE_LINE_MS);
    const line = own ?? (visit.activityId === null || near?.activityId === null ? near : undefined);
    if (line === undefined) lines.push({ reader, visits: [visit], activityId: visit.activityId });
    else {
      line.visits.push(visit);
      line.activityId ??= visit.activityId;
    }
  }
  return lines;
}

interface Telling {
  readonly whom: Whom;
  readonly forwarded: ReadonlyMap<string, string>;
  readonly now: Date;
  readonly live: boolean;
  /** What the line says so far; null: there is none. */
  readonly said: ActivityData | null;
}

/** What is to be done about a line. */
interface Told {
  readonly visits: readonly VisitRow[];
  readonly activityId: string | null;
  /** One that is due; null: none. */
  readonly fresh: NewActivity | null;
  readonly patch: LinePatch | null;
}

/** Pure. */
function tellingOf({ visits, activityId }: ReaderLine, { whom, forwarded, now, live, said }: Telling): Told {
  const [first, ...more] = visits.filter(countsAsRead);
  const [any] = visits;
  const nothing = { visits, activityId, fresh: null, patch: null };
  if (any === undefined) return nothing;
  const { mailboxId } = any;
  if (first === undefined) {
    if (activityId === null || said === null || said.withdrawn !== undefined) return nothing;
    const reason = reasonOf(visits.at(-1) ?? any).says;
    return { ...nothing, patch: { mailboxId, id: activityId, data: { withdrawn: { at: now.toISOString(), reason } } } };
  }
  const counted: [VisitRow, ...VisitRow[]] = [first, ...more];
  const why = counted.map(({ id }) => forwarded.get(id)).find((one) => one !== undefined) ?? null;
  const data = lineOf({ visits: counted, whom, forwarded: why, now, live });
  const at = counted.reduce((last, { lastAt }) => (lastAt > last ? lastAt : last), first.lastAt);
  const messageId = whom.message?.id ?? null;
  const count = counted.length;
  if (activityId === null || said === null) return { ...nothing, fresh: { mailboxId, at, kind: 'document', messageId, count, data } };
  if (isDeepStrictEqual(said, data)) return nothing;
  return { ...nothing, patch: { mailboxId, id: activityId, data, at, count, ...(messageId === null ? {} : { messageId }) } };
}

/** In a fixed number of statements: beats of these visits wait meanwhile. */
async function write(tx: EntityManager, mailboxId: string, told: readonly Told[]): Promise<void> {
  await patchLines(tx, told.flatMap(({ patch }) => patch ?? []));
  const fresh = told.filter((one) => one.fresh !== null);
  const made = await appendMany(tx, fresh.flatMap((one) => one.fresh ?? []));
  const lineOfFresh = new Map(fresh.map((one, index) => [one, made[index]?.id ?? null]));
  const placed = told.flatMap((one) => {
    const id = lineOfFresh.get(one) ?? one.activityId;
    return id === null ? [] : one.visits.filter(({ activityId }) => activityId !== id).map((visit) => [visit.id, id] as const);
  });
  if (placed.length === 0) return;
  await tx.query(
    'update visits set activity_id = placed.line from unnest($2::uuid[], $3::bigint[]) as placed (id, line) where visits.mailbox_id = $1 and visits.id = placed.id',
    [mailboxId, placed.map(([visitId]) => visitId), placed.map(([, line]) => line)],
  );
}

/** All addresses of the one recipient, lower case; null: there is none. */
export async function addressesOf(tx: EntityManager, { message, several }: Whom): Promise<ReadonlySet<string> | null> {
  const [only] = message?.people ?? [];
  return several || only === undefined ? null : new Set(await withOtherAddresses(tx, [only.address.toLowerCase()]));
}
