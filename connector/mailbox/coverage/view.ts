/** How mailboxes are watched, for those who look: the API, the command line and the metrics. */
import type { EntityManager } from 'typeorm';
import { ERRORS } from '../../errors.js';
import type { Coverage, CoverageGap } from './api.js';
import { IS_ALIVE } from './gaps.js';
import { sentenceOf, type GapReason, type GapState } from './coverage.js';

/** Gaps that are over are shown, and kept, this long. */
const KEPT = '90 days';

interface MailboxRow {
  readonly mailboxId: string;
  readonly address: string;
  readonly name: string;
  readonly trackedSince: Date;
  readonly watchedSince: Date | null;
  readonly lastNotificationAt: Date | null;
  readonly inbox: Date | null;
  readonly sentitems: Date | null;
  readonly other: Date | null;
  readonly failing: string | null;
  /** It was read lately. */
  readonly alive: boolean;
}

interface GapRow {
  readonly mailboxId: string;
  readonly from: Date;
  readonly until: Date | null;
  readonly reason: GapReason;
  readonly state: GapState;
  readonly late: number | null;
}

/** @param mailboxIds null: all that are connected. By address. */
export async function coverageOf(tx: EntityManager, mailboxIds: readonly string[] | null): Promise<Coverage[]> {
  const rows = await tx.query<MailboxRow[]>(
    `select id as "mailboxId", address, name, tracked_since as "trackedSince", case when ${IS_ALIVE} then watched_since end as "watchedSince", ${IS_ALIVE} as alive,
       last_notification_at as "lastNotificationAt", last_read_at as inbox, sent_read_at as sentitems, others_read_at as other, failing
     from mailboxes where state = 'connected' and ($1::uuid[] is null or id = any($1::uuid[])) order by address`,
    [mailboxIds],
  );
  const gaps = await tx.query<GapRow[]>(
    `select mailbox_id as "mailboxId", from_at as "from", until_at as "until", reason, state, late from coverage_gaps
     where mailbox_id = any($1::uuid[]) order by from_at desc, id desc`,
    [rows.map(({ mailboxId }) => mailboxId)],
  );
  return rows.map((row) => viewOf(row, gaps.filter(({ mailboxId }) => mailboxId === row.mailboxId)));
}

function viewOf({ mailboxId, address, name, trackedSince, watchedSince, lastNotificationAt, inbox, sentitems, other, failing, alive }: MailboxRow, gaps: readonly GapRow[]): Coverage {
  const [newest] = gaps;
  const everything = inbox === null || sentitems === null || other === null ? null : Math.min(inbox.getTime(), sentitems.getTime(), other.getTime());
  return {
    mailboxId,
    address,
    name,
    trackedSince: trackedSince.toISOString(),
    watchedSince: isoOf(watchedSince),
    lastNotificationAt: isoOf(lastNotificationAt),
    lastReadAt: isoOf(inbox),
    lastSweepAt: everything === null ? null : new Date(everything).toISOString(),
    problem: problemOf(failing, newest, alive),
    gaps: gaps.map(gapView),
  };
}

function problemOf(failing: string | null, newest: GapRow | undefined, alive: boolean): Coverage['problem'] {
  const known = failing === null ? undefined : Object.entries(ERRORS).find(([code]) => code === failing);
  if (known !== undefined) return { code: known[0], says: known[1].says };
  if (failing !== null) return { code: 'INTERNAL', says: 'The mailbox could not be read. It will be tried again.' };
  if (newest?.state !== 'open' && alive) return null;
  return { code: 'MAILBOX_NOT_WATCHED', says: sentenceOf(newest?.state === 'open' ? newest : { reason: 'down' }, 'open') };
}

function gapView({ from, until, reason, state, late }: GapRow): CoverageGap {
  return { from: from.toISOString(), until: isoOf(until), reason, state, says: sentenceOf({ reason }, state), late };
}

function isoOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** Forgets gaps that were over long ago. */
export async function forgetOldGaps(tx: EntityManager, now: Date): Promise<void> {
  await tx.query(`delete from coverage_gaps where state in ('filled', 'unfilled') and until_at < $1::timestamptz - interval '${KEPT}'`, [now]);
}
