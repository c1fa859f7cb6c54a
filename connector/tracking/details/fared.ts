/** How messages fared, for those who show them in their own way. */
import type { EntityManager } from 'typeorm';
import type { Mode } from '../../consent/index.js';
import type { StampKey } from '../hit.js';
import type { Figures, MessageSummary } from './api.js';
import { summaries } from './list.js';
import { figuresOf, sentMessages, type FiguresRow } from './rows.js';

export type Fared = Pick<MessageSummary, 'seen' | 'figures' | 'repliedAt'> & { readonly mode: Mode };

/** By message id; messages that have not gone are absent. */
export async function howMessagesFared(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<Map<string, Fared>> {
  if (ids.length === 0) return new Map();
  const rows = await sentMessages(tx, mailboxId, { limit: ids.length, before: undefined, q: undefined, ids });
  const found = await summaries(tx, mailboxId, rows, { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) });
  return new Map(found.map(({ id, seen, figures, repliedAt, mode }) => [id, { seen, figures, repliedAt, mode }]));
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
