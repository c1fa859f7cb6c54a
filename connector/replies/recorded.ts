/**
 * Which incoming mails something followed from. Their key is the Message-ID, so that a mail counts
 * once in the organisation, repeated, reordered, or seen in many mailboxes. A mail without one is
 * known by its sender, time and subject, which are the same in every mailbox.
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

export async function isRecorded(tx: EntityManager, item: MailItem): Promise<boolean> {
  const found = await tx.query<unknown[]>('select from replies where internet_message_id = $1', [keyOf(item)]);
  return found.length > 0;
}

/** False if it was recorded before. `match` null: it answers no message of ours. */
export async function recordOnce(tx: EntityManager, mailbox: Pick<Mailbox, 'id'>, item: MailItem, kind: MailKind, match: Match | null): Promise<boolean> {
  const inserted = await tx.query<unknown[]>(
    `insert into replies (internet_message_id, mailbox_id, message_id, received_by, item_id, kind, from_address, from_name, subject, received_at, evidence, certain)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (internet_message_id) do nothing
     returning internet_message_id`,
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
  return inserted.length > 0;
}

/** Nothing followed after all: no trace is kept. */
export async function forgetRecorded(tx: EntityManager, item: MailItem): Promise<void> {
  await tx.query('delete from replies where internet_message_id = $1', [keyOf(item)]);
}
