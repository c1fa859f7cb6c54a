/**
 * Lines of the Live Feed about documents: one for each reader of a share within half an hour, told
 * anew while they read. Whatever changes a visit says when its line is due (`tell_at`), in its own
 * transaction; here what is due is told, one share at a time, whichever connector comes to it. Rows
 * are only kept from being erased meanwhile, and a visit that changed is due again: so beats never
 * wait for the feed, nothing is told twice, and nothing is lost with a connector.
 *
 *     visit changed → due, three seconds after it was told last → told
 *     told with the page in view → due again when that is no longer fresh
 */
import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { policyOf, tellsPageInView, type PolicyKind } from '../../consent/index.js';
import { appendMany, dataOfLines, patchLines, type ActivityData, type LinePatch, type NewActivity } from '../../feed/index.js';
import { withOtherAddresses } from '../../identity/index.js';
import { TELL_EVERY_MS } from '../read/beat-rows.js';
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

interface Looked {
  readonly id: string;
  /** Of the row: another one after any change. */
  readonly version: string;
  readonly isDue: boolean;
}

async function tellShare(tx: EntityManager, shareId: string, now: Date, setting: PolicyKind | undefined): Promise<void> {
  const [locked] = await tx.query<{ alone: boolean }[]>(`select pg_try_advisory_xact_lock(hashtextextended('tell ' || $1, 0)) as alone`, [shareId]);
  if (locked?.alone !== true) return;
  // None of them can be erased meanwhile; beats go on.
  const looked = await tx.query<Looked[]>('select id, xmin::text as version, coalesce(tell_at <= $2, false) as "isDue" from visits where share_id = $1 order by id for key share', [shareId, now]);
  const due = looked.filter(({ isDue }) => isDue);
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
  const lineOfVisit = await write(tx, told);
  const still = new Map(lines.flatMap((line) => line.visits.map((visit) => [visit.id, againAt(visit, now, live)] as const)));
  const toldVisits = looked.filter(({ id }) => isDue.has(id) || lineOfVisit.has(id));
  // What was told meanwhile is due again.
  await tx.query(
    `update visits set activity_id = coalesce(told.line, activity_id), told_at = $5::timestamptz,
       tell_at = case when not told.due then tell_at when visits.xmin::text = told.version then told.again else greatest(tell_at, $5::timestamptz + make_interval(secs => $7)) end
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $8::bool[]) as told (id, version, line, again, due)
     where visits.share_id = $6 and visits.id = told.id`,
    [
      toldVisits.map(({ id }) => id), toldVisits.map(({ version }) => version), toldVisits.map(({ id }) => lineOfVisit.get(id) ?? null), toldVisits.map(({ id }) => still.get(id) ?? null),
      now, shareId, TELL_EVERY_MS / 1_000, toldVisits.map((visit) => visit.isDue),
    ],
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

/** In a fixed number of statements. Gives the lines of visits that stand in none, or in another one, yet. */
async function write(tx: EntityManager, told: readonly Told[]): Promise<Map<string, string>> {
  await patchLines(tx, told.flatMap(({ patch }) => patch ?? []));
  const fresh = told.filter((one) => one.fresh !== null);
  const made = await appendMany(tx, fresh.flatMap((one) => one.fresh ?? []));
  const lineOfFresh = new Map(fresh.map((one, index) => [one, made[index]?.id ?? null]));
  return new Map(
    told.flatMap((one) => {
      const id = lineOfFresh.get(one) ?? one.activityId;
      return id === null ? [] : one.visits.filter(({ activityId }) => activityId !== id).map((visit) => [visit.id, id] as const);
    }),
  );
}

/** All addresses of the one recipient, lower case; null: there is none. */
export async function addressesOf(tx: EntityManager, { message, several }: Whom): Promise<ReadonlySet<string> | null> {
  const [only] = message?.people ?? [];
  return several || only === undefined ? null : new Set(await withOtherAddresses(tx, [only.address.toLowerCase()]));
}
