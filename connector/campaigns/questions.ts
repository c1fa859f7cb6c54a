/**
 * Questions to the rep: an answer came, several people in To are in a campaign, and nobody can know
 * for whom it speaks. Until the rep says so, their next mails wait.
 */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { patchActivity, type ActivityData } from '../feed/index.js';
import { endEnrollments, holdEnrollments, lockEnrollmentsById, releaseEnrollments, type EnrollmentRef } from './end.js';

type Question = NonNullable<ActivityData['question']>;

/** Holds these enrollments and gives the question to put into the activity; `recordQuestion` then ties the two. */
export async function ask(tx: EntityManager, enrollments: readonly EnrollmentRef[]): Promise<Question> {
  await holdEnrollments(tx, enrollments);
  return {
    id: randomUUID(),
    state: 'open',
    about: 'whom',
    says: 'Whose campaign should end?',
    choices: [],
    options: enrollments.map(({ id, address, name, campaign }) => ({ enrollmentId: id, address, name, campaign })),
  };
}

export async function recordQuestion(tx: EntityManager, mailboxId: string, activityId: string, question: Question): Promise<void> {
  await tx.query('insert into questions (mailbox_id, id, activity_id, enrollment_ids) values ($1, $2, $3, $4)', [
    mailboxId,
    question.id,
    activityId,
    question.options.map(({ enrollmentId }) => enrollmentId),
  ]);
}

/**
 * Answers a question: the chosen people's campaigns end, the others go on. Throws NOT_FOUND for a
 * question that is not this mailbox's, CONFLICT if it was answered, INPUT_INVALID for people it did not ask about.
 */
export async function answerQuestion(tx: EntityManager, mailboxId: string, id: string, chosenIds: readonly string[], at: Date): Promise<void> {
  const [question] = await tx.query<{ activity_id: string; enrollment_ids: string[]; answered_at: Date | null }[]>(
    'select activity_id, enrollment_ids, answered_at from questions where mailbox_id = $1 and id = $2 for update',
    [mailboxId, id],
  );
  if (question === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such question.');
  if (question.answered_at !== null) throw new ReadbackError('CONFLICT', 'This question has been answered.');
  if (!chosenIds.every((chosen) => question.enrollment_ids.includes(chosen))) {
    throw new ReadbackError('INPUT_INVALID', 'The question was not about one of these people.');
  }
  const enrollments = await lockEnrollmentsById(tx, mailboxId, question.enrollment_ids);
  const chosen = enrollments.filter((enrollment) => chosenIds.includes(enrollment.id));
  const ended = chosen.map(({ id: enrollmentId, address, campaignId, campaign }) => ({ enrollmentId, address, campaignId, campaign }));
  const detail = await patchActivity(tx, mailboxId, question.activity_id, (data) => ({
    ...data,
    ended,
    ...(data.question === undefined ? {} : { question: { ...data.question, state: 'answered', chosen: [...chosenIds] } }),
  }));
  await endEnrollments(tx, chosen, { reason: 'reply', at, detail });
  const others = enrollments.filter((enrollment) => !chosenIds.includes(enrollment.id));
  await releaseEnrollments(tx, await withoutOpenQuestion(tx, mailboxId, id, others));
  await tx.query('update questions set answered_at = $3 where mailbox_id = $1 and id = $2', [mailboxId, id, at]);
}

/** A person may be in several open questions; they go on when the last is answered. */
async function withoutOpenQuestion(tx: EntityManager, mailboxId: string, exceptId: string, enrollments: readonly EnrollmentRef[]): Promise<EnrollmentRef[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select distinct unnest(enrollment_ids) as id from questions where mailbox_id = $1 and id <> $2 and answered_at is null`,
    [mailboxId, exceptId],
  );
  const asked = new Set(rows.map(({ id }) => id));
  return enrollments.filter(({ id }) => !asked.has(id));
}
