/**
 * Messages: the mails of reps that we track, with every id they are known by. A message can have
 * several ids (of the draft, of the sent copy, in the header); all are kept.
 */
import type { EntityManager } from 'typeorm';
import type { Address } from '../mailbox/index.js';
import { lockStamps } from './stamp-lock.js';
import { tellViews } from './views.js';

export type RecipientKind = 'to' | 'cc' | 'bcc';

export interface Recipient extends Address {
  readonly kind: RecipientKind;
}

export interface Message {
  readonly mailboxId: string;
  readonly id: string;
  readonly stampId: string | null;
  readonly subject: string;
  readonly source: 'step' | 'written';
  readonly sentAt: Date | null;
}

export interface NewMessage {
  readonly mailboxId: string;
  readonly id: string;
  readonly stampId: string;
  readonly stampAmbiguous: boolean;
  readonly itemId: string;
  readonly conversationId: string | null;
  readonly subject: string;
  readonly source: 'step' | 'written';
  readonly sentAt: Date | null;
  readonly recipients: readonly Recipient[];
  readonly internetMessageIds: readonly string[];
}

const COLUMNS = `message.mailbox_id as "mailboxId", message.id, message.stamp_id as "stampId", message.subject, message.source, message.sent_at as "sentAt"`;

/** Records a message with its ids and recipients, and tells the feed of views that came before it. */
export async function recordMessage(tx: EntityManager, message: NewMessage): Promise<void> {
  await lockStamps(tx, [message.stampId], 'alone');
  await tx.query(
    `insert into messages (mailbox_id, id, stamp_id, stamp_ambiguous, item_id, conversation_id, subject, source, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      message.mailboxId,
      message.id,
      message.stampId,
      message.stampAmbiguous,
      message.itemId,
      message.conversationId,
      message.subject,
      message.source,
      message.sentAt,
    ],
  );
  await tx.query(
    `insert into message_recipients (mailbox_id, message_id, kind, address, name)
     select distinct on (address) $1::uuid, $2::uuid, kind, address, name
     from unnest($3::text[], $4::text[], $5::text[]) as recipient (kind, address, name)
     order by address, array_position(array['to', 'cc', 'bcc'], kind)`,
    [
      message.mailboxId,
      message.id,
      message.recipients.map(({ kind }) => kind),
      message.recipients.map(({ address }) => address),
      message.recipients.map(({ name }) => name),
    ],
  );
  await addMessageIds(tx, message.mailboxId, message.id, message.internetMessageIds);
  await tellViews(tx, [{ mailboxId: message.mailboxId, stampId: message.stampId }]);
}

/** Adds ids under which the message may be answered. */
export async function addMessageIds(tx: EntityManager, mailboxId: string, messageId: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    `insert into message_ids (internet_message_id, mailbox_id, message_id)
     select distinct id, $2::uuid, $3::uuid from unnest($1::text[]) as id
     on conflict (internet_message_id, mailbox_id) do nothing`,
    [ids, mailboxId, messageId],
  );
}

/** Notes that the sent copy was seen. */
export async function markSent(tx: EntityManager, mailboxId: string, messageId: string, sentAt: Date, itemId: string): Promise<void> {
  await tx.query('update messages set sent_at = $3, item_id = $4 where mailbox_id = $1 and id = $2', [mailboxId, messageId, sentAt, itemId]);
}

/** Messages known by any of these ids, in whichever connected mailbox, by the id that named them. */
export async function findByMessageIds(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<(Message & { internetMessageId: string })[]>(
    `select message_ids.internet_message_id as "internetMessageId", ${COLUMNS}
     from message_ids
     join messages message on message.mailbox_id = message_ids.mailbox_id and message.id = message_ids.message_id
     where message_ids.internet_message_id = any ($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.internetMessageId, row]));
}

/** Forgets a message that was never sent. */
export async function forgetMessage(tx: EntityManager, mailboxId: string, messageId: string): Promise<void> {
  await tx.query('delete from message_ids where mailbox_id = $1 and message_id = $2', [mailboxId, messageId]);
  await tx.query('delete from message_recipients where mailbox_id = $1 and message_id = $2', [mailboxId, messageId]);
  await tx.query('delete from messages where mailbox_id = $1 and id = $2', [mailboxId, messageId]);
}

/** Messages of a mailbox that carry this stamp; more than one when it was used twice. */
export async function findByStamp(tx: EntityManager, mailboxId: string, stampId: string): Promise<Message[]> {
  return tx.query<Message[]>(`select ${COLUMNS} from messages message where mailbox_id = $1 and stamp_id = $2`, [mailboxId, stampId]);
}

/** Two sent mails carry this stamp: from now on the views of neither can be told apart. */
export async function markStampAmbiguous(tx: EntityManager, mailboxId: string, stampId: string): Promise<void> {
  await tx.query('update messages set stamp_ambiguous = true where mailbox_id = $1 and stamp_id = $2', [mailboxId, stampId]);
}

/** Whom a message went to. */
export async function recipientsOf(tx: EntityManager, mailboxId: string, messageId: string): Promise<Recipient[]> {
  return tx.query<Recipient[]>(
    `select kind, address, name from message_recipients where mailbox_id = $1 and message_id = $2
     order by array_position(array['to', 'cc', 'bcc'], kind), address`,
    [mailboxId, messageId],
  );
}
