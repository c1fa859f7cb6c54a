/**
 * A list that is loaded a page at a time and kept current at its top. What is shown stays until
 * something else is here to be shown: while it is loaded anew, and when that fails.
 *
 *     first ──▶ shown ──older──▶ older ──▶ shown
 *       └─failed      └──other list, or changed──▶ anew ──▶ shown (or failed, and what was shown stays)
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { asApiError } from './load.js';
import type { ApiError } from './client.js';

export interface PageOf<T> {
  readonly items: readonly T[];
  /** Where older ones go on; null: nowhere. */
  readonly next: string | null;
}

export interface Paged<T> extends PageOf<T> {
  readonly loading: 'first' | 'older' | 'anew' | 'no';
  readonly error: ApiError | null;
  readonly loadOlder: () => void;
  /** Loads the top again. */
  readonly reload: () => void;
}

interface Kept<T> extends PageOf<T> {
  readonly loading: Paged<T>['loading'];
  readonly error: ApiError | null;
}

type Load<T> = (before: string | null, signal: AbortSignal) => Promise<PageOf<T>>;

/** @param load keep it stable (useCallback or module scope): a new function is another list. */
export function usePaged<T extends { readonly id: string }>(load: Load<T>): Paged<T> {
  const [kept, setKept] = useState<Kept<T>>({ items: [], next: null, loading: 'first', error: null });
  const list = useRef<Load<T>>(null);
  const [attempt, setAttempt] = useState(0);
  const life = useRef<AbortController>(null);

  useEffect(() => {
    const controller = new AbortController();
    life.current = controller;
    const isSame = list.current === load;
    list.current = load;
    setKept((now) => ({ ...now, error: null, loading: now.items.length === 0 ? 'first' : 'anew' }));
    load(null, controller.signal).then(
      (page) => {
        if (!controller.signal.aborted) setKept((now) => ({ ...(isSame ? withTop(now, page) : page), loading: 'no', error: null }));
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setKept((now) => ({ ...now, loading: 'no', error: asApiError(error) }));
      },
    );
    return () => controller.abort();
  }, [load, attempt]);

  const { next, loading } = kept;
  const loadOlder = useCallback(() => {
    const signal = life.current?.signal;
    if (next === null || loading !== 'no' || !signal) return;
    setKept((now) => ({ ...now, loading: 'older', error: null }));
    load(next, signal).then(
      (page) => {
        if (!signal.aborted) setKept((now) => ({ items: joined(now.items, page.items), next: page.next, loading: 'no', error: null }));
      },
      (error: unknown) => {
        if (!signal.aborted) setKept((now) => ({ ...now, loading: 'no', error: asApiError(error) }));
      },
    );
  }, [load, next, loading]);

  return { ...kept, loadOlder, reload: useCallback(() => setAttempt((count) => count + 1), []) };
}

/** A new first page over what was loaded before: what it reaches into stays, unless so much is new that there is a gap between. */
function withTop<T extends { readonly id: string }>(before: PageOf<T>, page: PageOf<T>): PageOf<T> {
  const fresh = new Set(page.items.map(({ id }) => id));
  const meets = before.items.some(({ id }) => fresh.has(id));
  if (page.next === null || !meets) return page;
  const older = before.items.slice(before.items.reduce((last, { id }, index) => (fresh.has(id) ? index : last), 0) + 1);
  return older.length === 0 ? page : { items: [...page.items, ...older], next: before.next };
}

function joined<T extends { readonly id: string }>(items: readonly T[], older: readonly T[]): T[] {
  const known = new Set(items.map(({ id }) => id));
  return [...items, ...older.filter(({ id }) => !known.has(id))];
}
