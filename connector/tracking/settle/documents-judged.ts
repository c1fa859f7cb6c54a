/**
 * What settling tells of documents: who opened them, as it is judged now. What is read of a document
 * is kept by the part above this one, which is given this in the transaction that judged.
 */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';
import type { Judgement } from '../judge/facts.js';
import type { PlacedRow, StoredHit } from './hits.js';
import type { ToldMessage } from './message-facts.js';
import { counts } from './views-of.js';
import { isWithoutImages } from './without-images.js';

export interface JudgedDocument extends StampKey {
  readonly hitId: string;
  /** Null: it may not be kept, and is gone. */
  readonly judgement: Judgement | null;
  /** Opened by somebody who had not loaded the images. */
  readonly withoutImages: boolean;
}

export interface DocumentNews {
  readonly judged: readonly JudgedDocument[];
  /** All stamps that were looked at: their messages may have become known, or may not be tracked any more. */
  readonly stamps: readonly StampKey[];
}

export type DocumentsJudged = (tx: EntityManager, news: DocumentNews) => Promise<void>;

export interface Settled {
  readonly rows: readonly PlacedRow[];
  readonly barred: readonly StoredHit[];
  readonly stamps: readonly StampKey[];
  /** By stamp id. */
  readonly messages: ReadonlyMap<string, ToldMessage>;
  readonly loadedAt: ReadonlyMap<string, { readonly now: Date | null }>;
}

export function documentNews({ rows, barred, stamps, messages, loadedAt }: Settled): DocumentNews {
  const judged = rows.filter(isDocument).map(({ mailboxId, stampId, id, at, judgement }) => {
    const message = messages.get(stampId);
    return { mailboxId, stampId, hitId: id, judgement, withoutImages: counts(judgement) && message !== undefined && isWithoutImages(message, loadedAt.get(stampId)?.now ?? null, at) };
  });
  const gone = barred.filter(isDocument).map(({ mailboxId, stampId, id }) => ({ mailboxId, stampId, hitId: id, judgement: null, withoutImages: false }));
  return { judged: [...judged, ...gone], stamps };
}

function isDocument({ kind }: Pick<StoredHit, 'kind'>): boolean {
  return kind === 'document';
}
