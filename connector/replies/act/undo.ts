/**
 * "This was no reply": what followed from a line is taken back. People go on where they were, the
 * next mail not before the next working day; the questions it asked are closed, an address it
 * joined is a stranger's again. What people said otherwise stays: an opt-out, another answer.
 */
import type { EntityManager } from 'typeorm';
import {
  closeQuestion,
  endOutcomes,
  forgetFailures,
  hasMarked,
  isInAgain,
  lockAnyEnrollmentsById,
  nextWorkingDay,
  openQuestionsOf,
  otherPauses,
  optedOutAmong,
  outcomesOf,
  releasePeople,
  resumeEnrollments,
  undeliverableAmong,
  unmarkUndeliverable,
  type EnrollmentRef,
  type Outcome,
  type Undo,
} from '../../campaigns/index.js';
import { wholeSecond } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { dataOfLines, patchActivity, type ActivityData } from '../../feed/index.js';
import { addressesOf, knownPeople, leaveAddress, teamOfUser } from '../../identity/index.js';
import type { Mailbox } from '../../mailbox/index.js';
import { answeredOtherwise, noteUndone, type ReplyLine } from '../answers.js';

/** One person and what becomes of them. */
interface Fate {
  readonly enrollment: EnrollmentRef;
  readonly outcome: Outcome;
  /** Null: they go on. */
  readonly because: string | null;
  readonly position: number | null;
  readonly nextAt: Date | null;
  /** Away by what another line tells. */
  readonly pausedUntil: Date | null;
}

/** What would follow, without doing it. Throws NOT_FOUND for a line that is not this mailbox's. */
export async function showUndo(tx: EntityManager, mailbox: Mailbox, activityId: string, now: Date): Promise<Undo> {
  const data = await lineOf(tx, mailbox.id, activityId);
  if (data.undone !== undefined) return { possible: false, done: true, says: 'This was taken back.', people: [] };
  const fates = await fatesOf(tx, mailbox, activityId, data, now);
  return viewOf(data, fates, await hasMarked(tx, { mailboxId: mailbox.id, activityId }));
}

/** Does it. Idempotent. Throws NOT_FOUND, and CONFLICT where nothing followed. */
export async function undo(tx: EntityManager, mailbox: Mailbox, activityId: string, now: Date): Promise<Undo> {
  const fates = await fatesOf(tx, mailbox, activityId, await lineOf(tx, mailbox.id, activityId), now);
  const questions = await openQuestionsOf(tx, mailbox.id, activityId);
  const data = await lineOf(tx, mailbox.id, activityId);
  if (data.undone !== undefined) return { possible: false, done: true, says: 'This was taken back.', people: [] };
  const line: ReplyLine = { mailboxId: mailbox.id, activityId };
  const view = viewOf(data, fates, await hasMarked(tx, line));
  if (!view.possible) throw new ReadbackError('CONFLICT', view.says);
  for (const question of questions) {
    await closeQuestion(tx, mailbox.id, question, { state: 'closed', said: {}, at: now });
    await releasePeople(tx, question.id);
  }
  const going = fates.filter(({ because }) => because === null);
  await resumeEnrollments(tx, going.map(({ enrollment, position, nextAt, pausedUntil }) => ({ enrollment, position, at: nextAt, pausedUntil })));
  await endOutcomes(tx, mailbox.id, activityId, going.map(({ enrollment }) => enrollment.id), now);
  await unmarkUndeliverable(tx, mailbox.id, activityId);
  await forgetFailures(tx, mailbox.id, activityId);
  if (data.joined !== undefined) await unjoin(tx, data.joined);
  await noteUndone(tx, line, now);
  await patchActivity(tx, mailbox.id, activityId, (before) => ({ ...before, undone: { at: now.toISOString() } }));
  return { ...view, possible: false, done: true };
}

