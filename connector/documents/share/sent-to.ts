/** Documents sent to a person, as that person's data. A share names nobody: whom it went to stands with its mail alone, and is erased there. */
import type { EntityManager } from 'typeorm';
import type { PersonalRows } from '../../identity/index.js';

/** @param addresses of the person, lower case */
export async function documentsSentTo(tx: EntityManager, addresses: readonly string[]): Promise<PersonalRows> {
  return tx.query<Record<string, unknown>[]>(
    `select coalesce(mailbox.address, '') as "from", document.name as document, message.subject, message.sent_at as "sentAt"
     from message_recipients recipient
     join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
     join shares share on share.mailbox_id = message.mailbox_id and share.stamp_id = message.stamp_id
     join documents document on document.id = share.document_id
     left join mailboxes mailbox on mailbox.id = message.mailbox_id
     where recipient.address = any ($1::text[])
     order by message.sent_at nulls first, document.name`,
    [addresses],
  );
}
