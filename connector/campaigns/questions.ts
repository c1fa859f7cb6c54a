/**
 * Questions to the rep, kept until answered. The next mails of the people a question is about wait;
 * what an answer brings about is for those who asked (replies/act/answer.ts). Locks are taken in
 * one order everywhere: enrollments, questions, lines of the feed.
 */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { patchActivity, type ActivityData, type Question } from '../feed/index.js';
import { holdEnrollments, releaseEnrollments } from './end.js';
import { lockEnrollmentsById, type EnrollmentRef } from './enrollment-ref.js';

export type About = Question['about'];

export interface NewQuestion {
  readonly about: About;
  /** One sentence. */
  readonly says: string;
  readonly choices: Question['choices'];
  /** Whose next mails wait. */
  readonly enrollments: readonly EnrollmentRef[];
  /** What its answer needs to be acted upon; kept as JSON. */
  readonly facts: unknown;
}

/** An open question, locked. */
export interface OpenQuestion {
  readonly id: string;
  readonly about: About;
  readonly activityId: string;
  readonly enrollmentIds: readonly string[];
  readonly facts: unknown;
}

/** Holds those it is about and gives the question to put into the activity; `recordQuestion` then ties the two. */
export async function ask(tx: EntityManager, { about, says, choices, enrollments }: NewQuestion): Promise<Question> {
  await holdEnrollments(tx, enrollments);
  return {
    id: randomUUID(),
    state: 'open',
    about,
    says,
    choices,
    options: enrollments.map(({ id, address, name, campaign }) => ({ enrollmentId: id, address, name, campaign })),
  };
}

export async function recordQuestion(tx: EntityManager, mailboxId: string, activityId: string, { id, about, options }: Question, facts: unknown): Promise<void> {
  await tx.query('insert into questions (mailbox_id, id, activity_id, about, enrollment_ids, facts) values ($1, $2, $3, $4, $5, $6)', [
    mailboxId,
    id,
    activityId,
    about,
    options.map(({ enrollmentId }) => enrollmentId),
    JSON.stringify(facts ?? {}),
  ]);
}

/** What a question is about, not locked: whoever answers it locks the enrollments first. Throws NOT_FOUND for one that is not this mailbox's. */
export async function peekQuestion(tx: EntityManager, mailboxId: string, id: string): Promise<OpenQuestion> {
  const [question] = await tx.query<OpenQuestion[]>(
    `select id, about, activity_id::text as "activityId", enrollment_ids as "enrollmentIds", facts from questions where mailbox_id = $1 and id = $2`,
    [mailboxId, id],
  );
  if (question === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such question.');
  return question;
}

/** The question with this id, locked. Throws NOT_FOUND for one that is not this mailbox's, CONFLICT if it was answered. */
export async function takeQuestion(tx: EntityManager, mailboxId: string, id: string): Promise<OpenQuestion> {
  const [question] = await tx.query<(OpenQuestion & { answeredAt: Date | null })[]>(
    `select id, about, activity_id::text as "activityId", enrollment_ids as "enrollmentIds", facts, answered_at as "answeredAt"
     from questions where mailbox_id = $1 and id = $2 for update`,
    [mailboxId, id],
  );
  if (question === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such question.');
  if (question.answeredAt !== null) throw new ReadbackError('CONFLICT', 'This question has been answered.');
  return question;
}

/** Open questions of a line, locked; also those asked in lines of their own about it. */
export async function openQuestionsOf(tx: EntityManager, mailboxId: string, activityId: string): Promise<OpenQuestion[]> {
  return tx.query<OpenQuestion[]>(
    `select id, about, activity_id::text as "activityId", enrollment_ids as "enrollmentIds", facts
     from questions where mailbox_id = $1 and (activity_id = $2 or facts ->> 'asksAbout' = $2::text) and answered_at is null
     order by id for update`,
    [mailboxId, activityId],
  );
}

/** True if a question of this sort about this enrollment is open. */
export async function isAsked(tx: EntityManager, enrollmentId: string, about: About): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    'select 1 from questions where answered_at is null and enrollment_ids @> array[$1::uuid] and about = $2 limit 1',
    [enrollmentId, about],
  );
  return found.length > 0;
}

/** Closes the open questions all of whose people have ended: nobody is left to ask about. One that is just being answered is left to its answer. */
export async function closeMoot(tx: EntityManager, ended: readonly EnrollmentRef[], at: Date): Promise<void> {
  const moot = await tx.query<(OpenQuestion & { mailboxId: string })[]>(
    `select mailbox_id as "mailboxId", id, about, activity_id::text as "activityId", enrollment_ids as "enrollmentIds", facts
     from questions
     where answered_at is null and enrollment_ids && $1::uuid[] and not exists (
       select from enrollments where enrollments.mailbox_id = questions.mailbox_id and enrollments.id = any (questions.enrollment_ids) and state <> 'ended')
     order by mailbox_id, id for update skip locked`,
    [ended.map(({ id }) => id)],
  );
  for (const { mailboxId, ...question } of moot) {
    await closeQuestion(tx, mailboxId, question, { state: 'closed', said: {}, at });
  }
}

export interface Closing {
  readonly state: 'answered' | 'closed';
  readonly said: Pick<Question, 'chosen' | 'choice'>;
  readonly at: Date;
}

/** Ends a question and lets everybody it held, and nothing else holds, go on. Gives what its line says now. */
export async function closeQuestion(tx: EntityManager, mailboxId: string, question: OpenQuestion, { state, said, at }: Closing): Promise<ActivityData> {
  await tx.query('update questions set answered_at = $3 where mailbox_id = $1 and id = $2', [mailboxId, question.id, at]);
  const data = await patchActivity(tx, mailboxId, question.activityId, (before) =>
    before.question?.id === question.id ? { ...before, question: { ...before.question, state, ...said } } : before,
  );
  await releaseEnrollments(tx, await lockEnrollmentsById(tx, mailboxId, question.enrollmentIds));
  return data;
}
