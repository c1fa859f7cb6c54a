/**
 * Keeps the gaps of mailboxes: opens one when a mailbox is found not to be watched, closes and fills
 * it, and tells the rep of what lasts. All of it in the transaction of what changed the facts, with
 * the mailbox's row locked, so that readers and watchers of several connectors agree.
 */
import type { EntityManager } from 'typeorm';
import { addReadJobs, FOLDERS } from '../jobs.js';
import type { Place } from '../types.js';
import { judge, sentenceOf, STALE_MS, stateOf, type Gap, type GapReason, type Reads } from './coverage.js';

/** An open gap is told once it has lasted this long: most are closed within seconds. */
const TELL_AFTER = '1 minute';
/** A gap that nobody was told of is told when it is over, if it was this long. */
const WORTH_TELLING_MS = 30 * 60_000;

/** What the rep is told. */
export interface WatchNews {
  readonly mailboxId: string;
  readonly at: Date;
  readonly state: 'stopped' | 'resumed';
  readonly from: Date;
  readonly until: Date | null;
  /** Why, one sentence for people. */
  readonly says: string;
  /** Whether all that came in was read afterwards. */
  readonly filled: boolean;
  /** Answers that came in that time. */
  readonly late: number;
}

/** What this part needs of those above it that know answers and tell people. */
export interface Herald {
  /** How many answers were received in that time. */
  answersIn(tx: EntityManager, mailboxId: string, from: Date, until: Date): Promise<number>;
  tell(tx: EntityManager, news: WatchNews): Promise<void>;
}

export const SILENT: Herald = { answersIn: () => Promise.resolve(0), tell: () => Promise.resolve() };

interface Row extends Gap {
  readonly id: string;
  readonly told: boolean;
}

interface Facts {
  readonly trackedSince: Date;
  readonly watchedSince: Date | null;
  readonly inbox: Date | null;
  readonly sentitems: Date | null;
  readonly other: Date | null;
  readonly unread_ms: number;
  readonly failing: string | null;
}

/** Brings a mailbox's gaps up to date with the facts. */
export async function settle(tx: EntityManager, herald: Herald, mailboxId: string, now: Date): Promise<void> {
  const [facts] = await tx.query<Facts[]>(
    `select tracked_since as "trackedSince", watched_since as "watchedSince", last_read_at as inbox, sent_read_at as sentitems, others_read_at as other,
       (extract(epoch from clock_timestamp() - alive_at) * 1000)::float8 as unread_ms, failing
     from mailboxes where id = $1 and state = 'connected' for update`,
    [mailboxId],
  );
  if (facts === undefined) return;
  const subscriptions = await tx.query<{ place: Place; expiresAt: Date }[]>('select folder as place, expires_at as "expiresAt" from subscriptions where mailbox_id = $1', [mailboxId]);
  const verdict = judge({ now, subscriptions, unread_ms: facts.unread_ms, failing: facts.failing });
  if (verdict.watched) {
    if (facts.watchedSince === null) await tx.query('update mailboxes set watched_since = $2 where id = $1', [mailboxId, now]);
    await closeGap(tx, mailboxId, now);
  } else if (facts.watchedSince !== null) {
    await openGap(tx, mailboxId, facts.inbox ?? facts.trackedSince, verdict.reason);
  }
  await fill(tx, herald, mailboxId, facts, now);
}

