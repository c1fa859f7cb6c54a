/**
 * What follows from a mail of each treatment. The mailbox it concerns first always gets its line;
 * others get one of their own where something follows for their people, without what they need not
 * know: the subject and the evidence of somebody else's mail.
 */
import type { EntityManager } from 'typeorm';
import { holdPeople, resumesAt, type EnrollmentRef, type NewQuestion } from '../../campaigns/index.js';
import { wholeSecond } from '../../clock.js';
import type { ActivityData, ActivityKind } from '../../feed/index.js';
import { addressesOf, joinAddress, peopleFor } from '../../identity/index.js';
import type { Mailbox } from '../../mailbox/index.js';
import type { ReplyLine } from '../answers.js';
import { carryOut, type CarriedOut, type Effects } from './carry-out.js';
import type { Context } from './context.js';
import { absenceOf, aboutWhom } from './decide-absence.js';
import { decideAnswer } from './decide-answer.js';
import { decideOther } from './decide-other.js';
import { gather, type Facts, type Placed } from './facts.js';
import { heedWishesOf } from './wishes.js';
import { calendarQuestion, isReplyQuestion, optOutQuestion, pauseQuestion, samePersonQuestion, whomQuestion } from './wording.js';

/** A mail to act upon, and how the feed tells of it. */
export interface Told {
  readonly at: Date;
  readonly context: Context;
  readonly kind: ActivityKind;
  /** The kind of line other mailboxes get. */
  readonly elsewhere: ActivityKind;
  readonly data: ActivityData;
  /** A line is written even if nothing follows. */
  readonly always: boolean;
  /** The line that tells of it already. */
  readonly activityId?: string;
  /** One that is at hand. */
  readonly mailbox?: Mailbox;
}

export interface Followed {
  /** How many people something followed for. */
  readonly people: number;
  readonly lines: readonly ReplyLine[];
}

/** An answer by a person. */
export async function followAnswer(tx: EntityManager, told: Told): Promise<Followed> {
  const facts = await gather(tx, told.context, told.mailbox);
  const { from, accepted, fromColleague } = told.context;
  const { end, ask, join, offer } = told.context.messageId === null ? otherThread(told.context, facts) : decideAnswer(facts.answer, facts.enrollments);
  const joined = join === null ? null : await joinPerson(tx, join, from.address, told.at);
  const people = facts.enrollments.filter(({ personId }, index, all) => offer.includes(personId) && all.findIndex((one) => one.personId === personId) === index);
  const own: NewQuestion[] = [
    ...(ask.length === 0 ? [] : [{ ...whomQuestion, enrollments: ask, facts: { accepted } }]),
    ...(people.length === 0 ? [] : [{ ...samePersonQuestion(from, people.map(({ personId: id, address, name }) => ({ id, address, name }))), enrollments: [], facts: { address: from.address } }]),
  ];
  const wantsNoMore = told.context.wantsNoMore && !fromColleague;
  const held = wantsNoMore ? await peopleToHold(tx, told.context, facts.answer.personId ?? join, end) : [];
  const optOutAsked: NewQuestion[] = wantsNoMore ? [{ ...optOutQuestion(from), enrollments: [], facts: { personIds: held, person: from } }] : [];
  const data = { ...told.data, ...(joined === null ? {} : { joined: { address: from.address, to: joined } }) };
  const done = await eachMailbox(tx, { ...told, data }, end, (ending, isFirst) => ({
    end: ending,
    successes: ending.filter(({ replyIsSuccess, rules }) => replyIsSuccess || (accepted && rules.acceptedIsSuccess)),
    questions: isFirst ? [...optOutAsked, ...own] : [],
  }));
  for (const { questions } of done) {
    for (const { id, about } of questions) if (about === 'opt-out') await holdPeople(tx, told.context.teamId, held, id, told.at);
  }
  return { people: end.length + ask.length + held.length, lines: done };
}

/** "No longer works here": their campaigns end, whatever address said so. */
export async function followDeparted(tx: EntityManager, told: Told): Promise<Followed> {
  const { answer, enrollments } = await gather(tx, told.context, told.mailbox);
  const end = aboutWhom(answer, enrollments);
  return { people: end.length, lines: await eachMailbox(tx, told, end, (ending) => ({ end: ending, reason: 'departed' })) };
}

/** Somebody is away: nothing goes to them before they are back. */
export async function followAbsence(tx: EntityManager, told: Told): Promise<Followed> {
  const { returnDate, receivedAt, from } = told.context;
  const { answer, enrollments } = await gather(tx, told.context, told.mailbox);
  const absence = ({ zone, rules }: Placed) => absenceOf(returnDate, { now: receivedAt, zone, absenceDays: rules.absenceDays });
  const backAt = (one: Placed): Date => resumesAt(absence(one).lastDay, { hour: one.sendHour, zone: one.zone });
  // A mail may be read long after it came: who is back by then is not away.
  const away = aboutWhom(answer, enrollments).filter((one) => isGoingOn(one) && backAt(one) > told.at);
  const lines = await eachMailbox(tx, told, away, (own) => {
    const far = own.filter((one) => absence(one).isFar);
    const [first] = far;
    return {
      returnDate,
      pause: own.filter((one) => !far.includes(one)).map((one) => ({ enrollment: one, until: backAt(one) })),
      questions:
        first === undefined
          ? []
          : [
              {
                ...pauseQuestion(from, absence(first).lastDay, first.rules.absenceDays),
                enrollments: far,
                facts: { lastDay: absence(first).lastDay, absenceDays: first.rules.absenceDays, receivedAt, returnDate },
              },
            ],
    };
  });
  return { people: away.length, lines };
}

