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
import { countedOf, lookedAt, ONE_LINE_MS } from './due.js';
import { FRESH_MS } from './now.js';
import { readerId } from './readers.js';
import { visitRows, whomOf, type VisitRow, type Whom } from './visit-rows.js';

const SHARES_AT_ONCE = 100;

export interface TellOptions {
  readonly dataSource: DataSource;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

/** Tells what is due. A share that cannot be told holds up no other; throws of the first such. */
export async function tellDue({ dataSource, setting }: TellOptions, now: Date): Promise<void> {
  const due = await dataSource.query<{ shareId: string }[]>('select share_id as "shareId" from visits where tell_at <= $1 group by share_id order by min(tell_at) limit $2', [now, SHARES_AT_ONCE]);
  const failed: unknown[] = [];
  for (const { shareId } of due) await dataSource.transaction((tx) => tellShare(tx, shareId, now, setting)).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

async function tellShare(tx: EntityManager, shareId: string, now: Date, setting: PolicyKind | undefined): Promise<void> {
  const [locked] = await tx.query<{ alone: boolean }[]>(`select pg_try_advisory_xact_lock(hashtextextended('tell ' || $1, 0)) as alone`, [shareId]);
  if (locked?.alone !== true) return;
  const looked = await lookedAt(tx, shareId, now);
  const due = looked.filter(({ isDue }) => isDue);
  const [{ mailboxId } = { mailboxId: '' }] = due;
  if (due.length === 0) return;
  const visits = await visitRows(tx, 'visit.mailbox_id = $1 and visit.id = any ($2::uuid[])', [mailboxId, looked.map(({ id }) => id)]);
  const isDue = new Set(due.map(({ id }) => id));
  const [first] = visits;
  if (first === undefined) {
    // Of a share that is gone.
    await tx.query('update visits set tell_at = null where mailbox_id = $1 and id = any ($2::uuid[])', [mailboxId, [...isDue]]);
    return;
  }
  const whom = (await whomOf(tx, [first]))(first.stampId);
  const live = tellsPageInView(await policyOf(tx, setting));
  const addresses = await addressesOf(tx, whom);
  const forwarded = addresses === null ? new Map<string, string>() : forwardedOf(await countedOf(tx, shareId), addresses);
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
  const lines: { visits: VisitRow[]; activityId: string | null; until_ms: number }[] = [];
  const ofActivity = new Map<string, (typeof lines)[number]>();
  const ofReader = new Map<string, typeof lines>();
  for (const visit of visits) {
    const { activityId, startedAt, lastAt } = visit;
    const reader = readerId(visit, several);
    const own = activityId === null ? undefined : ofActivity.get(activityId);
    const near = ofReader.get(reader)?.findLast(({ until_ms }) => startedAt.getTime() - until_ms <= ONE_LINE_MS);
    let line = own ?? (activityId === null || near?.activityId === null ? near : undefined);
    if (line === undefined) {
      line = { visits: [], activityId, until_ms: 0 };
      lines.push(line);
      ofReader.set(reader, [...(ofReader.get(reader) ?? []), line]);
    }
    line.visits.push(visit);
    line.until_ms = Math.max(line.until_ms, lastAt.getTime());
    line.activityId ??= activityId;
    if (line.activityId !== null) ofActivity.set(line.activityId, line);
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
  if (isDeepStrictEqual(said, data) && visits.every((visit) => visit.activityId === activityId)) return nothing;
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
