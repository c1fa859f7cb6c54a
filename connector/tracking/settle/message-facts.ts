/** What settling knows of messages: the facts that judging needs, and what the feed tells of them. */
import type { EntityManager } from 'typeorm';
import type { Person } from '../../feed/index.js';
import type { StampKey } from '../hit.js';
import type { MessageFacts } from '../judge/facts.js';
import { ownAddressesOf } from '../own/own-addresses.js';

export interface ToldMessage extends MessageFacts {
  readonly subject: string;
  /** Two sent mails carry its stamp: their views can't be told apart. */
  readonly ambiguous: boolean;
  readonly people: readonly Person[];
}

/** The latest message of each stamp, by stamp id. */
export async function messagesOfStamps(tx: EntityManager, stamps: readonly StampKey[]): Promise<Map<string, ToldMessage>> {
  const rows = await tx.query<Omit<ToldMessage, 'recipients'>[]>(
    `select message.id, message.mailbox_id as "mailboxId", message.stamp_id as "stampId", message.sent_at as "sentAt", message.mode, message.subject, message.is_test as "isTest",
       message.thread_id as thread, message.stamp_ambiguous as ambiguous,
       (select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name) order by kind desc, address), '[]')
        from message_recipients recipient
        where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id) as people
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     join lateral (
       select * from messages
       where messages.mailbox_id = stamp.mailbox_id and messages.stamp_id = stamp.stamp_id
       order by sent_at desc nulls last limit 1
     ) as message on true`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  const own = await ownAddressesOf(tx, rows.map(({ mailboxId }) => mailboxId));
  return new Map(
    rows.map((row) => [row.stampId, { ...row, recipients: row.people.map(({ address }) => ({ address, isOwn: own.get(row.mailboxId)?.has(address.toLowerCase()) === true })) }]),
  );
}
