/**
 * Messages: the mails of reps that we track, with every id they are known by. A message can have
 * several ids (of the draft, of the sent copy, in the header); all are kept.
 */
import type { EntityManager } from 'typeorm';
import type { Mode } from '../consent/index.js';
import type { Address } from '../mailbox/index.js';
import type { StampKey } from './hit.js';
import type { ModeBecause } from './judge/why-less.js';
import { forgetLinks, storeLinks, type SentLink } from './links/sent-links.js';
import { mayBeTracked, silenceForGood } from './refusal.js';
import { lockStamps } from './stamp-lock.js';
import { subjectKey } from './subject-key.js';
import { resettle } from './settle/resettle.js';
import { noteWritten } from './written-domains.js';

export type RecipientKind = 'to' | 'cc' | 'bcc';

/** Strongest first: a stamp in a body may be a quote. */
export type StampPlace = 'header' | 'property' | 'body';

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

/** How much a message tells, and by what. */
export interface HowSent {
  /** What it really was sent with, after everybody's consent. */
  readonly mode: Mode;
  /** A pixel of ours stands in its HTML. */
  readonly hasPixel: boolean;
  /** How many of its links are tracked. */
  readonly links: number;
  /** What these are, as far as it is known. */
  readonly linkList?: readonly SentLink[];
  /** It has no HTML at all. */
  readonly plain: boolean;
}

export interface NewMessage {
  readonly mailboxId: string;
  readonly id: string;
  /** Null for a mail written by hand that carries none. */
  readonly stampId: string | null;
  readonly stampAmbiguous: boolean;
  /** Where the stamp stands. Default: the header. */
  readonly stampIn?: StampPlace;
  /** Default: in full with a stamp, else for replies only. */
  readonly howSent?: HowSent;
  /** Why it tells as much as it does. Left out or null: nobody knows. */
  readonly modeBecause?: ModeBecause | null;
  /** It carries more than the organisation's policy allows for its recipients: nothing of that is stored. */
  readonly isTooMuch?: boolean;
  readonly itemId: string;
  readonly conversationId: string | null;
  /** Null or left out until the sent copy was seen. */
  readonly threadId?: string | null;
  readonly subject: string;
  readonly source: 'step' | 'written';
  readonly sentAt: Date | null;
  /** When it was recorded, where it has not been sent yet. */
  readonly recordedAt?: Date;
  readonly recipients: readonly Recipient[];
  readonly internetMessageIds: readonly string[];
}

/**
 * Records a message with its ids and recipients, and has what came before it judged. Where one of
 * the recipients refused to be tracked, or it carries too much, that is erased instead, and nothing
 * is stored from now on.
 */
