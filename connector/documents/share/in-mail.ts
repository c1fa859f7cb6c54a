/**
 * Documents in a mail that is made here: their cards first, while it is written, and their shares
 * with the transaction that stores it. Written again, it is the same mail, with the same shares.
 */
import type { EntityManager } from 'typeorm';
import type { Keys } from '../../config/index.js';
import type { Stamp } from '../../tracking/index.js';
import { cardOf, type Card } from './card.js';
import { newestReady } from './sendable.js';
import { carriedStamp, keepShare, shareIdOf } from './shares.js';
import { shareToken, shareUrl } from './share-token.js';

export interface MailWithDocuments {
  readonly mailboxId: string;
  readonly repId: string;
  /** The mail's own. */
  readonly stamp: Stamp;
  /** Whose mails share links in anonymous mode. */
  readonly scope: string;
  readonly documentIds: readonly string[];
}

export interface MailDocuments {
  /** By the documents' ids. */
  readonly cards: ReadonlyMap<string, Card>;
  /** Stores the shares; those that are there stay. */
  keep(tx: EntityManager, now: Date): Promise<void>;
}

/** The rep was asked whether they may send them before: here it no longer matters. */
export async function documentsForMail(tx: EntityManager, { keys, publicUrl }: { readonly keys: Keys; readonly publicUrl: string }, mail: MailWithDocuments): Promise<MailDocuments> {
  const { mailboxId, repId, scope, documentIds } = mail;
  if (documentIds.length === 0) return { cards: new Map(), keep: () => Promise.resolve() };
  const stamp = carriedStamp(keys, mail.stamp, scope);
  const documents = await newestReady(tx, documentIds);
  const urlOf = (documentId: string): string => shareUrl(publicUrl, shareToken(keys, shareIdOf(stamp, documentId)));
  return {
    cards: new Map(documents.map(({ id, name, pages }) => [id, cardOf({ name, pages, url: urlOf(id), hasPicture: true })])),
    keep: async (within, now) => {
      for (const { id } of documents) await keepShare(within, { mailboxId, repId, documentId: id, stamp }, now);
    },
  };
}
