/**
 * Ends enrollments, pauses them, or holds them while the rep is asked. Always in the transaction of
 * whatever caused it, with the rows locked (enrollment-ref.ts).
 */
import type { EntityManager } from 'typeorm';
import type { ActivityData } from '../feed/index.js';
import type { EnrollmentRef } from './enrollment-ref.js';
import type { EndReason, EnrollmentState } from './entities.js';

export interface Ending {
  readonly reason: EndReason;
  readonly at: Date;
  readonly detail: ActivityData;
  /** Enrollments that count as a success. */
  readonly successes?: readonly EnrollmentRef[];
}

/** Ends enrollments: nothing more is sent. Those that ended before stay as they are. */
export async function endEnrollments(tx: EntityManager, enrollments: readonly EnrollmentRef[], { reason, at, detail, successes = [] }: Ending): Promise<void> {
  if (enrollments.length === 0) return;
  await tx.query(
    `update enrollments
     set state = 'ended', ended_at = $3, end_reason = $4, end_detail = $5, success = id = any ($6::uuid[]),
       next_position = null, next_at = null, queued_at = null, paused_until = null
     where (mailbox_id, id) in (select * from unnest($1::uuid[], $2::uuid[])) and state <> 'ended'`,
    [...keysOf(enrollments), at, reason, JSON.stringify(detail), successes.map(({ id }) => id)],
  );
}

/** What a line says of enrollments it ended. */
export function endedIn(enrollments: readonly EnrollmentRef[]): NonNullable<ActivityData['ended']> {
  return enrollments.map(({ id, address, name, campaignId, campaign }) => ({ enrollmentId: id, address, name, campaignId, campaign }));
}

export interface Pause {
  readonly enrollment: EnrollmentRef;
  readonly until: Date;
}

/** Lets nothing go before a time. One that is paused for longer already stays so. */
export async function pauseEnrollments(tx: EntityManager, pauses: readonly Pause[]): Promise<void> {
  if (pauses.length === 0) return;
  await tx.query(
    `update enrollments
     set paused_until = greatest(paused_until, pause.until), next_at = greatest(next_at, pause.until), queued_at = null, send_now = false
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as pause (mailbox_id, id, until)
     where enrollments.mailbox_id = pause.mailbox_id and enrollments.id = pause.id and enrollments.next_position is not null`,
    [...keysOf(pauses.map(({ enrollment }) => enrollment)), pauses.map(({ until }) => until)],
  );
}

/** Holds enrollments until the rep has answered: the next mail waits. */
export async function holdEnrollments(tx: EntityManager, enrollments: readonly EnrollmentRef[]): Promise<void> {
  await setState(tx, enrollments, 'active', 'waiting');
}

/** Lets held enrollments go on, except those another open question is about. */
export async function releaseEnrollments(tx: EntityManager, enrollments: readonly EnrollmentRef[]): Promise<void> {
  const open = await tx.query<{ id: string }[]>(
    'select distinct unnest(enrollment_ids) as id from questions where answered_at is null and enrollment_ids && $1::uuid[]',
    [enrollments.map(({ id }) => id)],
  );
  const asked = new Set(open.map(({ id }) => id));
  await setState(tx, enrollments.filter(({ id }) => !asked.has(id)), 'waiting', 'active');
}

/** How an enrollment that ended, paused or waited goes on. */
export interface Resumption {
  readonly enrollment: EnrollmentRef;
  /** Null: no mail is left, it is finished. */
  readonly position: number | null;
  readonly at: Date | null;
  readonly pausedUntil: Date | null;
}

/** Takes back an end or a pause. Whoever an open question is about waits. */
export async function resumeEnrollments(tx: EntityManager, resumptions: readonly Resumption[]): Promise<void> {
  for (const { enrollment, position, at, pausedUntil } of resumptions) {
    await tx.query(
      `update enrollments
       set state = case
           when $3::int is null then 'finished'
           when exists (select from questions where answered_at is null and enrollment_ids @> array[$2::uuid]) then 'waiting'
           else 'active' end,
         next_position = $3, next_at = $4, paused_until = $5, queued_at = null, send_now = false,
         ended_at = null, end_reason = null, end_detail = null, success = false
       where mailbox_id = $1 and id = $2`,
      [enrollment.mailboxId, enrollment.id, position, at, pausedUntil],
    );
  }
}

/** One whose last mail went just while the question came up has nothing to go on with: it is finished. */
async function setState(tx: EntityManager, enrollments: readonly EnrollmentRef[], from: EnrollmentState, to: EnrollmentState): Promise<void> {
  if (enrollments.length === 0) return;
  await tx.query(
    `update enrollments set state = case when $4 = 'active' and next_position is null then 'finished' else $4 end, queued_at = null
     where (mailbox_id, id) in (select * from unnest($1::uuid[], $2::uuid[])) and state = $3`,
    [...keysOf(enrollments), from, to],
  );
}

function keysOf(enrollments: readonly EnrollmentRef[]): [string[], string[]] {
  return [enrollments.map(({ mailboxId }) => mailboxId), enrollments.map(({ id }) => id)];
}
