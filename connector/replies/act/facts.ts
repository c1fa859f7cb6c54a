/** Everything a decision needs to know of a mail's people, with their enrollments locked. */
import type { EntityManager } from 'typeorm';
import {
  endedSince,
  enrollmentOfMessage,
  lockEnrollmentsOfCompany,
  lockEnrollmentsOfPeople,
  rulesOf,
  someEndCompanies,
  type EnrollmentRef,
  type TeamRules,
} from '../../campaigns/index.js';
import { companyDomainOf, knownPeople, teamsOfReps } from '../../identity/index.js';
import { mailboxesById, type Mailbox } from '../../mailbox/index.js';
import type { Context } from './context.js';
import type { AnswerFacts, Candidate } from './decide-answer.js';

/** An enrollment with what its team and its mailbox say. */
export interface Placed extends EnrollmentRef, Candidate {
  readonly teamId: string;
  readonly rules: TeamRules;
  /** Of its mailbox, IANA name. */
  readonly zone: string;
}

export interface Facts {
  readonly answer: AnswerFacts;
  readonly enrollments: readonly Placed[];
}

/** @param mailbox one that is at hand, so that it need not be looked up */
export async function gather(tx: EntityManager, context: Context, mailbox?: Mailbox): Promise<Facts> {
  const { mailboxId, messageId, sentAt, recipients, from } = context;
  const people = await knownPeople(tx, [from.address, ...recipients.map(({ address }) => address)]);
  const personId = people.get(from.address) ?? null;
  const to = recipients.flatMap(({ kind, address }) => (kind === 'to' ? (people.get(address) ?? []) : []));
  const personIds = [...new Set([...(personId === null ? [] : [personId]), ...to])];
  const company = context.fromColleague ? null : companyDomainOf(from.address);
  const byCompany = company !== null && context.treatment === 'answer' && (await someEndCompanies(tx));
  const locked = byCompany ? await lockEnrollmentsOfCompany(tx, personIds, company) : await lockEnrollmentsOfPeople(tx, personIds);
  const enrollments = await place(tx, context.teamId, locked, mailbox);
  return {
    enrollments,
    answer: {
      fromColleague: context.fromColleague,
      from: from.address,
      personId,
      mailboxId,
      recipients: recipients.map(({ kind, address }) => ({ kind, address, personId: people.get(address) ?? null })),
      endedSince: sentAt === null ? new Set() : await endedSince(tx, mailboxId, personIds, sentAt),
      threadEnrollmentId: messageId === null ? null : await enrollmentOfMessage(tx, mailboxId, personIds, messageId),
    },
  };
}

/** @param ownTeamId of reps that are unknown, and whose rule reaches a whole company */
export async function place(tx: EntityManager, ownTeamId: string, locked: readonly EnrollmentRef[], mailbox?: Mailbox): Promise<Placed[]> {
  const teams = await teamsOfReps(tx, locked.map(({ repId }) => repId));
  const rules = await rulesOf(tx, [...new Set(teams.values())]);
  const mailboxes = await mailboxesById(tx, locked.map(({ mailboxId }) => mailboxId));
  return locked.map((enrollment) => {
    const teamId = teams.get(enrollment.repId) ?? ownTeamId;
    const own = rules(teamId);
    const known = enrollment.mailboxId === mailbox?.id ? mailbox : mailboxes.get(enrollment.mailboxId);
    return {
      ...enrollment,
      teamId,
      rules: own,
      zone: known?.timeZone ?? 'UTC',
      endOnOtherThread: own.endOnOtherThread,
      endOnSameCompany: own.endOnSameCompany && teamId === ownTeamId,
    };
  });
}
