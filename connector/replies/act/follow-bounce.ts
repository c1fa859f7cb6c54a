/** What follows from a report of failed delivery (decide-bounce.ts says why). */
import type { EntityManager } from 'typeorm';
import {
  holdQueue,
  lockEnrollments,
  markUndeliverable,
  queueReleasedAt,
  recordFailures,
  refusedRecipients,
  softFailures,
} from '../../campaigns/index.js';
import { knownPeople } from '../../identity/index.js';
import type { Bounce } from '../classify/index.js';
import { carryOut } from './carry-out.js';
import { againstWhom, endingFailures, failuresOf, isForGood, POLICY_REFUSALS, POLICY_WITHIN_MS, SOFT_WITHIN_MS, type Failure } from './decide-bounce.js';
import type { Followed, Told } from './follow.js';

const SEVERITY = { bounce_hard: 'hard', bounce_soft: 'soft', bounce_delayed: 'delayed' } as const;

export async function followBounce(tx: EntityManager, told: Told, bounce: Bounce, kind: keyof typeof SEVERITY): Promise<Followed> {
  const { at, context } = told;
  const { mailboxId, messageId, receivedAt } = context;
  const failures = failuresOf(bounce, SEVERITY[kind], context.recipients.map(({ address }) => address));
  const people = await knownPeople(tx, failures.map(({ address }) => address));
  const enrollments = await lockEnrollments(tx, mailboxId, [...new Set(people.values())]);
  const since = new Date(receivedAt.getTime() - SOFT_WITHIN_MS);
  const ending = endingFailures(failures, await softFailures(tx, mailboxId, failures.map(({ address }) => address), since, receivedAt));
  const end = enrollments.filter((one) => ending.some(({ address }) => address === one.address));
  const { activityId } = await carryOut(tx, { mailboxId, at, kind: told.kind, messageId, data: told.data }, { end, reason: 'bounced' }, { foundBy: context.foundBy });

  const forGood = failures.filter(isForGood);
  const wrong = forGood.filter(({ status }) => againstWhom(status) === 'address').map(({ named, status }) => ({ address: named, status: status ?? '' }));
  await markUndeliverable(tx, context.teamId, wrong, { mailboxId, activityId, at });
  const refused = forGood.filter(({ status }) => againstWhom(status) === 'sender');
  const soft = failures.filter((failure) => failure.severity === 'soft' && !isForGood(failure));
  await recordFailures(tx, mailboxId, activityId, [...sorted(refused, 'policy'), ...sorted(soft, 'soft')], receivedAt);
  if (refused.length > 0) await holdIfRefusedOften(tx, told);
  return { people: end.length, lines: [{ mailboxId, activityId }] };
}

async function holdIfRefusedOften(tx: EntityManager, { at, context: { mailboxId, receivedAt } }: Told): Promise<void> {
  const releasedAt = await queueReleasedAt(tx, mailboxId);
  const hour = receivedAt.getTime() - POLICY_WITHIN_MS;
  const since = new Date(Math.max(hour, releasedAt === null ? hour : releasedAt.getTime()));
  const recipients = await refusedRecipients(tx, mailboxId, since, receivedAt);
  if (recipients < POLICY_REFUSALS) return;
  await holdQueue(tx, mailboxId, `Mails to ${recipients} people were refused within an hour. No campaign mail goes out until you let it.`, at);
}

function sorted<S extends 'policy' | 'soft'>(failures: readonly Failure[], sort: S): { address: string; sort: S }[] {
  return failures.map(({ address }) => ({ address, sort }));
}
