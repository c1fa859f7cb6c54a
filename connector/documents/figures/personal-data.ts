/**
 * What people read of documents, as their data: visits of shares in mails to them alone, and those
 * where they gave their address. In a mail to several nobody could tell who it was.
 */
import type { EntityManager } from 'typeorm';
import type { PersonalData } from '../../identity/index.js';
import { reasonText, type StampKey } from '../../tracking/index.js';
import { eraseVisitsBy, eraseVisitsOf } from '../read/erase.js';
import { documentsSentTo } from '../share/sent-to.js';
import { visitRows } from './visit-rows.js';

export const personalData: PersonalData = {
  exportOf: async (tx, { addresses }) => {
    const stamps = await stampsOfMailsTo(tx, addresses);
    const visits = await visitRows(tx, `visit.gave_address = any ($1::text[]) or (visit.gave_address is null and (visit.mailbox_id, visit.stamp_id) in (select * from unnest($2::uuid[], $3::text[])))`, [
      addresses,
      stamps.map(({ mailboxId }) => mailboxId),
      stamps.map(({ stampId }) => stampId),
    ]);
    return {
      'Documents sent to you': await documentsSentTo(tx, addresses),
      'Documents you read': visits.map(({ startedAt, lastAt, documentName, gave, device, pages, downloads, verdict, reason }) => ({
        at: startedAt,
        until: lastAt,
        document: documentName,
        addressYouGave: gave,
        device: device === 'unknown' ? null : device,
        pagesAndTimes: pages.map(({ page, time_ms }) => `${page}: ${Math.round(time_ms / 1_000)} s`).join(', '),
        downloads: downloads === 0 ? null : downloads,
        takenFor: verdict,
        because: reason === null || reason === 'agreed' ? null : reasonText(reason, 'document'),
      })),
    };
  },
  eraseOf: async (tx, { addresses }, at) => {
    const stamps = await stampsOfMailsTo(tx, addresses);
    await eraseVisitsBy(tx, addresses, at);
    await eraseVisitsOf(tx, stamps, at);
  },
};

/** Somebody refused: what they read, and what was read of the mails to them, is gone. To be called when those mails are silenced. */
export async function eraseReadBy(tx: EntityManager, addresses: readonly string[], at: Date): Promise<void> {
  const stamps = await tx.query<StampKey[]>(
    `select distinct message.mailbox_id as "mailboxId", message.stamp_id as "stampId"
     from message_recipients recipient
     join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
     where recipient.address = any ($1::text[]) and message.stamp_id is not null`,
    [addresses],
  );
  await eraseVisitsBy(tx, addresses, at);
  await eraseVisitsOf(tx, stamps, at);
}

/** Of mails that went to nobody else who is still known. */
async function stampsOfMailsTo(tx: EntityManager, addresses: readonly string[]): Promise<StampKey[]> {
  return tx.query<StampKey[]>(
    `select message.mailbox_id as "mailboxId", message.stamp_id as "stampId"
     from messages message
     where message.stamp_id is not null
       and (message.mailbox_id, message.id) in (select mailbox_id, message_id from message_recipients where address = any ($1::text[]))
       and not exists (select from message_recipients other
         where other.mailbox_id = message.mailbox_id and other.message_id = message.id and not other.address = any ($1::text[]) and other.address <> '')`,
    [addresses],
  );
}