/** An invitation was declined, or is in doubt: the rep says whether the campaign goes on. */
export async function followCalendar(tx: EntityManager, told: Told): Promise<Followed> {
  const { answer, enrollments } = await gather(tx, told.context, told.mailbox);
  const { calendar } = told.data;
  const { messageId, receivedAt } = told.context;
  const concerned = aboutWhom(answer, enrollments).filter((one) => isGoingOn(one) && (messageId !== null || wholeSecond(one.enrolledAt) <= receivedAt));
  const asked = calendar === 'tentative' || calendar === 'cancelled' ? calendar : 'declined';
  const lines = await eachMailbox(tx, told, concerned, (own) => ({
    questions: own.length === 0 ? [] : [{ ...calendarQuestion(told.context.from, asked), enrollments: own, facts: {} }],
  }));
  return { people: concerned.length, lines };
}

/**
 * Only probably an answer: the rep says, and until then nothing goes to those it would end. In other
 * mailboxes it is mail in another thread, whatever the rep says.
 * @param toRep false for mail that went to many
 */
export async function askIsReply(tx: EntityManager, told: Told, toRep: boolean): Promise<Followed> {
  const facts = await gather(tx, told.context, told.mailbox);
  const { answer, enrollments } = facts;
  const departed = told.context.treatment === 'departed';
  const { end, ask } = departed ? { end: aboutWhom(answer, enrollments), ask: [] } : decideAnswer(answer, enrollments);
  const waiting = [...end, ...ask].filter((one) => one.mailboxId === told.context.mailboxId && isGoingOn(one));
  const elsewhere = departed || !toRep || told.context.fromColleague ? [] : otherThread(told.context, facts).end.filter((one) => one.mailboxId !== told.context.mailboxId);
  const lines = await eachMailbox(tx, told, elsewhere, (ending, isFirst) =>
    isFirst
      ? { questions: [{ ...isReplyQuestion(departed), enrollments: waiting, facts: { context: told.context } }] }
      : { end: ending, successes: ending.filter(({ replyIsSuccess }) => replyIsSuccess) },
  );
  return { people: waiting.length + elsewhere.length, lines };
}

/** Nothing but the line. */
export async function inform(tx: EntityManager, told: Told): Promise<Followed> {
  return { people: 0, lines: await eachMailbox(tx, told, [], () => ({})) };
}

async function eachMailbox(
  tx: EntityManager,
  told: Told,
  enrollments: readonly Placed[],
  effectsOf: (own: readonly Placed[], isFirst: boolean) => Effects,
): Promise<CarriedOut[]> {
  const { at, context, activityId } = told;
  const first = told.always || context.wantsNoMore ? [context.mailboxId] : [];
  const done: CarriedOut[] = [];
  for (const mailboxId of new Set([...first, ...enrollments.map((one) => one.mailboxId)])) {
    const isFirst = mailboxId === context.mailboxId;
    const line = isFirst
      ? { mailboxId, at, kind: told.kind, messageId: context.messageId, data: told.data }
      : { mailboxId, at, kind: told.elsewhere, messageId: null, data: dataElsewhere(told.data) };
    const own = enrollments.filter((one) => one.mailboxId === mailboxId);
    const cause = { foundBy: context.foundBy, ...(isFirst && activityId !== undefined ? { activityId } : {}) };
    done.push(await carryOut(tx, line, effectsOf(own, isFirst), cause));
  }
  return done;
}

function dataElsewhere({ person, mailKind, reasons, foundBy, reason, calendar, contact }: ActivityData): ActivityData {
  return {
    ...(person === undefined ? {} : { person }),
    ...(mailKind === undefined ? {} : { mailKind }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(foundBy === undefined ? {} : { foundBy }),
    ...(reason === undefined ? {} : { reason }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(contact === undefined ? {} : { contact }),
  };
}

function otherThread({ from, receivedAt }: Context, { answer, enrollments }: Facts): ReturnType<typeof decideAnswer<Placed>> {
  return { end: decideOther({ from: from.address, personId: answer.personId, receivedAt }, enrollments), ask: [], join: null, offer: [] };
}

/** Gives an address of the person it joined; null if it was somebody's by then. */
async function joinPerson(tx: EntityManager, personId: string, address: string, at: Date): Promise<string | null> {
  const [known] = await addressesOf(tx, personId);
  if (!(await joinAddress(tx, personId, address))) return null;
  if (known !== undefined) await heedWishesOf(tx, known, address, at);
  return known ?? null;
}

/** Who asked for no more mail; where nobody knows them, also who they may have asked for. */
async function peopleToHold(tx: EntityManager, { from }: Context, known: string | null, end: readonly EnrollmentRef[]): Promise<string[]> {
  if (known !== null) return [known];
  const own = (await peopleFor(tx, [from])).get(from.address);
  const spokenFor = new Set(end.map(({ personId }) => personId));
  return [...(own === undefined ? [] : [own]), ...(spokenFor.size === 1 ? spokenFor : [])];
}

function isGoingOn({ state, nextPosition }: EnrollmentRef): boolean {
  return (state === 'active' || state === 'waiting') && nextPosition !== null;
}
