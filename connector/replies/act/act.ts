/** What follows from a reply: enrollments end or wait, the rep is asked, the feed gets its line. In the transaction that recorded it. */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { ask, endEnrollments, hasEndedSince, lockEnrollments, recordQuestion } from '../../campaigns/index.js';
import type { Clock } from '../../clock.js';
import { append, type ActivityData, type ActivityKind, type Person } from '../../feed/index.js';
import { knownPeople } from '../../identity/index.js';
import type { MailKind } from '../classify/index.js';
import type { Reply } from '../reply.js';
import { decide } from './decide.js';

export async function act(
  tx: EntityManager,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  { item, classification, fromColleague, message, recipients, evidence }: Reply,
): Promise<void> {
  const at = clock.now();
  const answerer: Person = { address: item.from?.address ?? '', name: item.from?.name ?? '' };
  const to = recipients.filter(({ kind }) => kind === 'to');
  const about: ActivityData = {
    subject: message.subject,
    person: answerer,
    ...(to.some(({ address }) => address === answerer.address) ? {} : { writtenTo: to.map(({ address, name }) => ({ address, name })) }),
    evidence,
    ...(classification.kind === 'human_reply' ? {} : { reason: `An automatic answer: ${classification.reasons[0]?.says ?? ''}` }),
  };
  const line = { mailboxId: message.mailboxId, at, kind: feedKindOf(classification.kind), messageId: message.id };
  if (classification.kind !== 'human_reply') {
    await append(tx, { ...line, data: about });
    return;
  }
  const people = await knownPeople(tx, [answerer.address, ...to.map(({ address }) => address)]);
  const enrollments = await lockEnrollments(tx, message.mailboxId, [...new Set(people.values())]);
  const answererPersonId = people.get(answerer.address) ?? null;
  const { end, ask: asked } = decide(
    {
      fromOwnDomain: fromColleague,
      answererPersonId,
      hasEnded: answererPersonId !== null && message.sentAt !== null && (await hasEndedSince(tx, message.mailboxId, answererPersonId, message.sentAt)),
      toPersonIds: to.flatMap(({ address }) => people.get(address) ?? []),
    },
    enrollments,
  );
  const ended = end.map(({ id, address, campaignId, campaign }) => ({ enrollmentId: id, address, campaignId, campaign }));
  const question = asked.length === 0 ? null : await ask(tx, asked);
  const data: ActivityData = { ...about, ...(ended.length === 0 ? {} : { ended }), ...(question === null ? {} : { question }) };
  await endEnrollments(tx, end, { reason: 'reply', at, detail: data });
  const activity = await append(tx, { ...line, data });
  if (question !== null) await recordQuestion(tx, message.mailboxId, activity.id, question);
  log.info({ rung: evidence.rung, ended: end.length, asked: asked.length }, 'a reply was matched');
}


function feedKindOf(kind: MailKind): ActivityKind {
  if (kind === 'human_reply') return 'reply';
  return kind.startsWith('bounce') ? 'bounce' : 'auto_reply';
}