/** Mailboxes with which something is or may be wrong: usually none, so that asking often costs little. */
export async function mailboxesToSettle(tx: EntityManager, now: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select id from mailboxes
     where state = 'connected' and (
       watched_since is null or failing is not null
       or clock_timestamp() - alive_at > $2::float8 * interval '1 millisecond'
       or (select count(*) from subscriptions where mailbox_id = id and folder = any($3::text[]) and expires_at > $1) < cardinality($3::text[])
       or exists (select from coverage_gaps where mailbox_id = mailboxes.id and coverage_gaps.state in ('open', 'closed')))`,
    [now, STALE_MS, FOLDERS],
  );
  return rows.map(({ id }) => id);
}

/** SQL over `mailboxes`: it was read lately. Where no connector runs nobody writes down that nothing is watched. */
export const IS_ALIVE = `clock_timestamp() - alive_at <= ${STALE_MS} * interval '1 millisecond'`;

/** Also when nobody has come to judge it yet: it must have been read lately. */
export async function isWatched(tx: EntityManager, mailboxId: string): Promise<boolean> {
  const [row] = await tx.query<{ watched: boolean }[]>(
    `select watched_since is not null and ${IS_ALIVE} as watched from mailboxes where id = $1 and state = 'connected'`,
    [mailboxId],
  );
  return row?.watched ?? false;
}

/** Begins a gap unless one is open. */
export async function openGap(tx: EntityManager, mailboxId: string, from: Date, reason: GapReason): Promise<void> {
  await tx.query('update mailboxes set watched_since = null where id = $1', [mailboxId]);
  await tx.query(
    `insert into coverage_gaps (mailbox_id, from_at, reason, state) values ($1, $2, $3, 'open')
     on conflict (mailbox_id) where state = 'open' do nothing`,
    [mailboxId, from, reason],
  );
}

/** The mailbox is disconnected: what was not read by then will not be. */
export async function giveUpGaps(tx: EntityManager, mailboxId: string, now: Date): Promise<void> {
  await tx.query(`update coverage_gaps set state = 'unfilled' where mailbox_id = $1 and state = 'closed'`, [mailboxId]);
  await tx.query(`update coverage_gaps set reason = 'removed' where mailbox_id = $1 and state = 'open'`, [mailboxId]);
  await openGap(tx, mailboxId, now, 'removed');
}

/** Ends the open gap; what came in meanwhile is read. */
async function closeGap(tx: EntityManager, mailboxId: string, now: Date): Promise<void> {
  const [, count] = await tx.query<[unknown[], number]>(
    `update coverage_gaps set until_at = greatest($2::timestamptz, from_at), state = 'closed' where mailbox_id = $1 and state = 'open'`,
    [mailboxId, now],
  );
  if (count > 0) await addReadJobs(tx, mailboxId);
}

async function fill(tx: EntityManager, herald: Herald, mailboxId: string, reads: Reads, now: Date): Promise<void> {
  const gaps = await tx.query<Row[]>(
    `select id, from_at as "from", until_at as "until", reason, told from coverage_gaps where mailbox_id = $1 and state = 'closed' order by id`,
    [mailboxId],
  );
  for (const gap of gaps) {
    const state = stateOf(gap, { inbox: reads.inbox, sentitems: reads.sentitems, other: reads.other });
    if (gap.until === null || (state !== 'filled' && state !== 'unfilled')) continue;
    const late = await herald.answersIn(tx, mailboxId, gap.from, gap.until);
    await tx.query('update coverage_gaps set state = $3, late = $4 where mailbox_id = $1 and id = $2', [mailboxId, gap.id, state, late]);
    const long = gap.until.getTime() - gap.from.getTime() >= WORTH_TELLING_MS;
    if (gap.told || long || (late > 0 && gap.reason === 'down')) {
      await herald.tell(tx, { mailboxId, at: now, state: 'resumed', from: gap.from, until: gap.until, says: sentenceOf(gap, state), filled: state === 'filled', late });
    }
  }
}

/** Tells of gaps that have lasted for a while. */
export async function tellOpen(tx: EntityManager, herald: Herald, now: Date): Promise<void> {
  const gaps = await tx.query<{ mailboxId: string; from: Date; reason: GapReason }[]>(
    `with told as (
       update coverage_gaps set told = true
       where state = 'open' and not told and reason <> 'removed' and opened_at < clock_timestamp() - interval '${TELL_AFTER}'
       returning mailbox_id, from_at, reason
     ) select mailbox_id as "mailboxId", from_at as "from", reason from told`,
  );
  for (const { mailboxId, from, reason } of gaps) await herald.tell(tx, { mailboxId, at: now, state: 'stopped', from, until: null, says: sentenceOf({ reason }, 'open'), filled: false, late: 0 });
}
