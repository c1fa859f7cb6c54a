/**
 * Which incoming mails something followed from. Their key is the Message-ID, so that a mail counts
 * once in the organisation, repeated, reordered, or seen in many mailboxes. A mail without one is
 * known by its sender, time and subject, which are the same in every mailbox.
 *
 * A mail can be faster than the news of the mail it answers. What was recorded as answering none, or
 * only probably one, is taken up again when what it names becomes known.
 */
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Mailbox, MailItem } from '../mailbox/index.js';
import type { MailKind } from './classify/index.js';
import type { Match } from './match/index.js';

export function keyOf({ internetMessageId, from, sentAt, receivedAt, subject }: MailItem): string {
  if (internetMessageId !== null) return internetMessageId;
  const facts = [from?.address ?? '', (sentAt ?? receivedAt).toISOString(), subject];
  return `none:${createHash('sha256').update(JSON.stringify(facts)).digest('base64url')}`;
}

/** `open`: it may turn out to answer a message, for certain. Nothing more comes of what the rep took back, or said yes to. */
export async function recordedAs(tx: EntityManager, item: MailItem): Promise<'settled' | 'open' | null> {
  const [found] = await tx.query<{ open: boolean }[]>(
    `select (message_id is null or not (certain or is_answer)) and not exists (
       select from reply_lines line where line.internet_message_id = replies.internet_message_id and line.undone_at is not null) as open
     from replies where internet_message_id = $1`,
    [keyOf(item)],
  );
  return found === undefined ? null : found.open ? 'open' : 'settled';
}

/** False if it was recorded before, and no less certain. `match` null: it answers no message of ours. */
export async function recordOnce(tx: EntityManager, mailbox: Pick<Mailbox, 'id'>, item: MailItem, kind: MailKind, match: Match | null): Promise<'new' | 'again' | false> {
  const [recorded] = await tx.query<{ is_new: boolean }[]>(
    `insert into replies (internet_message_id, mailbox_id, message_id, received_by, item_id, kind, from_address, from_name, subject, received_at, evidence, certain)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (internet_message_id) do update set
       mailbox_id = excluded.mailbox_id, message_id = excluded.message_id, kind = excluded.kind, evidence = excluded.evidence, certain = true
     where excluded.message_id is not null and excluded.certain and (replies.message_id is null or not (replies.certain or replies.is_answer))
     returning xmax = 0 as is_new`,
    [
      keyOf(item),
      match?.message.mailboxId ?? mailbox.id,
      match?.message.id ?? null,
      mailbox.id,
      item.itemId,
      kind,
      item.from?.address ?? '',
      item.from?.name ?? '',
      item.subject,
      item.receivedAt,
      match === null ? null : JSON.stringify(match.evidence),
      match?.certain ?? true,
    ],
  );
  return recorded === undefined ? false : recorded.is_new ? 'new' : 'again';
}

/** Nothing followed after all: no trace is kept. */
export async function forgetRecorded(tx: EntityManager, item: MailItem): Promise<void> {
  await tx.query('delete from replies where internet_message_id = $1', [keyOf(item)]);
}
