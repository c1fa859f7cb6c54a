/** The page in view right now: pure. */
import type { VisitRow } from './visit-rows.js';

/** A page tells every ten seconds what is in view (viewer-limits.ts); twice missed and a bit, it is not. */
export const FRESH_MS = 25_000;

/** @param allowed the organisation lets it be told */
export function pageNow({ pageNow: page, lastAt, timed }: Pick<VisitRow, 'pageNow' | 'lastAt' | 'timed'>, now: Date, allowed: boolean): number | null {
  return allowed && timed && now.getTime() - lastAt.getTime() < FRESH_MS ? page : null;
}
