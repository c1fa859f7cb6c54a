/**
 * Enrollments as those see them who decide whether they go on, locked until the transaction ends.
 * Rows are always locked in one order, mailbox and then id, so that a mail about to go and a reply
 * that comes at the same moment see each other, and never wait for each other in a circle.
 */
import type { EntityManager } from 'typeorm';
import type { EnrollmentState } from './entities.js';

export interface EnrollmentRef {
  readonly id: string;
  readonly mailboxId: string;
  readonly personId: string;
  readonly address: string;
  readonly name: string;
  readonly state: EnrollmentState;
  readonly enrolledAt: Date;
  /** The next mail and when it is due; null when none is left. */
  readonly nextPosition: number | null;
  readonly nextAt: Date | null;
  readonly pausedUntil: Date | null;
  readonly campaignId: string;
  readonly campaign: string;
  readonly repId: string;
  readonly sendHour: number;
  readonly replyIsSuccess: boolean;
}

/** The enrollments of these people in a mailbox that have not ended. */
export async function lockEnrollments(tx: EntityManager, mailboxId: string, personIds: readonly string[]): Promise<EnrollmentRef[]> {
  return lockWhere(tx, `enrollment.mailbox_id = $1 and enrollment.person_id = any ($2::uuid[]) and ${NOT_ENDED}`, [mailboxId, personIds]);
}

/**
 * As `lockEnrollments`, in every mailbox. Those that have ended are locked as well: what ended them
 * may be taken back at this moment, and whoever does so must see what these people do now.
 */
export async function lockEnrollmentsOfPeople(tx: EntityManager, personIds: readonly string[]): Promise<EnrollmentRef[]> {
  return notEnded(await lockWhere(tx, 'enrollment.person_id = any ($1::uuid[])', [personIds]));
}

/** As `lockEnrollmentsOfPeople`, and of everybody with an address in the domain who is still written to. */
export async function lockEnrollmentsOfCompany(tx: EntityManager, personIds: readonly string[], domain: string): Promise<EnrollmentRef[]> {
  return notEnded(
    await lockWhere(
      tx,
      `(enrollment.person_id = any ($1::uuid[])
        or (split_part(enrollment.address, '@', 2) = $2 and enrollment.state in ('active', 'waiting')))`,
      [personIds, domain],
    ),
  );
}

/** As `lockEnrollments`, by their ids. */
export async function lockEnrollmentsById(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<EnrollmentRef[]> {
  return lockWhere(tx, `enrollment.mailbox_id = $1 and enrollment.id = any ($2::uuid[]) and ${NOT_ENDED}`, [mailboxId, ids]);
}

/** As `lockEnrollmentsById`, those that have ended among them. */
export async function lockAnyEnrollmentsById(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<EnrollmentRef[]> {
  return lockWhere(tx, 'enrollment.mailbox_id = $1 and enrollment.id = any ($2::uuid[])', [mailboxId, ids]);
}

/** Of these people, those who were in a campaign of this mailbox that has ended at `since` or later. */
export async function endedSince(tx: EntityManager, mailboxId: string, personIds: readonly string[], since: Date): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ person_id: string }[]>(
    `select distinct person_id from enrollments
     where mailbox_id = $1 and person_id = any ($2::uuid[]) and state = 'ended' and ended_at >= $3`,
    [mailboxId, personIds, since],
  );
  return new Set(found.map(({ person_id: id }) => id));
}

/** The enrollment of one of these people that a mail of a campaign belongs to, also if it has ended; null if it is none of theirs. */
export async function enrollmentOfMessage(tx: EntityManager, mailboxId: string, personIds: readonly string[], messageId: string): Promise<string | null> {
  const [found] = await tx.query<{ enrollment_id: string }[]>(
    `select send.enrollment_id from enrollments enrollment
     join step_sends send on send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id
     where enrollment.mailbox_id = $1 and enrollment.person_id = any ($2::uuid[]) and send.message_id = $3`,
    [mailboxId, personIds, messageId],
  );
  return found?.enrollment_id ?? null;
}

/** True if the address is in the campaign by another enrollment, too, and written to. */
export async function isInAgain(tx: EntityManager, { mailboxId, campaignId, address, id }: EnrollmentRef): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `select 1 from enrollments where mailbox_id = $1 and campaign_id = $2 and address = $3 and id <> $4 and state in ('active', 'waiting') limit 1`,
    [mailboxId, campaignId, address, id],
  );
  return found.length > 0;
}

const NOT_ENDED = `enrollment.state <> 'ended'`;

function notEnded(enrollments: readonly EnrollmentRef[]): EnrollmentRef[] {
  return enrollments.filter(({ state }) => state !== 'ended');
}

async function lockWhere(tx: EntityManager, condition: string, parameters: unknown[]): Promise<EnrollmentRef[]> {
  return tx.query<EnrollmentRef[]>(
    `select enrollment.id, enrollment.mailbox_id as "mailboxId", enrollment.person_id as "personId", enrollment.address, enrollment.name,
       enrollment.state, enrollment.enrolled_at as "enrolledAt", enrollment.next_position as "nextPosition", enrollment.next_at as "nextAt",
       enrollment.paused_until as "pausedUntil", enrollment.campaign_id as "campaignId", campaign.name as campaign,
       campaign.rep_id as "repId", campaign.send_hour as "sendHour", campaign.reply_is_success as "replyIsSuccess"
     from enrollments enrollment
     join campaigns campaign on campaign.mailbox_id = enrollment.mailbox_id and campaign.id = enrollment.campaign_id
     where ${condition}
     order by enrollment.mailbox_id, enrollment.id
     for update of enrollment`,
    parameters,
  );
}
