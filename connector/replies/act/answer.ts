/**
 * The rep answers a question. Locks are taken in one order: enrollments, the question, lines of the
 * feed; so the question is looked at first, and taken when the people it is about are locked.
 */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import {
  closeQuestion,
  endOutcomes,
  lockEnrollmentsById,
  lockEnrollmentsOfPeople,
  peekQuestion,
  releasePeople,
  resumesAt,
  stopWriting,
  takeQuestion,
  type EnrollmentRef,
  type OpenQuestion,
} from '../../campaigns/index.js';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { dataOfLines, personSchema, type ActivityData } from '../../feed/index.js';
import { addressesOf, knownPeople, moveAddress, teamOfUser } from '../../identity/index.js';
import type { Mailbox } from '../../mailbox/index.js';
import { noteIsAnswer } from '../answers.js';
import { carryOut, type Effects } from './carry-out.js';
import { contextSchema, isAnswer } from './context.js';
import { absenceOf } from './decide-absence.js';
import { place, type Placed } from './facts.js';
import { followAnswer, followDeparted } from './follow.js';
import { heedWishesOf } from './wishes.js';

/** For whom a reply speaks, or one of the choices. */
export type Answer = { readonly enrollmentIds: readonly string[] } | { readonly choice: string };

export interface AnswerOptions {
  readonly clock: Clock;
  /** The rep's own. */
  readonly mailbox: Mailbox;
}

/** What every answer is carried out with. */
interface Asked {
  readonly tx: EntityManager;
  readonly at: Date;
  readonly mailbox: Mailbox;
  readonly question: OpenQuestion;
  /** The line the question is about. */
  readonly activityId: string;
  readonly data: ActivityData;
  /** Whose next mails waited, as they were. */
  readonly enrollments: readonly EnrollmentRef[];
}

/** Throws NOT_FOUND for a question that is not this mailbox's, CONFLICT if it was answered, INPUT_INVALID for what is no answer to it. */
export async function answerQuestion(tx: EntityManager, { clock, mailbox }: AnswerOptions, id: string, answer: Answer): Promise<void> {
  const seen = await peekQuestion(tx, mailbox.id, id);
  const at = clock.now();
  await lockPeople(tx, seen);
  const enrollments = await lockEnrollmentsById(tx, mailbox.id, seen.enrollmentIds);
  const question = await takeQuestion(tx, mailbox.id, id);
  const said = saidBy(question, answer);
  if (question.about !== 'whom') await mustBeChoice(tx, mailbox.id, question, said.choice ?? '');
  await closeQuestion(tx, mailbox.id, question, { state: 'answered', said, at });
  const { asksAbout } = z.object({ asksAbout: z.string().optional() }).parse(question.facts);
  const activityId = asksAbout ?? question.activityId;
  await endOutcomes(tx, mailbox.id, activityId, question.enrollmentIds, at);
  const data = (await dataOfLines(tx, mailbox.id, [activityId])).get(activityId) ?? {};
  const asked: Asked = { tx, at, mailbox, question, activityId, data, enrollments };
  if (said.chosen !== undefined) await endChosen(asked, said.chosen);
  else await choose(asked, said.choice ?? '');
}

function saidBy({ about, enrollmentIds }: OpenQuestion, answer: Answer): { chosen?: string[]; choice?: string } {
  if (about === 'whom') {
    if (!('enrollmentIds' in answer)) throw new ReadbackError('INPUT_INVALID', 'This question is answered by naming people.');
    if (!answer.enrollmentIds.every((chosen) => enrollmentIds.includes(chosen))) throw new ReadbackError('INPUT_INVALID', 'The question was not about one of these people.');
    return { chosen: [...answer.enrollmentIds] };
  }
  if (!('choice' in answer)) throw new ReadbackError('INPUT_INVALID', 'This question is answered by one of its choices.');
  return { choice: answer.choice };
}

async function mustBeChoice(tx: EntityManager, mailboxId: string, { id, activityId }: OpenQuestion, choice: string): Promise<void> {
  const data = (await dataOfLines(tx, mailboxId, [activityId])).get(activityId);
  const isOne = data?.question?.id === id && data.question.choices.some((one) => one.id === choice);
  if (!isOne) throw new ReadbackError('INPUT_INVALID', 'This is none of the choices of this question.');
}

