/**
 * Reads Sent Items: the copy there tells the real Message-ID, recipients, subject and thread of a
 * mail that went out.
 *
 *     known by its Message-ID or its item id (a mail of a campaign)   noted as sent
 *     carries a stamp of its own                                      recorded
 *     to somebody who is in a campaign, from a phone for example      recorded, without a stamp
 *     anything else                                                   leaves no trace, but for stamps it quotes (quoted-to.ts)
 *
 * The same copy may be looked at twice at the same time (a reply can ask for it before its turn
 * comes); a lock on the item makes it one message.
 */
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { mainReason, modeFor, strictest, type Mode, type ModeDecision, type PolicyKind } from '../consent/index.js';
import { append, type NewActivity } from '../feed/index.js';
import type { ItemAccess, Mailbox, MailHandler, MailItem } from '../mailbox/index.js';
import { findByItem, findByMessageIds } from './look-up.js';
import { addMessageIds, markSent, recipientsOf, recordMessage, type Message, type NewMessage, type Recipient } from './messages.js';
import { bind } from './bind.js';
import { mayBeTracked } from './refusal.js';
import { howSent, howSentUnseen } from './how-sent.js';
import { noteQuotes } from './quoted-to.js';
import { lockStamps } from './stamp-lock.js';
import { readSent, type SentMarks } from './sent-stamps.js';

export interface SentItemsOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly keys: Keys;
  /** CONSENT_POLICY */
  readonly consentPolicy: PolicyKind | undefined;
  /** Called after names of a message became known (see `namesOf`): mail that named them may be waiting. Called again after a crash. */
  readonly idsKnown: (mailbox: Mailbox, names: readonly string[]) => Promise<void>;
  /** Those of these addresses whose people are in a campaign, anywhere in the organisation. */
  readonly enrolledAmong: (tx: EntityManager, addresses: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Called in the transaction that records a mail written by hand to somebody in a campaign. */
  readonly handWritten: (tx: EntityManager, mailbox: Mailbox, message: Message, recipients: readonly Recipient[]) => Promise<void>;
}

/** Mail written longer ago interrupts no campaign. */
const WRITTEN_WITHIN_MS = 90 * 24 * 3_600_000;
/** What Outlook sends by itself lies in Sent Items too: reports, and answers of rules. */
const AUTOMATIC_CLASS = /^(?:REPORT\.|IPM\.Note\.Rules\.)/i;

/** The handler of mails found in Sent Items. */
export function sentItemsHandler(options: SentItemsOptions): MailHandler {
  return async (mailbox, item, access) => {
    const known = await options.dataSource.transaction((tx) => noteKnown(tx, mailbox, item));
    const message = known ?? (await recordWritten(options, mailbox, item, access));
    if (message !== null) await options.idsKnown(mailbox, namesOf(item, message.stampId));
  };
}

/** Name of a stamp among the names that a mail may wait for. */
export function stampName(stampId: string): string {
  return `stamp:${stampId}`;
}

function namesOf({ internetMessageId }: MailItem, stampId: string | null): string[] {
  return [...(internetMessageId === null ? [] : [internetMessageId]), ...(stampId === null ? [] : [stampName(stampId)])];
}

async function noteKnown(tx: EntityManager, mailbox: Mailbox, item: MailItem): Promise<Message | null> {
  const ids = idsOf(item);
  const byId = [...(await findByMessageIds(tx, ids, { mailboxId: mailbox.id, senders: [] })).values()].find(({ mailboxId }) => mailboxId === mailbox.id);
  const known = byId ?? (await findByItem(tx, mailbox.id, item.itemId));
  if (known === null) return null;
  if (byId === undefined) await addMessageIds(tx, mailbox.id, known.id, ids);
  await markSent(tx, mailbox.id, known.id, sentCopyOf(item));
  return known;
}

