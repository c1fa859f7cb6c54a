/**
 * What follows when somebody of ours writes by hand to a person in a campaign: they are talking, so
 * the next mail waits until the rep whose campaign it is says that it fits. In the transaction that
 * records the mail.
 */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { isAsked, lockEnrollmentsOfPeople, type EnrollmentRef } from '../../campaigns/index.js';
import { wholeSecond, type Clock } from '../../clock.js';
import { knownPeople } from '../../identity/index.js';
import type { WrittenMail } from '../written-mail.js';
import { carryOut } from './carry-out.js';
import { handWrittenQuestion } from './wording.js';

export async function actOnWritten(tx: EntityManager, { clock, log }: { readonly clock: Clock; readonly log: Logger }, { mailbox, message, recipients }: WrittenMail): Promise<void> {
  if (message.source !== 'written') return;
  const people = await knownPeople(tx, recipients.map(({ address }) => address));
  const sentAt = message.sentAt ?? clock.now();
  const waiting: EnrollmentRef[] = [];
  for (const enrollment of await lockEnrollmentsOfPeople(tx, [...new Set(people.values())])) {
    if (isConcerned(enrollment, sentAt) && !(await isAsked(tx, enrollment.id, 'hand-written'))) waiting.push(enrollment);
  }
  for (const mailboxId of new Set(waiting.map((one) => one.mailboxId))) {
    const own = waiting.filter((one) => one.mailboxId === mailboxId);
    const isOwn = mailboxId === mailbox.id;
    const [first, ...others] = own;
    if (first === undefined) continue;
    const line = {
      mailboxId,
      at: clock.now(),
      kind: 'written' as const,
      messageId: isOwn ? message.id : null,
      data: {
        // A colleague's subject is the colleague's own.
        ...(isOwn ? { subject: message.subject } : {}),
        ...(others.length === 0 ? { person: personOf(first) } : { oneOf: own.map(personOf) }),
      },
    };
    const by = isOwn ? null : { address: mailbox.address, name: mailbox.name };
    await carryOut(tx, line, { questions: [{ ...handWrittenQuestion(by, own), enrollments: own, facts: {} }] }, { foundBy: null });
  }
  if (waiting.length > 0) log.info({ waiting: waiting.length }, 'somebody wrote by hand to people in campaigns');
}

/** A mail from before the person was enrolled is why they were enrolled. */
function isConcerned({ state, nextPosition, enrolledAt }: EnrollmentRef, sentAt: Date): boolean {
  return (state === 'active' || state === 'waiting') && nextPosition !== null && wholeSecond(enrolledAt) <= sentAt;
}

function personOf({ address, name }: EnrollmentRef): { address: string; name: string } {
  return { address, name };
}
