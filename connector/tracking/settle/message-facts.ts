/** What settling knows of messages: the facts that judging needs, and what the feed tells of them. */
import type { EntityManager } from 'typeorm';
import type { Person } from '../../feed/index.js';
import type { StampKey } from '../hit.js';
import type { MessageFacts } from '../judge/facts.js';
import { ownAddressesOf } from '../own/own-addresses.js';
import { columnsOf } from './hits.js';

export interface ToldMessage extends MessageFacts {
  readonly subject: string;
  /** Two sent mails carry its stamp: their views can't be told apart. */
  readonly ambiguous: boolean;
  readonly hasPixel: boolean;
  /** From then on nothing is stored of it; null: all is. */
  readonly silencedSince: Date | null;
  /** Who could have looked; of an ambiguous stamp, the people of all mails that carry it. */
  readonly people: readonly Person[];
}

/** The latest message of each stamp, by stamp id. */
export async function messagesOfStamps(tx: EntityManager, stamps: readonly StampKey[]): Promise<Map<string, ToldMessage>> {
  const rows = await tx.query<Omit<ToldMessage, 'recipients'>[]>(
    `select message.id, message.mailbox_id as "mailboxId", message.stamp_id as "stampId", message.sent_at as "sentAt", message.mode, message.subject, message.is_test as "isTest",
       message.thread_id as thread, message.stamp_ambiguous as ambiguous, message.has_pixel as "hasPixel",
       (select since from silenced_stamps silenced where silenced.mailbox_id = message.mailbox_id and silenced.stamp_id = message.stamp_id and why = 'quoted') as "silencedSince",
       (select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name) order by first desc, address), '[]')
        from (select address, max(name) as name, max(recipient.kind) as first
              from message_recipients recipient
              where recipient.mailbox_id = message.mailbox_id and recipient.message_id in (
                select message.id union
                select other.id from messages other
                where message.stamp_ambiguous and other.mailbox_id = message.mailbox_id and other.stamp_id = message.stamp_id)
              group by address) as person) as people
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     join lateral (
       select * from messages
       where messages.mailbox_id = stamp.mailbox_id and messages.stamp_id = stamp.stamp_id
       order by sent_at desc nulls last limit 1
     ) as message on true`,
    columnsOf(stamps),
  );
  const own = await ownAddressesOf(tx, rows.map(({ mailboxId }) => mailboxId));
  return new Map(
    rows.map((row) => [row.stampId, { ...row, recipients: row.people.map(({ address }) => ({ address, isOwn: own.get(row.mailboxId)?.has(address.toLowerCase()) === true })) }]),
  );
}

/** More than one person could be its reader. */
export function isToSeveral({ people, ambiguous }: Pick<ToldMessage, 'people' | 'ambiguous'>): boolean {
  return people.length !== 1 || ambiguous;
}