async function lineOf(tx: EntityManager, mailboxId: string, activityId: string): Promise<ActivityData> {
  const data = (await dataOfLines(tx, mailboxId, [activityId])).get(activityId);
  if (data === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such line in your feed.');
  return data;
}

async function fatesOf(tx: EntityManager, mailbox: Mailbox, activityId: string, data: ActivityData, now: Date): Promise<Fate[]> {
  const concerned = (await outcomesOf(tx, mailbox.id, activityId)).map(({ enrollmentId }) => enrollmentId);
  const enrollments = await lockAnyEnrollmentsById(tx, mailbox.id, concerned);
  // As they are now that nobody else changes them.
  const outcomes = new Map((await outcomesOf(tx, mailbox.id, activityId)).map((outcome) => [outcome.enrollmentId, outcome]));
  const pauses = await otherPauses(tx, mailbox.id, [...outcomes.keys()], activityId);
  const fates: Fate[] = [];
  for (const enrollment of enrollments) {
    const outcome = outcomes.get(enrollment.id);
    if (outcome === undefined) continue;
    const because = await staysBecause(tx, mailbox, { enrollment, outcome, line: { mailboxId: mailbox.id, activityId }, joined: data.joined?.address ?? null, now });
    const other = pauses.get(enrollment.id) ?? null;
    const pausedUntil = other !== null && other > now ? other : null;
    // Whoever did not end may have been written to since.
    const position = outcome.what === 'ended' ? outcome.position : enrollment.nextPosition;
    const nextAt = because !== null || position === null ? null : nextAtOf(enrollment, outcome, pausedUntil, mailbox, now);
    fates.push({ enrollment, outcome, because, position, nextAt, pausedUntil });
  }
  return fates;
}

interface Case {
  readonly enrollment: EnrollmentRef;
  readonly outcome: Outcome;
  readonly line: ReplyLine;
  /** An address that will not be the person's any more. */
  readonly joined: string | null;
  readonly now: Date;
}

async function staysBecause(tx: EntityManager, mailbox: Mailbox, { enrollment, outcome, line, joined, now }: Case): Promise<string | null> {
  const { personId, enrolledAt, state, pausedUntil } = enrollment;
  if (outcome.what !== 'ended' && state === 'ended') return 'Ended for another reason since.';
  if (outcome.what === 'paused') return pausedUntil === null || pausedUntil <= now ? 'Is back already.' : null;
  if (outcome.what === 'waiting') return null;
  const addresses = [...new Set([enrollment.address, ...(await addressesOf(tx, personId))])].filter((address) => address !== joined);
  if ((await optedOutAmong(tx, addresses)).size > 0) return 'Asked not to be written to.';
  if (await answeredOtherwise(tx, addresses, wholeSecond(enrolledAt), line)) return 'Replied in another mail, too.';
  const team = await teamOfUser(tx, mailbox.userId);
  const dead = await undeliverableAmong(tx, team.id, [enrollment.address], line);
  if (dead.size > 0) return 'Mail to this address comes back.';
  return (await isInAgain(tx, enrollment)) ? 'Is in the campaign again already.' : null;
}

function nextAtOf({ sendHour, nextAt }: EnrollmentRef, { what, wouldGoAt }: Outcome, pausedUntil: Date | null, { timeZone }: Mailbox, now: Date): Date {
  const planned = what === 'waiting' ? nextAt : wouldGoAt;
  const times = [nextWorkingDay(now, { hour: sendHour, zone: timeZone }), ...[planned, pausedUntil].filter((time) => time !== null)];
  return new Date(Math.max(...times.map((time) => time.getTime())));
}

async function unjoin(tx: EntityManager, { address, to }: NonNullable<ActivityData['joined']>): Promise<void> {
  const people = await knownPeople(tx, [address, to]);
  const personId = people.get(to);
  if (personId !== undefined && personId === people.get(address)) await leaveAddress(tx, personId, address);
}

function viewOf(data: ActivityData, fates: readonly Fate[], marked: boolean): Undo {
  const going = fates.filter(({ because }) => because === null);
  const asks = data.question?.state === 'open';
  const possible = going.length > 0 || asks || marked || data.joined !== undefined;
  return {
    possible,
    done: false,
    says: saysOf(fates.length, going.length, possible),
    people: fates.map(({ enrollment: { id, address, name, campaign }, because, nextAt }) => ({
      enrollmentId: id,
      address,
      name,
      campaign,
      goesOn: because === null,
      nextAt: nextAt?.toISOString() ?? null,
      because,
    })),
  };
}

function saysOf(all: number, going: number, possible: boolean): string {
  if (all === 0) return possible ? 'What this line asks, joined or marked is taken back. No campaign was changed by it.' : 'Nothing followed from this line.';
  if (going === 0) return 'Nobody can go on.';
  return going === 1 ? 'The campaign goes on for one person.' : `The campaigns go on for ${going} people.`;
}
