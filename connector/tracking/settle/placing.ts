/** Where judged hits stand: which views they make, which stored ones those are, and what is taken back. Pure but for new ids. */
import { randomUUID } from 'node:crypto';
import type { JudgedRow, PlacedRow, Span } from './hits.js';
import { matchViews } from './match-views.js';
import { isToSeveral, type ToldMessage } from './message-facts.js';
import { withdrawnBecause } from './told.js';
import type { PlacedView, StoredView, WithdrawnView } from './views.js';
import { viewsOf, type Rest } from './views-of.js';

export interface Placing {
  readonly views: readonly PlacedView[];
  readonly withdrawn: readonly WithdrawnView[];
  readonly rows: readonly PlacedRow[];
}

export interface OfStamp {
  readonly zone: Span;
  /** Null: nobody knows it. */
  readonly message: ToldMessage | null;
  /** All that were loaded, and may be kept. */
  readonly hits: readonly JudgedRow[];
  /** Ids of views, once for each hit that may not be kept. */
  readonly barred: readonly (string | null)[];
  readonly stored: readonly StoredView[];
}

export function placing({ zone, message, hits, barred, stored }: OfStamp): Placing {
  const known = new Set(stored.map(({ id }) => id));
  // Hits around that stand in no view at hand were loaded for judging alone.
  const isPiece = ({ at, before }: JudgedRow): boolean => before === null || (at >= zone.from && at <= zone.to) || (before.viewId !== null && known.has(before.viewId));
  const pieces = hits.filter(isPiece);
  const loaded = new Map<string, number>();
  for (const id of [...hits.map(({ before }) => before?.viewId ?? null), ...barred]) if (id !== null) loaded.set(id, (loaded.get(id) ?? 0) + 1);
  const oldest = hits.reduce<Date | null>((first, { at, before }) => (before !== null && (first === null || at < first) ? at : first), null);
  const rests = stored.flatMap((view) => restOf(view, loaded.get(view.id) ?? 0, oldest));
  const views = message === null ? [] : viewsOf(pieces, isToSeveral(message), rests);
  const viewOfHit = new Map(pieces.flatMap(({ id, before }) => (before?.viewId === null || before === null ? [] : [[id, before.viewId] as const])));
  const { matched, left } = matchViews(views, stored, viewOfHit);
  const placed = message === null ? [] : matched.map((one) => ({ ...one, message, id: one.stored?.id ?? randomUUID() }));
  const standsIn = new Map(placed.flatMap(({ id, view }) => view.hits.map((hit) => [hit, id] as const)));
  const rows = hits.map((hit) => ({ ...hit, viewId: isPiece(hit) ? (standsIn.get(hit.id) ?? null) : (hit.before?.viewId ?? null) }));
  const lastOf = new Map<string, PlacedRow>();
  for (const row of rows) {
    const id = row.before?.viewId ?? null;
    const last = id === null ? undefined : lastOf.get(id);
    if (id !== null && (last === undefined || last.at <= row.at)) lastOf.set(id, row);
  }
  const withdrawn = left.map((view) => ({ stored: view, because: withdrawnBecause(message, lastOf.get(view.id) ?? null), isErased: message?.mode === 'replies' || message?.mode === 'off' || barred.includes(view.id) }));
  return { views: placed, withdrawn, rows };
}

/** What is stored of a view beside the hits at hand; those were all before the oldest of these, which ends it at the latest. */
function restOf({ id, kind, reader, link, destination, firstAt, lastAt, count, isWithdrawn }: StoredView, loaded: number, oldest: Date | null): Rest[] {
  if (isWithdrawn || count <= loaded) return [];
  return [{ viewId: id, kind, reader, link, destination, firstAt, lastAt: loaded > 0 && oldest !== null && oldest < lastAt ? oldest : lastAt, count: count - loaded }];
}
