/** What follows from mail that answers no message of ours. In the transaction that notes it, once per organisation and Message-ID. */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { noteLines } from '../answers.js';
import type { OtherMail } from '../other-mail.js';
import { keyOf } from '../recorded.js';
import { dataOfMail } from './act.js';
import { contextOfOther, isAnswer } from './context.js';
import { isToRep } from './decide-other.js';
import { followAbsence, followAnswer, followCalendar, followDeparted, type Followed, type Told } from './follow.js';
import { lineKindOf } from './treatment.js';

/** True if anything followed: only then is it remembered that this mail was handled. */
export async function actOnOther(tx: EntityManager, { clock, log }: { readonly clock: Clock; readonly log: Logger }, other: OtherMail): Promise<boolean> {
  const { mailbox, item, classification } = other;
  const context = await contextOfOther(tx, other);
  const isFromPerson = isAnswer(context);
  if (isFromPerson && !isToRep(item, mailbox)) return false;
  const told: Told = {
    at: clock.now(),
    context,
    kind: isFromPerson ? 'mail' : lineKindOf(classification),
    elsewhere: isFromPerson ? 'mail' : lineKindOf(classification),
    data: { subject: item.subject, person: context.from, foundBy: context.foundBy, ...dataOfMail(classification) },
    always: false,
    mailbox,
  };
  const { people, lines } = await follow(tx, told);
  if (people === 0) return false;
  await noteLines(tx, keyOf(item), isFromPerson, lines);
  log.info({ kind: classification.kind, people }, 'somebody in a campaign wrote in another thread');
  return true;
}

async function follow(tx: EntityManager, told: Told): Promise<Followed> {
  switch (told.context.treatment) {
    case 'answer':
      return followAnswer(tx, told);
    case 'departed':
      return followDeparted(tx, told);
    case 'absence':
      return followAbsence(tx, told);
    case 'calendar':
      return followCalendar(tx, told);
    case 'bounce':
    case 'nothing':
      return { people: 0, lines: [] };
  }
}
