/** How messages fared, for those who show them in their own way. */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';
import { ownAddressesOf } from '../own/own-addresses.js';
import type { Figures, MessageSummary } from './api.js';
import { summaries } from './list.js';
import { figuresOf, sentMessages, type FiguresRow, type MessageRow } from './rows.js';

export type Fared = Pick<MessageSummary, 'seen' | 'figures' | 'repliedAt' | 'mode'> & {
  /** It could be known of each person whether they clicked. */
  readonly clicksKnown: boolean;
};

/** By message id; messages that have not gone are absent. */
export async function howMessagesFared(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<Map<string, Fared>> {
  if (ids.length === 0) return new Map();
  const rows = new Map((await sentMessages(tx, mailboxId, { limit: ids.length, before: undefined, q: undefined, ids })).map((row) => [row.id, row]));
  const found = await summaries(tx, mailboxId, [...rows.values()], { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) });
  const own = (await ownAddressesOf(tx, [mailboxId])).get(mailboxId) ?? new Set();
  return new Map(
    found.map(({ id, seen, figures, repliedAt, mode }) => {
      const row = rows.get(id);
      return [id, { seen, figures, repliedAt, mode, clicksKnown: row !== undefined && areClicksKnown(row, own) }];
    }),
  );
}

/** Whether nobody having clicked would show: it has links of its own that are recorded, and one reader only, who is not the rep. Pure. */
export function areClicksKnown({ stampId, mode, ambiguous, refused, tracking, links, recipients, figures }: Pick<MessageRow, 'stampId' | 'mode' | 'ambiguous' | 'refused' | 'tracking' | 'links' | 'recipients' | 'figures'>, own: ReadonlySet<string>): boolean {
  const isByPerson = stampId !== null && (mode === 'full' || mode === 'links') && !ambiguous && !refused;
  const [only] = recipients.length === 1 ? recipients : [];
  if (!isByPerson || only === undefined || own.has(only.address.toLowerCase())) return false;
  return (figures?.clicks ?? 0) > 0 || (links > 0 && tracking);
}

/** What was counted for stamps that several messages share, by stamp id. */
export async function sharedFigures(tx: EntityManager, stamps: readonly StampKey[]): Promise<Map<string, Figures>> {
  const rows = await tx.query<{ id: string; figures: FiguresRow }[]>(
    `select figures.stamp_id as id, to_jsonb(figures) as figures
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id) join stamp_figures figures using (mailbox_id, stamp_id)`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  return new Map(rows.map(({ id, figures }) => [id, figuresOf(figures)]));
}
