/** What follows from a reply: enrollments end, pause or wait, the rep is asked, the feed gets its line. In the transaction that recorded it. */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { ActivityData } from '../../feed/index.js';
import { answeredWithoutImages } from '../../tracking/index.js';
import type { Classification } from '../classify/index.js';
import { noteLines } from '../answers.js';
import { keyOf } from '../recorded.js';
import type { Reply } from '../reply.js';
import type { Before } from './again.js';
import { contextOfReply, isAnswer } from './context.js';
import { isToRep } from './decide-other.js';
import { followBounce } from './follow-bounce.js';
import { askIsReply, followAbsence, followAnswer, followCalendar, followDeparted, inform, type Followed, type Told } from './follow.js';
import { lineKindOf } from './treatment.js';

/** So many reasons of a kind are told. */
const REASONS_AT_MOST = 10;

const RECEIPTS: Record<NonNullable<Classification['receipt']>['sort'], string> = {
  read: 'Their mail program says that the mail was displayed.',
  deleted: 'The mail was deleted without being read.',
  delivered: 'A mail system says that the mail was delivered.',
};

/** @param before what was made of it when it was not certain yet */
export async function act(tx: EntityManager, { clock, log }: { readonly clock: Clock; readonly log: Logger }, reply: Reply, before?: Before): Promise<void> {
  const { classification, certain, evidence, message, recipients, item } = reply;
  const context = await contextOfReply(tx, reply);
  const to = recipients.filter(({ kind }) => kind === 'to').map(({ address, name }) => ({ address, name }));
  const isRecipient = to.some(({ address }) => address === item.from?.address);
  const at = clock.now();
  const kind = lineKindOf(classification);
  const withoutImages = kind === 'reply' && certain && (await answeredWithoutImages(tx, { mailboxId: context.mailboxId, messageId: message.id, at }));
  const told: Told = {
    at,
    context,
    kind,
    elsewhere: kind === 'reply' ? 'mail' : kind,
    data: {
      subject: message.subject,
      person: context.from,
      ...(isRecipient ? {} : { writtenTo: to }),
      evidence,
      ...(certain ? {} : { certain: false }),
      ...(withoutImages ? { withoutImages } : {}),
      foundBy: context.foundBy,
      ...dataOfMail(classification),
    },
    always: true,
    mailbox: reply.mailbox,
    ...(before === undefined || before.activityId === null ? {} : { activityId: before.activityId }),
  };
  const { people, lines } = await follow(tx, told, reply);
  await noteLines(tx, keyOf(item), certain && isAnswer(context), lines);
  log.info({ rung: evidence.rung, kind: classification.kind, people }, 'a reply was matched');
}

function follow(tx: EntityManager, told: Told, { classification: { kind, bounce }, certain, item, mailbox }: Reply): Promise<Followed> {
  const { treatment } = told.context;
  const ask = (): Promise<Followed> => askIsReply(tx, told, isToRep(item, mailbox));
  switch (treatment) {
    case 'answer':
      return certain ? followAnswer(tx, told) : ask();
    case 'departed':
      return certain ? followDeparted(tx, told) : ask();
    case 'absence':
      return followAbsence(tx, told);
    case 'calendar':
      return followCalendar(tx, told);
    case 'bounce':
      return bounce !== null && (kind === 'bounce_hard' || kind === 'bounce_soft' || kind === 'bounce_delayed') ? followBounce(tx, told, bounce, kind) : inform(tx, told);
    case 'nothing':
      return inform(tx, told);
  }
}

/** What a line says of the mail itself. */
export function dataOfMail(classification: Classification): ActivityData {
  const { kind, reasons, automatic, bounce, calendar, receipt } = classification;
  const standIn = automatic?.standIn ?? null;
  const reason = reasonOf(classification);
  return {
    mailKind: kind,
    reasons: reasons.slice(0, REASONS_AT_MOST).map(({ code, says }) => ({ code, says })),
    ...(reason === null ? {} : { reason }),
    ...(calendar === null ? {} : { calendar }),
    ...(receipt === null ? {} : { receipt: receipt.sort }),
    ...(standIn === null ? {} : { contact: { ...standIn, as: automatic?.sort === 'departed' ? ('successor' as const) : ('stand-in' as const) } }),
    ...(bounce === null
      ? {}
      : {
          bounce: {
            recipients: bounce.recipients.map(({ address, severity, status, smtp }) => ({ address, severity, status, smtp })),
            status: bounce.status,
            smtp: bounce.smtp,
          },
        }),
  };
}

function reasonOf(classification: Classification): string | null {
  const { kind, reasons, receipt } = classification;
  if (kind === 'receipt') return receipt === null ? null : RECEIPTS[receipt.sort];
  return lineKindOf(classification) === 'auto_reply' ? `An automatic answer: ${reasons[0]?.says ?? ''}` : null;
}
