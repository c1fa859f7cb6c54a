/**
 * What a mail changed in enrollments, each with how it was before: from this the rep can undo it,
 * and this is the list of mails that did not go. An outcome is over when it was undone, or when the
 * rep let the person go on.
 */
import type { EntityManager } from 'typeorm';
import type { FoundBy } from '../mailbox/index.js';
import type { EnrollmentRef } from './enrollment-ref.js';

export type What = 'ended' | 'paused' | 'waiting';

export interface NewOutcome {
  /** As it was before. */
  readonly enrollment: EnrollmentRef;
  readonly what: What;
  /** Of a pause. */
  readonly until?: Date;
}

export interface Outcome {
  readonly enrollmentId: string;
  readonly what: What;
  /** The next mail as it was planned before; null if none was. */
  readonly position: number | null;
  readonly wouldGoAt: Date | null;
}

interface Cause {
  readonly activityId: string;
  /** Null: written by hand. */
  readonly foundBy: FoundBy | null;
  readonly at: Date;
}

export async function recordOutcomes(tx: EntityManager, outcomes: readonly NewOutcome[], { activityId, foundBy, at }: Cause): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map(({ enrollment, what, until = null }) => ({
    mailbox_id: enrollment.mailboxId,
    enrollment_id: enrollment.id,
    campaign_id: enrollment.campaignId,
    what,
    position: enrollment.nextPosition,
    would_go_at: enrollment.nextAt,
    until,
  }));
  await tx.query(
    `insert into outcomes (mailbox_id, activity_id, enrollment_id, campaign_id, what, position, would_go_at, until, found_by, at)
     select mailbox_id, $2, enrollment_id, campaign_id, what, position, would_go_at, until, $3, $4
     from jsonb_to_recordset($1::jsonb) as outcome
       (mailbox_id uuid, enrollment_id uuid, campaign_id uuid, what text, position int, would_go_at timestamptz, until timestamptz)`,
    [JSON.stringify(rows), activityId, foundBy, at],
  );
}

/** What followed from a line and is not over, the first for each person: how they were before it. */
export async function outcomesOf(tx: EntityManager, mailboxId: string, activityId: string): Promise<Outcome[]> {
  return tx.query<Outcome[]>(
    `select distinct on (enrollment_id) enrollment_id as "enrollmentId", last_value(what) over each as what, position,
       would_go_at as "wouldGoAt"
     from outcomes where mailbox_id = $1 and activity_id = $2 and over_at is null
     window each as (partition by enrollment_id order by id rows between unbounded preceding and unbounded following)
     order by enrollment_id, id`,
    [mailboxId, activityId],
  );
}

/** Until when these people are away by what other lines than this one tell, by enrollment. */
export async function otherPauses(tx: EntityManager, mailboxId: string, enrollmentIds: readonly string[], activityId: string): Promise<Map<string, Date>> {
  const rows = await tx.query<{ enrollment_id: string; until: Date }[]>(
    `select enrollment_id, max(until) as until from outcomes
     where mailbox_id = $1 and enrollment_id = any ($2::uuid[]) and activity_id <> $3 and what = 'paused' and over_at is null and until is not null
     group by enrollment_id`,
    [mailboxId, enrollmentIds, activityId],
  );
  return new Map(rows.map(({ enrollment_id: id, until }) => [id, until]));
}

/** What followed from a line for these people is over. */
export async function endOutcomes(tx: EntityManager, mailboxId: string, activityId: string, enrollmentIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `update outcomes set over_at = $4
     where mailbox_id = $1 and activity_id = $2 and enrollment_id = any ($3::uuid[]) and over_at is null`,
    [mailboxId, activityId, enrollmentIds, at],
  );
}

/**
 * A mail that was on its way when another came in did go: what was held is the one after it. One
 * that went when a pause was over stays in the list as what was paused.
 */
export async function noteWent(
  tx: EntityManager,
  { mailboxId, enrollmentId, position }: { readonly mailboxId: string; readonly enrollmentId: string; readonly position: number },
  next: { readonly position: number; readonly at: Date } | null,
  isAway: boolean,
): Promise<void> {
  await tx.query(
    `update outcomes set position = $4, would_go_at = $5
     where mailbox_id = $1 and enrollment_id = $2 and position = $3 and over_at is null and (what <> 'paused' or $6)`,
    [mailboxId, enrollmentId, position, next?.position ?? null, next?.at ?? null, isAway],
  );
}
