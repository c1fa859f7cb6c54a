/**
 * What is kept of a mail to act upon it, now or when the rep has answered a question: plain data,
 * stored with the question, parsed when it is read again.
 */
import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import { personSchema } from '../../feed/index.js';
import { teamOfUser } from '../../identity/index.js';
import { mailboxesById, type Mailbox, type MailItem } from '../../mailbox/index.js';
import type { Classification } from '../classify/index.js';
import type { OtherMail } from '../other-mail.js';
import type { Reply } from '../reply.js';
import { treatmentOf } from './treatment.js';

export const contextSchema = z.object({
  /** Whose campaigns come first: the mailbox the answered mail went from. */
  mailboxId: z.string(),
  /** The team of that mailbox. */
  teamId: z.string(),
  /** The answered mail; null for a mail that answers none. */
  messageId: z.string().nullable(),
  sentAt: z.coerce.date().nullable(),
  recipients: z.array(z.object({ kind: z.enum(['to', 'cc', 'bcc']), address: z.string(), name: z.string() })),
  from: personSchema,
  fromColleague: z.boolean(),
  receivedAt: z.coerce.date(),
  foundBy: z.enum(['notification', 'sweep', 'last_look', 'waiting']),
  treatment: z.enum(['answer', 'absence', 'departed', 'calendar', 'bounce', 'nothing']),
  wantsNoMore: z.boolean(),
  /** An invitation was accepted. */
  accepted: z.boolean(),
  returnDate: z.string().nullable(),
});

export type Context = z.infer<typeof contextSchema>;

export async function contextOfReply(tx: EntityManager, reply: Reply): Promise<Context> {
  const { mailbox, item, classification, message, recipients, foundBy, fromColleague } = reply;
  const sender = message.mailboxId === mailbox.id ? mailbox : (await mailboxesById(tx, [message.mailboxId])).get(message.mailboxId);
  return {
    ...contextOf(item, classification),
    mailboxId: message.mailboxId,
    teamId: (await teamOfUser(tx, (sender ?? mailbox).userId)).id,
    messageId: message.id,
    sentAt: message.sentAt,
    recipients: recipients.map(({ kind, address, name }) => ({ kind, address, name })),
    foundBy,
    fromColleague,
  };
}

export async function contextOfOther(tx: EntityManager, { mailbox, item, classification, foundBy }: OtherMail): Promise<Context> {
  return {
    ...contextOf(item, classification),
    mailboxId: mailbox.id,
    teamId: await teamIdOf(tx, mailbox),
    messageId: null,
    sentAt: null,
    recipients: [],
    foundBy,
    fromColleague: false,
  };
}

/** A person's own answer: who gave one stays out when another mail is taken back. */
export function isAnswer({ treatment, fromColleague }: Context): boolean {
  return treatment === 'answer' && !fromColleague;
}

async function teamIdOf(tx: EntityManager, { userId }: Mailbox): Promise<string> {
  return (await teamOfUser(tx, userId)).id;
}

function contextOf(item: MailItem, classification: Classification) {
  return {
    from: { address: item.from?.address ?? '', name: item.from?.name ?? '' },
    receivedAt: item.receivedAt,
    treatment: treatmentOf(classification),
    wantsNoMore: classification.wantsNoMore !== null,
    accepted: classification.calendar === 'accepted',
    returnDate: classification.automatic?.returnDate ?? null,
  };
}
