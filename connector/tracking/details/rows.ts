/** Messages as the list and the details read them. */
import type { EntityManager } from 'typeorm';
import { consentOf, type Mode } from '../../consent/index.js';
import type { Person } from '../../feed/index.js';
import type { ModeBecause } from '../judge/why-less.js';
import type { RecipientKind } from '../messages.js';
import type { SilencedBecause } from '../silence.js';
import type { Figures } from './api.js';

export interface MessageRow {
  readonly id: string;
  readonly stampId: string | null;
  readonly ambiguous: boolean;
  readonly subject: string;
  readonly sentAt: Date | null;
  readonly source: 'step' | 'written';
  readonly mode: Mode;
  /** False: switched off by the rep. */
  readonly tracking: boolean;
  /** Why it was sent in this mode; null: nobody knows. */
  readonly because: ModeBecause | null;
  /** It carries more than was allowed when it went, and is silenced for that. */
  readonly neverRecorded: boolean;
  /** Silenced, because somebody it went to does not consent. */
  readonly refused: boolean;
  /** Names, or addresses, of those who refuse it now. Empty unless it is silenced. */
  readonly refusedBy: readonly string[];
  /** Quoted to somebody who may not be tracked: nothing of it is stored since. */
  readonly quotedOn: boolean;
  readonly hasPixel: boolean;
  /** How many of its links are tracked. */
  readonly links: number;
  readonly plain: boolean;
  readonly isTest: boolean;
  /** Apple Mail loaded its images by itself. */
  readonly appleLoaded: boolean;
  readonly figures: FiguresRow | null;
  /** To first, then cc and bcc. */
  readonly recipients: readonly (Person & { readonly kind: RecipientKind })[];
}

/** As PostgreSQL's JSON writes it. */
export interface FiguresRow {
  readonly views: number;
  readonly first_viewed_at: string | null;
  readonly last_viewed_at: string | null;
  readonly clicks: number;
  /** Documents opened by people. */
  readonly documents: number;
  readonly last_clicked_at: string | null;
  readonly machines: number;
  readonly own_views: number;
  readonly prefetches: number;
  readonly first_loaded_at: string | null;
}

const silenced = (why: SilencedBecause): string =>
  `exists (select from silenced_stamps silenced where silenced.mailbox_id = message.mailbox_id and silenced.stamp_id = message.stamp_id and why = '${why}')`;

const COLUMNS = `
  message.id, message.stamp_id as "stampId", message.stamp_ambiguous as ambiguous, message.subject, message.sent_at as "sentAt", message.source, message.mode,
  message.has_pixel as "hasPixel", message.links, message.plain, message.mode_because as because, message.never_recorded as "neverRecorded", message.is_test as "isTest", not ${silenced('switched-off')} as tracking, ${silenced('consent')} as refused, ${silenced('quoted')} as "quotedOn",
  to_jsonb(figures) as figures,
  coalesce(figures.prefetches > 0, false) and exists (
    select from hits
    where hits.mailbox_id = message.mailbox_id and hits.stamp_id = message.stamp_id and hits.reason in ('apple-privacy', 'apple-privacy-likely')
  ) as "appleLoaded",
  (select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name, 'kind', kind) order by array_position(array['to', 'cc', 'bcc'], kind), address), '[]')
   from message_recipients recipient
   where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id) as recipients`;

const FROM = `messages message
  left join stamp_figures figures on figures.mailbox_id = message.mailbox_id and figures.stamp_id = message.stamp_id`;

export interface MessageFilter {
  readonly limit: number;
  readonly before: MessageCursor | undefined;
  /** In the subject, or in a recipient's name or address. */
  readonly q: string | undefined;
  readonly ids: readonly string[] | null;
}

export interface MessageCursor {
  readonly sentAt: Date;
  readonly id: string;
}

/** Sent messages of a mailbox, newest first, without tests the rep sent to themselves: those stand with the devices. */
export async function sentMessages(tx: EntityManager, mailboxId: string, { limit, before, q, ids }: MessageFilter): Promise<MessageRow[]> {
  const rows = await tx.query<StoredRow[]>(
    `select ${COLUMNS} from ${FROM}
     where message.mailbox_id = $1 and message.sent_at is not null and not message.is_test
       and ($2::timestamptz is null or (message.sent_at, message.id) < ($2, $3::uuid))
       and ($4::uuid[] is null or message.id = any ($4))
       and ($5::text is null or message.subject ilike $5 or exists (
         select from message_recipients recipient
         where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id and (recipient.address ilike $5 or recipient.name ilike $5)))
     order by message.sent_at desc, message.id desc limit $6`,
    [mailboxId, before?.sentAt ?? null, before?.id ?? null, ids, q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`, limit],
  );
  return withRefusers(tx, rows);
}

/** Null if the mailbox has no such message. */
export async function messageRow(tx: EntityManager, mailboxId: string, id: string): Promise<MessageRow | null> {
  const rows = await tx.query<StoredRow[]>(`select ${COLUMNS} from ${FROM} where message.mailbox_id = $1 and message.id = $2`, [mailboxId, id]);
  return (await withRefusers(tx, rows))[0] ?? null;
}

type StoredRow = Omit<MessageRow, 'refusedBy'>;

async function withRefusers(tx: EntityManager, rows: readonly StoredRow[]): Promise<MessageRow[]> {
  const addresses = rows.flatMap(({ refused, recipients }) => (refused ? recipients.map(({ address }) => address.toLowerCase()) : []));
  const consents = addresses.length === 0 ? null : await consentOf(tx, addresses);
  const refuses = ({ address }: Person): boolean => ['refused', 'withdrawn'].includes(consents?.get(address.toLowerCase()) ?? 'unknown');
  return rows.map((row) => ({ ...row, refusedBy: row.refused ? row.recipients.filter(refuses).map(({ name, address }) => name.trim() || address) : [] }));
}

export function figuresOf(row: FiguresRow | null): Figures {
  return {
    views: row?.views ?? 0,
    firstViewedAt: iso(row?.first_viewed_at),
    lastViewedAt: iso(row?.last_viewed_at),
    clicks: row?.clicks ?? 0,
    lastClickedAt: iso(row?.last_clicked_at),
    machines: row?.machines ?? 0,
    ownViews: row?.own_views ?? 0,
    prefetches: row?.prefetches ?? 0,
  };
}

function iso(at: string | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
