/**
 * Which stored view, and so which line of the feed, each view is now: pure. A view is the stored one
 * that most of its hits stood in; else one of the same reader at about the same time that nothing
 * stands in any more, so that a view taken back comes back as the same line.
 */
import type { View } from './views-of.js';

export interface KnownView {
  readonly id: string;
  readonly kind: View['kind'];
  readonly reader: string;
  readonly link: number | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface Matched<Stored> {
  readonly view: View;
  /** Null: a new one. */
  readonly stored: Stored | null;
}

const NEAR_MS = 10 * 60_000;

/**
 * @param viewOfHit the stored view each hit stood in, by hit id
 * @returns every view once, in order, and the stored ones that nothing is left of
 */
export function matchViews<Stored extends KnownView>(views: readonly View[], stored: readonly Stored[], viewOfHit: ReadonlyMap<string, string>): { matched: Matched<Stored>[]; left: Stored[] } {
  const byId = new Map(stored.map((one) => [one.id, one]));
  const take = (one: Stored | undefined): Stored | null => {
    if (one === undefined) return null;
    byId.delete(one.id);
    return one;
  };
  const firmly = views.map((view) => take(mostOf(view, byId, viewOfHit)));
  const near = new Map<string, Stored[]>();
  for (const one of byId.values()) near.set(keyOf(one), [...(near.get(keyOf(one)) ?? []), one]);
  const matched = views.map((view, index) => {
    const found = firmly[index] ?? take(near.get(keyOf(view))?.find((one) => byId.has(one.id) && isNear(one, view)));
    return { view, stored: found };
  });
  return { matched, left: [...byId.values()] };
}

/** Of those that are still free, the one most of the view's hits stood in. */
function mostOf<Stored>({ hits, continues }: View, free: ReadonlyMap<string, Stored>, viewOfHit: ReadonlyMap<string, string>): Stored | undefined {
  const votes = new Map<string, number>();
  for (const id of continues) votes.set(id, (votes.get(id) ?? 0) + 1_000_000);
  for (const hit of hits) {
    const id = viewOfHit.get(hit);
    if (id !== undefined) votes.set(id, (votes.get(id) ?? 0) + 1);
  }
  let best: { readonly one: Stored; readonly count: number } | undefined;
  for (const [id, count] of votes) {
    const one = free.get(id);
    if (one !== undefined && (best === undefined || count > best.count)) best = { one, count };
  }
  return best?.one;
}

function keyOf({ kind, link, reader }: Pick<KnownView, 'kind' | 'link' | 'reader'>): string {
  return `${kind} ${link ?? ''} ${reader}`;
}

function isNear(one: KnownView, view: View): boolean {
  return one.firstAt.getTime() <= view.lastAt.getTime() + NEAR_MS && view.firstAt.getTime() <= one.lastAt.getTime() + NEAR_MS;
}
