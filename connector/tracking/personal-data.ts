/**
 * Mails to a person and what they did with them, as that person's data. A mail stays known by its
 * ids alone, so that reading Sent Items again does not bring it back; what was loaded and clicked in
 * one that went to nobody else is erased, and its stamp silenced. In a mail to several nobody could
 * tell who it was: those hits are nobody's data.
 */
import type { EntityManager } from 'typeorm';
import type { PersonalData } from '../identity/index.js';
import type { HitKind, StampKey } from './hit.js';
import { forgetLinks, linksOf } from './links/sent-links.js';
import { reasonText } from './judge/reasons.js';
import { forgetQuotedTo } from './quoted-to.js';
import { silenceForGood } from './refusal.js';
import { lockStamps } from './stamp-lock.js';

/**
 * Stands among the recipients where somebody was erased from a mail to several: without it, what they
 * looked at would be taken for a view by whoever is left.
 */
const NOBODY = '';

interface MailRow {
  readonly mailboxId: string;
  readonly id: string;
  readonly stampId: string | null;
  readonly sender: string;
  readonly subject: string;
  readonly sentAt: Date | null;
  /** It went to nobody else. */
  readonly isAlone: boolean;
  /** Nobody else it went to is known any more. */
  readonly isLast: boolean;
}

interface HitRow {
  readonly at: Date;
  readonly kind: HitKind;
  readonly destination: string | null;
  readonly agent: string;
  readonly network: string | null;
  readonly verdict: string;
  readonly reason: string;
}

const DONE: Readonly<Record<HitKind, string>> = { pixel: 'images loaded', click: 'link opened', document: 'document opened' };

export const personalData: PersonalData = {
  exportOf: async (tx, { addresses }) => {
    const mails = await mailsTo(tx, addresses);
    const links = await linksOf(tx, mails);
    const hits = await hitsOf(tx, stampsOf(mails.filter(({ isAlone }) => isAlone)));
    return {
      'Mails sent to you': mails.map(({ id, sender, subject, sentAt, isAlone }) => ({
        from: sender,
        subject,
        sentAt,
        toYouAlone: isAlone,
        trackedLinks: (links.get(id) ?? []).map(({ destination }) => destination).join(' '),
      })),
      'Images loaded, links and documents opened in mails to you alone': hits.map(({ at, kind, destination, agent, network, verdict, reason }) => ({
        at,
        what: DONE[kind],
        link: destination,
        program: agent,
        network,
        takenFor: verdict,
        because: reasonText(reason, kind),
      })),
    };
  },
  eraseOf: async (tx, { addresses }) => {
    const mails = await mailsTo(tx, addresses);
    const [last, shared] = [mails.filter(({ isLast }) => isLast), mails.filter(({ isLast }) => !isLast)];
    const keys = keysOf(last);
    await tx.query('delete from message_recipients where address = any ($1::text[])', [addresses]);
    await tx.query(
      `insert into message_recipients (mailbox_id, message_id, kind, address, name)
       select mailbox_id, id, 'to', '${NOBODY}', 'Erased' from unnest($1::uuid[], $2::uuid[]) as mail (mailbox_id, id)
       on conflict do nothing`,
      keysOf(shared),
    );
    await tx.query(
      `delete from message_recipients using unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id)
       where message_recipients.mailbox_id = gone.mailbox_id and message_id = gone.id and address = '${NOBODY}'`,
      keys,
    );
    await tx.query(
      `update messages set subject = '', conversation_id = null, thread_id = null
       from unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id) where messages.mailbox_id = gone.mailbox_id and messages.id = gone.id`,
      keys,
    );
    await forgetLinks(tx, last);
    await tx.query('delete from views using unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id) where views.mailbox_id = gone.mailbox_id and views.message_id = gone.id', keys);
    await silenceForGood(tx, stampsOf(last));
    await forgetQuotedTo(tx, addresses);
  },
};

/** To be called before anything of a person is erased: what is being judged right now would be told again with their name. */
export async function lockMailTo(tx: EntityManager, addresses: readonly string[]): Promise<void> {
  const mails = await mailsTo(tx, addresses);
  await lockStamps(tx, mails.flatMap(({ stampId }) => stampId ?? []), 'alone');
}

export interface MailSummary {
  readonly mails: number;
  /** When the first went; null if none did. */
  readonly since: Date | null;
}

/** How many mails we know of went to a person, from all mailboxes, and since when. */
export async function summaryOf(tx: EntityManager, addresses: readonly string[]): Promise<MailSummary> {
  const [row] = await tx.query<MailSummary[]>(
    `select count(*)::int as mails, min(message.sent_at) as since
     from messages message
     where message.sent_at is not null and (message.mailbox_id, message.id) in (select mailbox_id, message_id from message_recipients where address = any ($1::text[]))`,
    [addresses],
  );
  return row ?? { mails: 0, since: null };
}

async function mailsTo(tx: EntityManager, addresses: readonly string[]): Promise<MailRow[]> {
  return tx.query<MailRow[]>(
    `select message.mailbox_id as "mailboxId", message.id, message.stamp_id as "stampId", coalesce(mailbox.address, '') as sender, message.subject, message.sent_at as "sentAt",
       not exists (select from message_recipients other
         where other.mailbox_id = message.mailbox_id and other.message_id = message.id and not other.address = any ($1::text[])) as "isAlone",
       not exists (select from message_recipients other
         where other.mailbox_id = message.mailbox_id and other.message_id = message.id and not other.address = any ($1::text[]) and other.address <> '${NOBODY}') as "isLast"
     from messages message left join mailboxes mailbox on mailbox.id = message.mailbox_id
     where (message.mailbox_id, message.id) in (select mailbox_id, message_id from message_recipients where address = any ($1::text[]))
     order by message.sent_at nulls first, message.id`,
    [addresses],
  );
}

async function hitsOf(tx: EntityManager, stamps: readonly StampKey[]): Promise<HitRow[]> {
  return tx.query<HitRow[]>(
    `select hit.at, hit.kind, hit.destination, hit.agent, hit.network, hit.verdict, hit.reason
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     join hits hit on hit.mailbox_id = stamp.mailbox_id and hit.stamp_id = stamp.stamp_id
     order by hit.at, hit.id`,
    columnsOf(stamps),
  );
}

function stampsOf(mails: readonly MailRow[]): StampKey[] {
  return mails.flatMap(({ mailboxId, stampId }) => (stampId === null ? [] : [{ mailboxId, stampId }]));
}

function keysOf(mails: readonly MailRow[]): [string[], string[]] {
  return [mails.map(({ mailboxId }) => mailboxId), mails.map(({ id }) => id)];
}

function columnsOf(stamps: readonly StampKey[]): [string[], string[]] {
  return [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)];
}
