/** Stamps of messages that went to some addresses lately: their views mean something else once these are known to be the rep's. */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';

const MOST = 2_000;

export async function stampsSentTo(tx: EntityManager, mailboxId: string, addresses: readonly string[], now: Date): Promise<StampKey[]> {
  if (addresses.length === 0) return [];
  return tx.query<StampKey[]>(
    `select message.mailbox_id as "mailboxId", message.stamp_id as "stampId"
     from message_recipients recipient
     join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
     where recipient.mailbox_id = $1 and recipient.address = any ($2::text[])
       and message.stamp_id is not null and message.sent_at > $3::timestamptz - interval '90 days'
     order by message.sent_at desc limit ${MOST}`,
    [mailboxId, addresses, now],
  );
}
