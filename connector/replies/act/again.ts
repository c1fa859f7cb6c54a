/**
 * A mail that something followed from already turns out to answer a message of ours for certain: what
 * it asked until now is closed, and its line in the mailbox of that message tells of it from now on.
 */
import type { EntityManager } from 'typeorm';
import { closeQuestion, endOutcomes, lockEnrollmentsOfPeople, openQuestionsOf, releasePeople } from '../../campaigns/index.js';
import { dataOfLines, patchActivity } from '../../feed/index.js';
import { knownPeople } from '../../identity/index.js';
import { linesOf } from '../answers.js';
import { keyOf } from '../recorded.js';
import type { Reply } from '../reply.js';
import { lineKindOf } from './treatment.js';

export interface Before {
  /** The line to go on with; null: there is none in that mailbox. */
  readonly activityId: string | null;
}

/** Null if the rep has said that it is none: that stays. */
export async function takeUpAgain(tx: EntityManager, { item, message, recipients, classification }: Reply, at: Date): Promise<Before | null> {
  const lines = await linesOf(tx, keyOf(item));
  const people = await knownPeople(tx, [item.from?.address ?? '', ...recipients.map(({ address }) => address)]);
  await lockEnrollmentsOfPeople(tx, [...new Set(people.values())]);
  for (const { mailboxId, activityId } of lines) {
    const data = (await dataOfLines(tx, mailboxId, [activityId])).get(activityId);
    if (data?.question?.about === 'is-reply' && data.question.choice === 'no') return null;
  }
  for (const { mailboxId, activityId } of lines) {
    for (const question of await openQuestionsOf(tx, mailboxId, activityId)) {
      await closeQuestion(tx, mailboxId, question, { state: 'closed', said: {}, at });
      await endOutcomes(tx, mailboxId, activityId, question.enrollmentIds, at);
      await releasePeople(tx, question.id);
    }
  }
  const own = lines.find(({ mailboxId }) => mailboxId === message.mailboxId);
  if (own === undefined) return { activityId: null };
  await patchActivity(tx, own.mailboxId, own.activityId, (data) => ({ ...data, certain: true }), { kind: lineKindOf(classification), messageId: message.id });
  return own;
}
