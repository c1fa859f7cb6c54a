/**
 * From what a mail names to our message, across all connected mailboxes. Where several messages
 * fit, one is taken by rules that give the same answer wherever and whenever they are asked: the
 * mailbox that received the mail first, then a message that went to its sender, then by time.
 */
import type { EntityManager } from 'typeorm';
import type { Message, StampPlace } from './messages.js';

/** For whom a message is looked up. */
export interface Preference {
  /** The mailbox that received the mail. */
  readonly mailboxId: string;
  /** Addresses of the sender, lower case. */
  readonly senders: readonly string[];
}

const COLUMNS = `message.mailbox_id as "mailboxId", message.id, message.stamp_id as "stampId", message.subject, message.source, message.sent_at as "sentAt"`;
const NOBODY: Preference = { mailboxId: '00000000-0000-0000-0000-000000000000', senders: [] };

/** Whether `message` went to one of the addresses in parameter `$n`. */
const wentTo = (n: number): string =>
  `exists (select from message_recipients recipient
     where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id and recipient.address = any ($${n}::text[]))`;

/** Messages known by any of these ids, by the id that named them; of several the earliest. */
export async function findByMessageIds(tx: EntityManager, ids: readonly string[], { mailboxId, senders } = NOBODY): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<(Message & { internetMessageId: string })[]>(
    `select distinct on (message_ids.internet_message_id) message_ids.internet_message_id as "internetMessageId", ${COLUMNS}
     from message_ids
     join messages message on message.mailbox_id = message_ids.mailbox_id and message.id = message_ids.message_id
     where message_ids.internet_message_id = any ($1::text[])
     order by message_ids.internet_message_id, message.mailbox_id = $2 desc, ${wentTo(3)} desc, message.sent_at nulls last, message.mailbox_id, message.id`,
    [ids, mailboxId, senders],
  );
  return new Map(rows.map(({ internetMessageId, ...message }) => [internetMessageId, message]));
}

export interface StampedMessage extends Message {
  /** Null: recorded before this was noted; it stands firm. */
  readonly stampIn: StampPlace | null;
}

/** Messages of a mailbox that carry this stamp; more than one when it was used twice. Those that went to a sender first, then the latest. */
export async function findByStamp(tx: EntityManager, mailboxId: string, stampId: string, senders: readonly string[] = []): Promise<StampedMessage[]> {
  return tx.query<StampedMessage[]>(
    `select ${COLUMNS}, message.stamp_in as "stampIn" from messages message where message.mailbox_id = $1 and message.stamp_id = $2
     order by ${wentTo(3)} desc, message.sent_at desc nulls first, message.id`,
    [mailboxId, stampId, senders],
  );
}

/** A message by its id. */
export async function findMessage(tx: EntityManager, mailboxId: string, id: string): Promise<Message | null> {
  const [found] = await tx.query<Message[]>(`select ${COLUMNS} from messages message where message.mailbox_id = $1 and message.id = $2`, [mailboxId, id]);
  return found ?? null;
}

/** All ids a message may be answered under. */
export async function idsOfMessage(tx: EntityManager, mailboxId: string, messageId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>('select internet_message_id as id from message_ids where mailbox_id = $1 and message_id = $2 order by id', [mailboxId, messageId]);
  return rows.map(({ id }) => id);
}

/** The message whose sent copy, or draft, is this item. */
export async function findByItem(tx: EntityManager, mailboxId: string, itemId: string): Promise<Message | null> {
  const [found] = await tx.query<Message[]>(`select ${COLUMNS} from messages message where message.mailbox_id = $1 and message.item_id = $2 limit 1`, [mailboxId, itemId]);
  return found ?? null;
}

export interface Participation {
  /** The mailbox that received the mail. */
  readonly mailboxId: string;
  /** Who takes part in the mail: one of them must have been written to. */
  readonly participants: readonly string[];
  /** Messages from before this do not count. */
  readonly since: Date;
  /** When the mail came: it answers nothing that was sent later. */
  readonly until: Date;
}

/** The latest message of this thread that went to a participant. */
export async function findByThread(tx: EntityManager, threadId: string, { mailboxId, participants, since, until }: Participation): Promise<Message | null> {
  const [found] = await tx.query<Message[]>(
    `select ${COLUMNS} from messages message
     where message.thread_id = $1 and message.sent_at between $4 and $5 and ${wentTo(3)}
     order by message.mailbox_id = $2 desc, message.sent_at desc, message.mailbox_id, message.id limit 1`,
    [threadId, mailboxId, participants, since, until],
  );
  return found ?? null;
}

/** The latest message under a subject of this key that went to a participant. */
export async function findBySubject(tx: EntityManager, key: string, { mailboxId, participants, since, until }: Participation): Promise<Message | null> {
  return latestTo(tx, 'recipient.address = any ($1::text[]) and recipient.subject_key = $5', [participants, since, until, mailboxId, key]);
}

/** The latest message under a subject of this key that went to somebody at this domain. */
export async function findBySubjectAtDomain(tx: EntityManager, key: string, domain: string, { mailboxId, since, until }: Omit<Participation, 'participants'>): Promise<Message | null> {
  return latestTo(tx, `split_part(recipient.address, '@', 2) = $1 and recipient.subject_key = $5`, [domain, since, until, mailboxId, key]);
}

/** The latest message of this mailbox that went to one of these addresses. */
export async function findLastWrittenTo(tx: EntityManager, { mailboxId, participants, since, until }: Participation): Promise<Message | null> {
  return latestTo(tx, 'recipient.address = any ($1::text[]) and recipient.mailbox_id = $4', [participants, since, until, mailboxId]);
}

/**
 * Parameters: who was written to, since, until, the mailbox whose messages come first, and what the condition needs.
 * A mail whose sent copy was not seen yet comes last: a report can be faster.
 */
async function latestTo(tx: EntityManager, condition: string, parameters: readonly unknown[]): Promise<Message | null> {
  const [found] = await tx.query<Message[]>(
    `select ${COLUMNS} from message_recipients recipient
     join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
     where ${condition} and (message.sent_at between $2 and $3 or message.sent_at is null)
     order by message.mailbox_id = $4 desc, message.sent_at desc nulls last, message.mailbox_id, message.id limit 1`,
    [...parameters],
  );
  return found ?? null;
}
