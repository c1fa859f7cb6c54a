/**
 * Carries out what was decided for the people of one mailbox: enrollments end, pause or wait, the
 * line is written or changed, and how it was before is written down. All in the caller's transaction.
 */
import type { EntityManager } from 'typeorm';
import {
  ask,
  closeMoot,
  endedIn,
  endEnrollments,
  pauseEnrollments,
  recordOutcomes,
  recordQuestion,
  type EndReason,
  type EnrollmentRef,
  type NewOutcome,
  type NewQuestion,
  type Pause,
} from '../../campaigns/index.js';
import { append, patchActivity, type ActivityData, type ActivityKind, type Question } from '../../feed/index.js';
import type { FoundBy } from '../../mailbox/index.js';

export interface Line {
  readonly mailboxId: string;
  readonly at: Date;
  readonly kind: ActivityKind;
  readonly messageId: string | null;
  readonly data: ActivityData;
}

export interface Effects {
  readonly end?: readonly EnrollmentRef[];
  /** Default: reply. */
  readonly reason?: EndReason;
  readonly successes?: readonly EnrollmentRef[];
  readonly pause?: readonly Pause[];
  /** The day stated by somebody who is away, ISO 8601 date. */
  readonly returnDate?: string | null;
  /** The first is asked in the line itself, the others in lines of their own. */
  readonly questions?: readonly NewQuestion[];
}

export interface Cause {
  /** Null: no mail that came in. */
  readonly foundBy: FoundBy | null;
  /** The line that tells of it already. Questions are then asked in lines of their own. */
  readonly activityId?: string;
}

export interface CarriedOut {
  readonly mailboxId: string;
  readonly activityId: string;
  readonly questions: readonly Question[];
}

export async function carryOut(tx: EntityManager, line: Line, effects: Effects, { foundBy, activityId: existing }: Cause): Promise<CarriedOut> {
  const { end = [], reason = 'reply', successes = [], questions = [] } = effects;
  const pause = (effects.pause ?? []).filter(({ enrollment, until }) => enrollment.nextPosition !== null && (enrollment.pausedUntil === null || enrollment.pausedUntil < until));
  const asked: Asked[] = [];
  for (const question of questions) asked.push({ question: await ask(tx, question), facts: question.facts });
  const [first] = existing === undefined ? asked : [];

  const told: ActivityData = { ...line.data, ...whatFollowed(effects) };
  await endEnrollments(tx, end, { reason, at: line.at, detail: told, successes });
  if (end.length > 0) await closeMoot(tx, end, line.at);
  await pauseEnrollments(tx, pause);

  const data: ActivityData = { ...told, ...(first === undefined ? {} : { question: first.question }) };
  const activityId = existing ?? (await append(tx, { ...line, data })).id;
  if (existing !== undefined) await patchActivity(tx, line.mailboxId, existing, (before) => ({ ...before, ...told }));
  if (first !== undefined) await recordQuestion(tx, line.mailboxId, activityId, first.question, first.facts);
  for (const other of asked.filter((one) => one !== first)) await askApart(tx, line, activityId, other);

  const outcomes: NewOutcome[] = [
    ...questions.flatMap(({ enrollments }) => enrollments.map((enrollment) => ({ enrollment, what: 'waiting' as const }))),
    ...pause.map(({ enrollment, until }) => ({ enrollment, what: 'paused' as const, until })),
    ...end.map((enrollment) => ({ enrollment, what: 'ended' as const })),
  ];
  await recordOutcomes(tx, outcomes, { activityId, foundBy, at: line.at });
  return { mailboxId: line.mailboxId, activityId, questions: asked.map(({ question }) => question) };
}

interface Asked {
  readonly question: Question;
  readonly facts: unknown;
}

/** A line carries one question; a further one has a line of its own that names the first. */
async function askApart(tx: EntityManager, line: Line, asksAbout: string, { question, facts }: Asked): Promise<void> {
  const { subject, person } = line.data;
  const data = { ...(subject === undefined ? {} : { subject }), ...(person === undefined ? {} : { person }), question };
  const { id } = await append(tx, { mailboxId: line.mailboxId, at: line.at, kind: 'question', messageId: line.messageId, data });
  await recordQuestion(tx, line.mailboxId, id, question, { ...objectOf(facts), asksAbout });
}

function whatFollowed({ end = [], successes = [], pause = [], returnDate = null }: Effects): ActivityData {
  // A longer pause than this one stays.
  const untils = pause.map(({ enrollment, until }) => Math.max(until.getTime(), enrollment.pausedUntil?.getTime() ?? 0));
  return {
    ...(end.length === 0 ? {} : { ended: endedIn(end) }),
    ...(successes.length === 0 ? {} : { success: true }),
    ...(pause.length === 0 ? {} : { paused: { until: new Date(Math.min(...untils)).toISOString(), returnDate } }),
  };
}

function objectOf(facts: unknown): object {
  return typeof facts === 'object' && facts !== null ? facts : {};
}
