/**
 * Ends enrollments, or holds them while the rep is asked. Always in the transaction of whatever
 * caused it, with the rows locked in one order, so that a mail about to go and a reply that comes
 * at the same moment see each other.
 */
import type { EntityManager } from 'typeorm';
import type { ActivityData } from '../feed/index.js';
import type { EndReason, EnrollmentState } from './entities.js';

/** An enrollment as those see it who decide whether it goes on. */
export interface EnrollmentRef {
  readonly id: string;
  readonly mailboxId: string;
  readonly personId: string;
  readonly address: string;
  readonly name: string;
  readonly state: EnrollmentState;
  readonly campaignId: string;
  readonly campaign: string;
}

/** The enrollments of these people in a mailbox that have not ended, locked until the transaction does. */
export async function lockEnrollments(tx: EntityManager, mailboxId: string, personIds: readonly string[]): Promise<EnrollmentRef[]> {
  return lockWhere(tx, 'enrollment.mailbox_id = $1 and enrollment.person_id = any ($2::uuid[])', [mailboxId, personIds]);
}

/** True if the person was in a campaign of this mailbox that has ended at `since` or later. */
export async function hasEndedSince(tx: EntityManager, mailboxId: string, personId: string, since: Date): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `select 1 from enrollments
     where mailbox_id = $1 and person_id = $2 and state = 'ended' and ended_at >= $3 limit 1`,
    [mailboxId, personId, since],
  );
  return found.length > 0;
}

/** As `lockEnrollments`, of one person in every mailbox. */
export async function lockEnrollmentsOfPerson(tx: EntityManager, personId: string): Promise<EnrollmentRef[]> {
  return lockWhere(tx, 'enrollment.person_id = $1', [personId]);
}

/** As `lockEnrollments`, by their ids. */
export async function lockEnrollmentsById(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<EnrollmentRef[]> {
  return lockWhere(tx, 'enrollment.mailbox_id = $1 and enrollment.id = any ($2::uuid[])', [mailboxId, ids]);
}

/** Ends enrollments, for good: nothing more is sent. Those that ended before stay as they are. */
export async function endEnrollments(
  tx: EntityManager,
  enrollments: readonly EnrollmentRef[],
  { reason, at, detail }: { readonly reason: EndReason; readonly at: Date; readonly detail: ActivityData },
): Promise<void> {
  await tx.query(
    `update enrollments
     set state = 'ended', ended_at = $3, end_reason = $4, end_detail = $5, next_position = null, next_at = null, queued_at = null
     where (mailbox_id, id) in (select * from unnest($1::uuid[], $2::uuid[])) and state <> 'ended'`,
    [enrollments.map(({ mailboxId }) => mailboxId), enrollments.map(({ id }) => id), at, reason, JSON.stringify(detail)],
  );
}

/** Holds enrollments until the rep has answered: the next mail waits. */
export async function holdEnrollments(tx: EntityManager, enrollments: readonly EnrollmentRef[]): Promise<void> {
  await setState(tx, enrollments, 'active', 'waiting');
}

/** Lets held enrollments go on. */
export async function releaseEnrollments(tx: EntityManager, enrollments: readonly EnrollmentRef[]): Promise<void> {
  await setState(tx, enrollments, 'waiting', 'active');
}

/** One whose last mail went just while the question came up has nothing to go on with: it is finished. */
async function setState(tx: EntityManager, enrollments: readonly EnrollmentRef[], from: EnrollmentState, to: EnrollmentState): Promise<void> {
  await tx.query(
    `update enrollments set state = case when $4 = 'active' and next_position is null then 'finished' else $4 end, queued_at = null
     where (mailbox_id, id) in (select * from unnest($1::uuid[], $2::uuid[])) and state = $3`,
    [enrollments.map(({ mailboxId }) => mailboxId), enrollments.map(({ id }) => id), from, to],
  );
}

async function lockWhere(tx: EntityManager, condition: string, parameters: unknown[]): Promise<EnrollmentRef[]> {
  return tx.query<EnrollmentRef[]>(
    `select enrollment.id, enrollment.mailbox_id as "mailboxId", enrollment.person_id as "personId", enrollment.address, enrollment.name,
       enrollment.state, enrollment.campaign_id as "campaignId", campaign.name as campaign
     from enrollments enrollment
     join campaigns campaign on campaign.mailbox_id = enrollment.mailbox_id and campaign.id = enrollment.campaign_id
     where ${condition} and enrollment.state <> 'ended'
     order by enrollment.mailbox_id, enrollment.id
     for update of enrollment`,
    parameters,
  );
}
