/**
 * When somebody does not consent (any more), what they load and open in mail they have already
 * leaves no trace: its stamps are silenced, what was stored is erased, and its lines are withdrawn.
 * One body serves all recipients, so a mail to several is silenced with the first who refuses. What
 * is silenced stays so: agreeing again counts for mail sent from then on.
 */
import type { EntityManager } from 'typeorm';
import { refusedAmong } from '../consent/index.js';
import type { StampKey } from './hit.js';
import { quotedTo } from './quoted-to.js';
import { eraseHits, silence, silenceFrom } from './silence.js';
import { lockStamps } from './stamp-lock.js';

/** Silences every mail that went to one of these addresses (lower case), and those quoted to them since they were. */
export async function silenceMailTo(tx: EntityManager, addresses: readonly string[]): Promise<void> {
  const stamps = await tx.query<StampKey[]>(
    `select distinct message.mailbox_id as "mailboxId", message.stamp_id as "stampId"
     from message_recipients recipient
     join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
     where recipient.address = any ($1::text[]) and message.stamp_id is not null`,
    [addresses],
  );
  const quoted = await quotedTo(tx, addresses);
  if (quoted.length > 0) await lockStamps(tx, [...stamps, ...quoted].map(({ stampId }) => stampId), 'alone');
  await silenceForGood(tx, stamps);
  await silenceFrom(tx, quoted);
}

/**
 * Whether the hits of a mail that is being recorded may be kept. Nobody can refuse unseen until the
 * transaction ends. Asked before any of its stamps is locked: who refuses locks in that order, too.
 */
export async function mayBeTracked(tx: EntityManager, recipients: readonly { readonly address: string }[]): Promise<boolean> {
  return (await refusedAmong(tx, recipients.map(({ address }) => address.toLowerCase()))).size === 0;
}

/** From now on these mails tell of replies only. */
export async function silenceForGood(tx: EntityManager, stamps: readonly StampKey[]): Promise<void> {
  // Its lock on the stamps comes before rows: who binds a mail to its stamp takes them in this order.
  await silence(tx, stamps, 'consent');
  await tx.query(
    `update messages set mode = 'replies' from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     where messages.mailbox_id = stamp.mailbox_id and messages.stamp_id = stamp.stamp_id and mode <> 'off'`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  await eraseHits(tx, stamps);
}
