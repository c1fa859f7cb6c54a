/**
 * Reads Sent Items: the copy there tells the real Message-ID, recipients and subject of a tracked
 * mail. A mail of ours is known by its Message-ID; a mail the rep wrote is known by its stamp.
 *
 * Where a stamp may stand, strongest first: the x-header, the item's property, a pixel in the
 * body. In the body a stamp that is bound already is a quote of an earlier mail. One that stands
 * as header or property of two sent mails makes both "can't be told apart".
 */
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import type { DataSource, EntityManager } from 'typeorm';
import type { Keys } from '../config/index.js';
import { append, type NewActivity } from '../feed/index.js';
import type { ItemAccess, Mailbox, MailHandler, MailItem } from '../mailbox/index.js';
import { addMessageIds, findByMessageIds, findByStamp, markSent, markStampAmbiguous, recordMessage, type Recipient } from './messages.js';
import { readStamp, STAMP_HEADER, stampsInHtml, type Stamp } from './stamp.js';

export interface SentItemsOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly publicUrl: string;
  /** Called after ids became known: mail that named them may be waiting. Called again after a crash. */
  readonly idsKnown: (mailbox: Mailbox, internetMessageIds: readonly string[]) => Promise<void>;
}

interface FoundStamp {
  readonly stamp: Stamp;
  readonly in: 'header' | 'property' | 'body';
}

/** The handler of mails found in Sent Items. */
export function sentItemsHandler(options: SentItemsOptions): MailHandler {
  return async (mailbox, item, access) => {
    const ids = item.internetMessageId === null ? [] : [item.internetMessageId];
    const known = await options.dataSource.transaction((tx) => noteKnown(tx, mailbox, item, ids));
    if (known || (await recordWritten(options, mailbox, item, access, ids))) await options.idsKnown(mailbox, ids);
  };
}

async function noteKnown(tx: EntityManager, mailbox: Mailbox, item: MailItem, ids: readonly string[]): Promise<boolean> {
  const known = [...(await findByMessageIds(tx, ids)).values()].find(({ mailboxId }) => mailboxId === mailbox.id);
  if (known === undefined) return false;
  await markSent(tx, mailbox.id, known.id, item.sentAt ?? item.receivedAt, item.itemId);
  return true;
}

async function recordWritten(options: SentItemsOptions, mailbox: Mailbox, item: MailItem, access: ItemAccess, ids: readonly string[]): Promise<boolean> {
  const mime = await access.mime();
  if (mime === null) return false;
  const candidates = await stampsOf(options, mailbox, item, mime);
  return candidates.length > 0 && options.dataSource.transaction((tx) => bind(tx, mailbox, item, candidates, ids));
}

/**
 * Binds the message to the first of its stamps that is its own. False if all are quotes. A mail of
 * a campaign that Exchange gave another Message-ID on its way out is known by its stamp.
 */
async function bind(tx: EntityManager, mailbox: Mailbox, item: MailItem, candidates: readonly FoundStamp[], ids: readonly string[]): Promise<boolean> {
  for (const { stamp, in: place } of candidates) {
    const earlier = await findByStamp(tx, mailbox.id, stamp.id);
    if (earlier.length > 0 && place === 'body') continue;
    const leaving = earlier.find(({ source, sentAt }) => source === 'step' && sentAt === null);
    if (leaving !== undefined) {
      await addMessageIds(tx, mailbox.id, leaving.id, ids);
      await markSent(tx, mailbox.id, leaving.id, item.sentAt ?? item.receivedAt, item.itemId);
      return true;
    }
    if (earlier.length > 0) await markStampAmbiguous(tx, mailbox.id, stamp.id);
    const message = {
      mailboxId: mailbox.id,
      id: randomUUID(),
      stampId: stamp.id,
      stampAmbiguous: earlier.length > 0,
      itemId: item.itemId,
      conversationId: item.conversationId,
      subject: item.subject,
      source: 'written' as const,
      sentAt: item.sentAt ?? item.receivedAt,
      recipients: recipientsIn(item),
      internetMessageIds: ids,
    };
    await recordMessage(tx, message);
    await append(tx, sentActivity(message));
    return true;
  }
  return false;
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

async function stampsOf({ keys, publicUrl }: SentItemsOptions, mailbox: Mailbox, item: MailItem, mime: string): Promise<FoundStamp[]> {
  const found: FoundStamp[] = [];
  const take = (text: string, place: FoundStamp['in']): void => {
    const stamp = readStamp(keys, text.trim());
    if (stamp !== null && stamp.mailboxId === mailbox.id && !found.some((other) => other.stamp.id === stamp.id)) {
      found.push({ stamp, in: place });
    }
  };
  for (const text of headerValues(mime, STAMP_HEADER)) take(text, 'header');
  if (item.stampProperty !== null) take(item.stampProperty, 'property');
  if (found.length === 0) {
    const { html } = await simpleParser(mime, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true });
    for (const text of typeof html === 'string' ? stampsInHtml(publicUrl, html) : []) take(text, 'body');
  }
  return found;
}

/** Values of a header in the top part of a MIME message, unfolded (RFC 5322 section 2.2.3). */
export function headerValues(mime: string, name: string): string[] {
  const end = mime.search(/\r?\n\r?\n/);
  const head = (end === -1 ? mime : mime.slice(0, end)).replace(/\r?\n(?=[ \t])/g, '');
  const prefix = `${name.toLowerCase()}:`;
  return head
    .split(/\r?\n/)
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}

function recipientsIn(item: MailItem): Recipient[] {
  return [
    ...item.to.map((address) => ({ ...address, kind: 'to' as const })),
    ...item.cc.map((address) => ({ ...address, kind: 'cc' as const })),
    ...item.bcc.map((address) => ({ ...address, kind: 'bcc' as const })),
  ];
}
