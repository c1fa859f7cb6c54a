/**
 * A mail that quotes an earlier one carries its image and links to whoever else gets it, and nothing
 * tells whose loading it is then. Where one of them may not be tracked, nothing of the earlier mail
 * is stored from the moment of the quoting one on; what was stored before stays, for they did not have
 * it yet. That costs views of the people it went to: what cannot be told apart is not recorded.
 *
 * Somebody may refuse later. So that the mails are found then, also where the quoting mail is none of
 * ours, the address of whoever was added is kept with the stamp, as a keyed hash.
 */
import type { EntityManager } from 'typeorm';
import { decideMode, policyOf, recipientFacts, strictest, type PolicyKind } from '../consent/index.js';
import type { StampKey } from './hit.js';
import { silenceFrom, type SilencedFrom } from './silence.js';
import type { Stamp } from './stamp.js';

export interface QuotingMail {
  /** Stamps of other mails in its body. */
  readonly quotes: readonly Stamp[];
  readonly sentAt: Date;
  readonly recipients: readonly { readonly address: string }[];
  /** CONSENT_POLICY */
  readonly consentPolicy: PolicyKind | undefined;
}

interface Added extends StampKey {
  readonly address: string;
}

/** Hold the stamps locked, and the addresses by `mayBeTracked`. */
export async function noteQuotes(tx: EntityManager, { quotes, sentAt, recipients, consentPolicy }: QuotingMail): Promise<void> {
  const added = await addedTo(tx, quotes, recipients.map(({ address }) => address.toLowerCase()));
  if (added.length === 0) return;
  await tx.query(
    `insert into quoted_to (mailbox_id, stamp_id, name, since)
     select distinct mailbox_id, stamp_id, erased_name(address), $4::timestamptz from unnest($1::uuid[], $2::text[], $3::text[]) as added (mailbox_id, stamp_id, address)
     on conflict (mailbox_id, stamp_id, name) do update set since = least(quoted_to.since, excluded.since)`,
    [added.map(({ mailboxId }) => mailboxId), added.map(({ stampId }) => stampId), added.map(({ address }) => address), sentAt],
  );
  const facts = await recipientFacts(tx, added.map(({ address }) => address));
  const policy = await policyOf(tx, consentPolicy);
  const tooMuch = quotes.filter(({ id, mode }) => {
    const own = new Set(added.flatMap(({ stampId, address }) => (stampId === id ? [address] : [])));
    const allowed = decideMode(mode, facts.filter(({ address }) => own.has(address)), policy).mode;
    return strictest(mode, allowed) !== mode;
  });
  await silenceFrom(tx, tooMuch.map(({ mailboxId, id }) => ({ mailboxId, stampId: id, since: sentAt })));
}

/** Stamps that came to these addresses (lower case) in quotes, and when first. */
export async function quotedTo(tx: EntityManager, addresses: readonly string[]): Promise<SilencedFrom[]> {
  return tx.query<SilencedFrom[]>(
    `select mailbox_id as "mailboxId", stamp_id as "stampId", min(since) as since
     from quoted_to where name in (select erased_name(address) from unnest($1::text[]) as address) group by mailbox_id, stamp_id`,
    [addresses],
  );
}

export async function forgetQuotedTo(tx: EntityManager, addresses: readonly string[]): Promise<void> {
  await tx.query('delete from quoted_to where name in (select erased_name(address) from unnest($1::text[]) as address)', [addresses]);
}

/** Those who did not get the quoted mail itself. */
async function addedTo(tx: EntityManager, quotes: readonly Stamp[], addresses: readonly string[]): Promise<Added[]> {
  if (quotes.length === 0 || addresses.length === 0) return [];
  return tx.query<Added[]>(
    `select stamp.mailbox_id as "mailboxId", stamp.stamp_id as "stampId", added.address
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     cross join (select distinct address from unnest($3::text[]) as address) as added
     where not exists (
       select from messages message
       join message_recipients recipient on recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id
       where message.mailbox_id = stamp.mailbox_id and message.stamp_id = stamp.stamp_id and recipient.address = added.address)`,
    [quotes.map(({ mailboxId }) => mailboxId), quotes.map(({ id }) => id), addresses],
  );
}
