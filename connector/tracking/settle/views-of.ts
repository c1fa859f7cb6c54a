/**
 * Which views come of judged hits: a pure function. Repeats of one reader within ten minutes are
 * one view with a count.
 *
 * Who a reader is depends on how many people could be it. Of a mail to one person a reader is a
 * program on a kind of device, whatever its address: phones change networks. Of a mail to several
 * it is that program at one address. A mail service that loads images for its readers is one reader,
 * whichever of its machines asked.
 */
import type { ViewKind } from '../hit.js';
import type { HitFacts, Judgement } from '../judge/facts.js';
import { readerWords } from '../judge/reader.js';

const REPEAT_WITHIN_MS = 10 * 60_000;

export interface View {
  readonly kind: ViewKind;
  readonly reader: string;
  readonly link: number | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  readonly destination: string | null;
  /** Code of why it counts, and whether that is certain: it is as soon as one of its hits is. Null: of hits that are not stored any more. */
  readonly why: { readonly reason: string; readonly certain: boolean } | null;
  /** Ids of the hits at hand that stand in it. */
  readonly hits: readonly string[];
  /** Ids of stored views that it continues. */
  readonly continues: readonly string[];
}

export interface JudgedHit extends HitFacts {
  readonly destination: string | null;
  readonly judgement: Judgement;
}

/** What is stored of a view beside the hits at hand: those were dropped with their month, or are too many to be looked at. */
export interface Rest {
  readonly viewId: string;
  readonly kind: ViewKind;
  readonly reader: string;
  readonly link: number | null;
  readonly destination: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
}

/** Counts as seen by a person. */
export function counts({ verdict, quotedBy }: Judgement): boolean {
  return (verdict === 'human' || verdict === 'proxy') && quotedBy === null;
}

/** @param several more than one person could be its reader */
export function readerOf({ agent, network, kind, addressHash, judgement }: JudgedHit, several: boolean): string {
  const words = readerWords(agent, network, kind);
  return several && judgement.verdict === 'human' ? `${words} ${addressHash ?? ''}` : words;
}

/**
 * @param hits of one message, in any order
 * @param rests of its stored views
 */
export function viewsOf(hits: readonly JudgedHit[], several: boolean, rests: readonly Rest[] = []): View[] {
  const pieces = [...hits.filter(isView).map((hit) => pieceOf(hit, several)), ...rests.map(pieceOfRest)].sort(byTime);
  const views: Piece[] = [];
  const open = new Map<string, number>();
  for (const piece of pieces) {
    const key = `${piece.kind} ${piece.link ?? ''} ${piece.reader}`;
    const index = open.get(key);
    const before = index === undefined ? undefined : views[index];
    if (index !== undefined && before !== undefined && piece.firstAt.getTime() - before.lastAt.getTime() <= REPEAT_WITHIN_MS) {
      views[index] = merged(before, piece);
    } else {
      open.set(key, views.length);
      views.push(piece);
    }
  }
  return views;
}

/** What is read of a document has rows and lines of its own. */
function isView(hit: JudgedHit): hit is ViewHit {
  return hit.kind !== 'document' && counts(hit.judgement);
}

interface ViewHit extends JudgedHit {
  readonly kind: ViewKind;
}

/** A view that others may still be added to. */
interface Piece extends View {
  readonly hits: string[];
  readonly continues: string[];
}

function pieceOf(hit: ViewHit, several: boolean): Piece {
  const { id, at, kind, link, destination, judgement } = hit;
  const { reason, certain } = judgement;
  return { kind, reader: readerOf(hit, several), link, firstAt: at, lastAt: at, count: 1, destination, why: { reason, certain }, hits: [id], continues: [] };
}

function pieceOfRest({ viewId, ...rest }: Rest): Piece {
  return { ...rest, why: null, hits: [], continues: [viewId] };
}

function merged(before: Piece, later: Piece): Piece {
  before.hits.push(...later.hits);
  before.continues.push(...later.continues);
  return {
    ...before,
    lastAt: later.lastAt > before.lastAt ? later.lastAt : before.lastAt,
    count: before.count + later.count,
    destination: later.destination ?? before.destination,
    why: stronger(before.why, later.why),
  };
}

/** The latest that is certain, or else the latest. */
function stronger(before: View['why'], later: View['why']): View['why'] {
  if (before === null || later === null) return later ?? before;
  return before.certain && !later.certain ? before : later;
}

function byTime(one: View, other: View): number {
  return one.firstAt.getTime() - other.firstAt.getTime() || ((one.hits[0] ?? '') < (other.hits[0] ?? '') ? -1 : 1);
}