export async function recordMessage(tx: EntityManager, message: NewMessage): Promise<void> {
  const { mailboxId, id, stampId, recipients } = message;
  const { mode, hasPixel, links, plain } = message.howSent ?? { mode: stampId === null ? 'replies' : 'full', hasPixel: stampId !== null, links: 0, plain: false };
  const isTracked = stampId === null || ((await mayBeTracked(tx, recipients)) && message.isTooMuch !== true);
  if (stampId !== null) await lockStamps(tx, [stampId], 'alone');
  await tx.query(
    `insert into messages (mailbox_id, id, stamp_id, stamp_ambiguous, stamp_in, item_id, conversation_id, thread_id, subject, source, sent_at, mode, has_pixel, links, plain, mode_because, never_recorded)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      mailboxId,
      id,
      stampId,
      message.stampAmbiguous,
      stampId === null ? null : (message.stampIn ?? 'header'),
      message.itemId,
      message.conversationId,
      message.threadId ?? null,
      message.subject,
      message.source,
      message.sentAt,
      mode,
      hasPixel,
      links,
      plain,
      message.modeBecause ?? null,
      !isTracked,
    ],
  );
  await tx.query(
    `insert into message_recipients (mailbox_id, message_id, kind, address, name, subject_key)
     select distinct on (address) $1::uuid, $2::uuid, kind, address, name, $6::text
     from unnest($3::text[], $4::text[], $5::text[]) as recipient (kind, address, name)
     order by address, array_position(array['to', 'cc', 'bcc'], kind)`,
    [
      mailboxId,
      id,
      recipients.map(({ kind }) => kind),
      recipients.map(({ address }) => address),
      recipients.map(({ name }) => name),
      subjectKey(message.subject),
    ],
  );
  await storeLinks(tx, mailboxId, id, message.howSent?.linkList ?? []);
  await addMessageIds(tx, mailboxId, id, message.internetMessageIds);
  const at = message.sentAt ?? message.recordedAt;
  if (at !== undefined) await noteWritten(tx, recipients.map(({ address }) => address), at);
  if (stampId === null) return;
  if (isTracked) await resettle(tx, [{ mailboxId, stampId }]);
  else await silenceForGood(tx, [{ mailboxId, stampId }]);
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

export interface SentCopy {
  readonly sentAt: Date;
  readonly itemId: string;
  readonly threadId: string | null;
}

/** Notes that the sent copy was seen. What came before is judged again: much depends on when a mail went, and in which thread. */
export async function markSent(tx: EntityManager, mailboxId: string, messageId: string, { sentAt, itemId, threadId }: SentCopy): Promise<void> {
  const [messages] = await tx.query<[MaybeStamped[], number]>(
    `update messages set sent_at = $3, item_id = $4, thread_id = coalesce($5, messages.thread_id)
     from (select mailbox_id, id, sent_at, thread_id from messages where mailbox_id = $1 and id = $2 for update) as before
     where messages.mailbox_id = before.mailbox_id and messages.id = before.id
     returning messages.mailbox_id as "mailboxId",
       case when messages.sent_at is distinct from before.sent_at or messages.thread_id is distinct from before.thread_id then messages.stamp_id end as "stampId"`,
    [mailboxId, messageId, sentAt, itemId, threadId],
  );
  await resettle(tx, stampsOf(messages));
}

/** Forgets a message that was never sent; what was loaded of its draft tells of nothing any more. */
export async function forgetMessage(tx: EntityManager, mailboxId: string, messageId: string): Promise<void> {
  await tx.query('delete from message_ids where mailbox_id = $1 and message_id = $2', [mailboxId, messageId]);
  await tx.query('delete from message_recipients where mailbox_id = $1 and message_id = $2', [mailboxId, messageId]);
  await forgetLinks(tx, [{ mailboxId, id: messageId }]);
  const [messages] = await tx.query<[MaybeStamped[], number]>(
    'delete from messages where mailbox_id = $1 and id = $2 returning mailbox_id as "mailboxId", stamp_id as "stampId"',
    [mailboxId, messageId],
  );
  await resettle(tx, stampsOf(messages));
}

interface MaybeStamped {
  readonly mailboxId: string;
  readonly stampId: string | null;
}

function stampsOf(messages: readonly MaybeStamped[]): StampKey[] {
  return messages.flatMap(({ mailboxId, stampId }) => (stampId === null ? [] : [{ mailboxId, stampId }]));
}

/** Two sent mails carry this stamp: from now on the views of neither can be told apart. */
export async function markStampAmbiguous(tx: EntityManager, mailboxId: string, stampId: string): Promise<void> {
  await tx.query('update messages set stamp_ambiguous = true where mailbox_id = $1 and stamp_id = $2', [mailboxId, stampId]);
}

/** The stamp turned out to be a quote of another mail: this one goes on without. */
export async function takeStampAway(tx: EntityManager, mailboxId: string, messageId: string): Promise<void> {
  await tx.query(`update messages set stamp_id = null, stamp_in = null, mode = 'replies', has_pixel = false, links = 0 where mailbox_id = $1 and id = $2`, [mailboxId, messageId]);
  await forgetLinks(tx, [{ mailboxId, id: messageId }]);
}

/** Whom a message went to. */
export async function recipientsOf(tx: EntityManager, mailboxId: string, messageId: string): Promise<Recipient[]> {
  return tx.query<Recipient[]>(
    `select kind, address, name from message_recipients where mailbox_id = $1 and message_id = $2
     order by array_position(array['to', 'cc', 'bcc'], kind), address`,
    [mailboxId, messageId],
  );
}
