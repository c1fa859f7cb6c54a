/**
 * The ladder from an incoming mail to the message it answers, strongest rung first. The first five
 * prove it, whoever wrote the mail and whichever mailbox got it; what the last two find is only
 * asked of the rep.
 *
 *     In-Reply-To → References, right to left → X-MS-Exchange-Parent-Message-Id → what a report is
 *     about → our marks in the quoted text → Outlook's thread with a participant → subject with one,
 *     or with somebody of a participant's company
 *
 * conversationId is on no rung: Exchange gives one thread several, and several threads one.
 */
import type { EntityManager } from 'typeorm';
import { lastMessageOf } from '../../campaigns/index.js';
import type { Keys } from '../../config/index.js';
import type { Evidence } from '../../feed/index.js';
import { companyDomainOf, ownAmong, withOtherAddresses } from '../../identity/index.js';
import type { Mailbox, MailBody, MailItem } from '../../mailbox/index.js';
import { bareSubject, findByMessageIds, findByStamp, findBySubject, findBySubjectAtDomain, findByThread, findLastWrittenTo, subjectKey, type Message, type Participation } from '../../tracking/index.js';
import type { Classification } from '../classify/index.js';
import { companyEvidence, failedRecipientEvidence, stampEvidence, subjectEvidence, threadEvidence, unsubscribeEvidence } from './evidence.js';
import { idsNamedBy, type NamedId } from './ids.js';
import { ownMarks } from './marks.js';

/** A mail as far as it was read. */
export interface ReadMail {
  /** The mailbox that received it. */
  readonly mailbox: Pick<Mailbox, 'id' | 'addresses'>;
  readonly item: MailItem;
  readonly body: MailBody | null;
  readonly classification: Classification;
}

export interface Match {
  readonly message: Message;
  readonly evidence: Evidence;
  readonly certain: boolean;
}

/** Code of the classifier's reason where a mail shows nothing at all. */
const ANSWERS_NOTHING = 'answers-nothing';

const DAY_MS = 24 * 3_600_000;
/** A subject or thread tells nothing about older mail. */
const PROBABLE_WITHIN_MS = 90 * DAY_MS;
/** Servers try to deliver for five days (RFC 5321 section 4.5.4.1), and some take their time to say so. */
const REPORT_WITHIN_MS = 10 * DAY_MS;
/** Clocks of the sender and of Exchange differ. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** The message this mail answers; null if it answers none that we know. */
export async function climb(tx: EntityManager, keys: Keys, mail: ReadMail): Promise<Match | null> {
  const proof = (await byIds(tx, mail, idsNamedBy(mail))) ?? (await byMarks(tx, keys, mail)) ?? (await byFailedRecipient(tx, mail));
  if (proof !== null) return proof;
  return isMachineMail(mail.classification) ? null : byParticipants(tx, mail);
}

/** Newsletters and the like: nobody is asked about them. A mail that shows no sign of answering anything says nothing: people begin threads, and answer without. */
export function isMachineMail({ kind, reasons }: Pick<Classification, 'kind' | 'reasons'>): boolean {
  return kind === 'other' && reasons[0]?.code !== ANSWERS_NOTHING;
}

/** As `climb`, by the ids alone. */
export async function byIds(tx: EntityManager, mail: ReadMail, named: readonly NamedId[]): Promise<Match | null> {
  if (named.length === 0) return null;
  const known = await findByMessageIds(tx, named.map(({ id }) => id), { mailboxId: mail.mailbox.id, senders: await sendersOf(tx, mail) });
  for (const { id, evidence } of named) {
    const message = known.get(id);
    if (message !== undefined) return { message, evidence, certain: true };
  }
  return null;
}

async function byMarks(tx: EntityManager, keys: Keys, mail: ReadMail): Promise<Match | null> {
  const { stamps, enrollments } = ownMarks(keys, mail.body);
  const senders = stamps.length === 0 ? [] : await sendersOf(tx, mail);
  for (const stamp of stamps) {
    const [message] = await findByStamp(tx, stamp.mailboxId, stamp.id, senders);
    if (message !== undefined) return { message, evidence: stampEvidence(stamp.id), certain: true };
  }
  for (const key of enrollments) {
    const message = await lastMessageOf(tx, key);
    if (message !== null) return { message, evidence: unsubscribeEvidence(key.id), certain: true };
  }
  return null;
}

/** A report that names no id, only whom it could not reach: the last mail from here to there. */
async function byFailedRecipient(tx: EntityManager, { mailbox, item, classification: { bounce } }: ReadMail): Promise<Match | null> {
  if (bounce === null || bounce.originalMessageId !== null) return null;
  for (const { address } of bounce.recipients) {
    const message = await findLastWrittenTo(tx, { mailboxId: mailbox.id, participants: [address], ...within(item, REPORT_WITHIN_MS) });
    if (message !== null) return { message, evidence: failedRecipientEvidence(address), certain: true };
  }
  return null;
}

async function byParticipants(tx: EntityManager, mail: ReadMail): Promise<Match | null> {
  const { item, mailbox } = mail;
  const key = subjectKey(item.subject);
  if (item.threadId === null && key === null) return null;
  const participants = await participantsOf(tx, mail);
  if (participants.length === 0) return null;
  const participation = { mailboxId: mailbox.id, participants, ...within(item, PROBABLE_WITHIN_MS) };
  const ofThread = item.threadId === null ? null : await findByThread(tx, item.threadId, participation);
  if (ofThread !== null) return { message: ofThread, evidence: threadEvidence(item.threadId ?? ''), certain: false };
  const ofSubject = key === null ? null : await findBySubject(tx, key, participation);
  if (ofSubject !== null) return { message: ofSubject, evidence: subjectEvidence(bareSubject(item.subject)), certain: false };
  return key === null ? null : byCompany(tx, mail, key, participation);
}

/** A person's answer from an address nobody wrote to, at a company somebody wrote to. Machines answer for themselves only. */
async function byCompany(tx: EntityManager, { item, classification }: ReadMail, key: string, when: Participation): Promise<Match | null> {
  const company = item.from === null ? null : companyDomainOf(item.from.address);
  if (company === null || classification.kind !== 'human_reply' || (await ownAmong(tx, [`@${company}`])).size > 0) return null;
  const message = await findBySubjectAtDomain(tx, key, company, when);
  return message === null ? null : { message, evidence: companyEvidence(bareSubject(item.subject), company), certain: false };
}

/** Who takes part in the mail from outside, by all addresses they are known by; of a report, whom it is about. */
async function participantsOf(tx: EntityManager, { mailbox, item, classification }: ReadMail): Promise<string[]> {
  const named = [item.from, item.sender, ...item.to, ...item.cc].flatMap((person) => (person === null ? [] : [person.address]));
  const failed = classification.bounce?.recipients.map(({ address }) => address) ?? [];
  const all = [...new Set([...named, ...failed])].filter((address) => !mailbox.addresses.includes(address));
  const own = await ownAmong(tx, all);
  return withOtherAddresses(tx, all.filter((address) => !own.has(address)));
}

async function sendersOf(tx: EntityManager, { item }: ReadMail): Promise<string[]> {
  return item.from === null ? [] : withOtherAddresses(tx, [item.from.address]);
}

function within({ receivedAt }: MailItem, back_ms: number): { since: Date; until: Date } {
  return { since: new Date(receivedAt.getTime() - back_ms), until: new Date(receivedAt.getTime() + CLOCKS_DIFFER_MS) };
}