async function recordWritten(options: SentItemsOptions, mailbox: Mailbox, item: MailItem, access: ItemAccess): Promise<Message | null> {
  const mime = await access.mime();
  const marks = await readSent(options.keys, mailbox, item, mime);
  return options.dataSource.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sent:${mailbox.id}:${item.itemId}`]);
    return (await noteKnown(tx, mailbox, item)) ?? record(tx, options, mailbox, item, marks);
  });
}

/** Null if the mail is none of ours. */
async function record(tx: EntityManager, options: SentItemsOptions, mailbox: Mailbox, item: MailItem, marks: SentMarks): Promise<Message | null> {
  const recipients = recipientsIn(item);
  const isRefused = !(await mayBeTracked(tx, recipients));
  // In one order, with those that are only quoted.
  await lockStamps(tx, [...marks.stamps.map(({ stamp }) => stamp.id), ...marks.inBody.map(({ id }) => id)], 'alone');
  const bound = await bind(tx, mailbox.id, { sentAt: sentCopyOf(item).sentAt }, marks.stamps);
  if (bound?.leaving !== undefined) {
    await addMessageIds(tx, mailbox.id, bound.leaving.id, idsOf(item));
    await markSent(tx, mailbox.id, bound.leaving.id, sentCopyOf(item));
    return bound.leaving;
  }
  const { consentPolicy } = options;
  const { sentAt } = sentCopyOf(item);
  await noteQuotes(tx, { quotes: marks.inBody.filter(({ id }) => id !== bound?.found.stamp.id), sentAt, recipients, consentPolicy });
  const isByHand = !AUTOMATIC_CLASS.test(item.messageClass) && sentCopyOf(item).sentAt.getTime() >= options.clock.now().getTime() - WRITTEN_WITHIN_MS;
  const enrolled = isByHand && (await options.enrolledAmong(tx, recipients.map(({ address }) => address))).size > 0;
  if (bound === null && !enrolled) return null;
  const own = bound?.found.stamp ?? null;
  const carried = marks.html === null ? howSentUnseen(own) : howSent(options.keys, own, marks.html);
  const limit = await modeFor(tx, { wanted: 'full', recipients: recipients.map(({ address }) => address), setting: options.consentPolicy });
  const message = { ...messageOf(mailbox, item, recipients, bound), howSent: carried, ...allowedTo(carried.mode, limit), ...(isRefused ? { isTooMuch: true } : {}) };
  await recordMessage(tx, message);
  for (const { mailboxId, id, sentAt: quotedAt } of bound?.quotedBy ?? []) {
    if (own !== null && quotedAt !== null) await noteQuotes(tx, { quotes: [own], sentAt: quotedAt, recipients: await recipientsOf(tx, mailboxId, id), consentPolicy });
  }
  await append(tx, sentActivity(message));
  if (enrolled) await options.handWritten(tx, mailbox, message, recipients);
  return message;
}

/**
 * A stamp from a pool was minted before anybody knew who would get the mail: it may carry more than
 * its recipients allow. Pure.
 */
function allowedTo(carried: Mode, { mode: allowed, because }: ModeDecision): Pick<NewMessage, 'isTooMuch' | 'modeBecause'> {
  const isStricter = carried !== allowed && strictest(carried, allowed) === carried;
  return { isTooMuch: strictest(carried, allowed) !== carried, modeBecause: isStricter ? 'asked' : (mainReason(because)?.code ?? 'asked') };
}

type RecordedNow = NewMessage & { readonly sentAt: Date };

function messageOf(mailbox: Mailbox, item: MailItem, recipients: readonly Recipient[], bound: Awaited<ReturnType<typeof bind>>): RecordedNow {
  return {
    mailboxId: mailbox.id,
    id: randomUUID(),
    stampId: bound?.found.stamp.id ?? null,
    stampAmbiguous: bound?.ambiguous ?? false,
    ...(bound === null ? {} : { stampIn: bound.found.in }),
    itemId: item.itemId,
    conversationId: item.conversationId,
    threadId: item.threadId,
    subject: item.subject,
    source: 'written',
    sentAt: sentCopyOf(item).sentAt,
    recipients,
    internetMessageIds: idsOf(item),
  };
}

/** The feed's line for a mail that went out. */
export function sentActivity(message: {
  readonly mailboxId: string;
  readonly id: string;
  readonly subject: string;
  readonly sentAt: Date;
  readonly recipients: readonly Recipient[];
}): NewActivity {
  const people = message.recipients.map(({ address, name }) => ({ address, name }));
  const [only] = people.length === 1 ? people : [];
  return {
    mailboxId: message.mailboxId,
    at: message.sentAt,
    kind: 'sent',
    messageId: message.id,
    groupKey: `sent:${message.id}`,
    data: { subject: message.subject, ...(only === undefined ? { oneOf: people } : { person: only }) },
  };
}

function idsOf({ internetMessageId }: MailItem): string[] {
  return internetMessageId === null ? [] : [internetMessageId];
}

function sentCopyOf({ sentAt, receivedAt, itemId, threadId }: MailItem): { sentAt: Date; itemId: string; threadId: string | null } {
  return { sentAt: sentAt ?? receivedAt, itemId, threadId };
}

function recipientsIn(item: MailItem): Recipient[] {
  return [
    ...item.to.map((address) => ({ ...address, kind: 'to' as const })),
    ...item.cc.map((address) => ({ ...address, kind: 'cc' as const })),
    ...item.bcc.map((address) => ({ ...address, kind: 'bcc' as const })),
  ];
}