/** Everybody whom the answer may concern, in every mailbox, before anything else is locked. */
async function lockPeople(tx: EntityManager, { about, facts }: OpenQuestion): Promise<void> {
  if (about === 'opt-out') await lockEnrollmentsOfPeople(tx, optOutFacts.parse(facts).personIds);
  if (about !== 'is-reply') return;
  const { from, recipients } = isReplyFacts.parse(facts).context;
  const people = await knownPeople(tx, [from, ...recipients].map(({ address }) => address));
  await lockEnrollmentsOfPeople(tx, [...new Set(people.values())]);
}

async function choose(asked: Asked, choice: string): Promise<void> {
  switch (asked.question.about) {
    case 'is-reply':
      if (choice === 'yes') await itIsOne(asked);
      return;
    case 'opt-out':
      await optOutAnswered(asked, choice === 'confirm');
      return;
    case 'same-person':
      if (choice !== 'no') await join(asked, choice);
      return;
    case 'pause':
      if (choice === 'end') await endAll(asked);
      else await pause(asked, choice === 'until');
      return;
    case 'hand-written':
    case 'calendar':
      if (choice === 'end') await endAll(asked);
      return;
    case 'whom':
      return;
  }
}

const isReplyFacts = z.object({ context: contextSchema });

/** What a certain reply brings about; questions that come of it are lines of their own. */
async function itIsOne({ tx, at, mailbox, question, activityId, data }: Asked): Promise<void> {
  const { context } = isReplyFacts.parse(question.facts);
  const told = { at, context, kind: 'reply' as const, elsewhere: 'mail' as const, data: { ...data, certain: true }, always: true, activityId, mailbox };
  const { lines } = await (context.treatment === 'departed' ? followDeparted(tx, told) : followAnswer(tx, told));
  if (isAnswer(context)) await noteIsAnswer(tx, { mailboxId: mailbox.id, activityId }, lines);
}

const optOutFacts = z.object({ personIds: z.array(z.string()), person: personSchema });

async function optOutAnswered({ tx, at, mailbox, question }: Asked, confirmed: boolean): Promise<void> {
  const { personIds, person } = optOutFacts.parse(question.facts);
  await releasePeople(tx, question.id);
  if (confirmed) await stopWriting(tx, { personIds, person, mailboxId: mailbox.id, how: 'reply' }, at);
}

async function join(asked: Asked, personId: string): Promise<void> {
  const { tx, at, question, data } = asked;
  const { address } = z.object({ address: z.string() }).parse(question.facts);
  const [known] = await addressesOf(tx, personId);
  await moveAddress(tx, personId, address);
  if (known !== undefined) await heedWishesOf(tx, known, address, at);
  await follow(asked, {}, { ...data, joined: { address, to: known ?? address } });
}

async function pause(asked: Asked, asStated: boolean): Promise<void> {
  const { at, mailbox, question, enrollments } = asked;
  const { lastDay, absenceDays, receivedAt, returnDate } = z
    .object({ lastDay: z.string(), absenceDays: z.number(), receivedAt: z.coerce.date(), returnDate: z.string().nullable() })
    .parse(question.facts);
  const placed = await placedOf(asked, enrollments);
  const day = asStated ? lastDay : absenceOf(null, { now: receivedAt > at ? receivedAt : at, zone: mailbox.timeZone, absenceDays }).lastDay;
  await follow(asked, {
    returnDate: asStated ? returnDate : null,
    pause: placed.map((enrollment) => ({ enrollment, until: resumesAt(day, { hour: enrollment.sendHour, zone: enrollment.zone }) })),
  });
}

async function endChosen(asked: Asked, chosen: readonly string[]): Promise<void> {
  const { accepted } = z.object({ accepted: z.boolean().default(false) }).parse(asked.question.facts);
  const end = asked.enrollments.filter(({ id }) => chosen.includes(id));
  const placed = await placedOf(asked, end);
  const successes = placed.filter(({ replyIsSuccess, rules }) => replyIsSuccess || (accepted && rules.acceptedIsSuccess));
  await follow(asked, { end, successes });
}

async function placedOf({ tx, mailbox }: Asked, enrollments: readonly EnrollmentRef[]): Promise<Placed[]> {
  return place(tx, (await teamOfUser(tx, mailbox.userId)).id, enrollments, mailbox);
}

async function endAll(asked: Asked): Promise<void> {
  await follow(asked, { end: asked.enrollments, reason: 'removed' });
}

async function follow({ tx, at, mailbox, activityId, data }: Asked, effects: Effects, said: ActivityData = data): Promise<void> {
  const line = { mailboxId: mailbox.id, at, kind: 'reply' as const, messageId: null, data: said };
  await carryOut(tx, line, effects, { foundBy: data.foundBy ?? null, activityId });
}
