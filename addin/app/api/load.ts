/** Loading what a page shows, with the three states a page can be in. */
import { useCallback, useEffect, useState } from 'react';
import { ApiError } from './client.js';

export type Loaded<T> = { readonly state: 'loading' } | { readonly state: 'failed'; readonly error: ApiError } | { readonly state: 'ready'; readonly data: T };

export interface Load<T> {
  readonly loaded: Loaded<T>;
  /** Loads again; what is shown stays until the new answer is here. */
  readonly reload: () => void;
  /** Puts in what is known already, e.g. the answer to a change. */
  readonly set: (data: T) => void;
}

/** @param load keep it stable (useCallback or module scope): a new function loads anew. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const settle = (next: Loaded<T>) => {
      if (controller.signal.aborted) return;
      // A page that shows something keeps showing it when loading again fails.
      setLoaded((current) => (next.state === 'failed' && current.state === 'ready' ? current : next));
    };
    load(controller.signal).then(
      (data) => settle({ state: 'ready', data }),
      (error: unknown) => settle({ state: 'failed', error: asApiError(error) }),
    );
    return () => controller.abort();
  }, [load, attempt]);

  const reload = useCallback(() => {
    setLoaded((current) => (current.state === 'failed' ? { state: 'loading' } : current));
    setAttempt((count) => count + 1);
  }, []);
  const set = useCallback((data: T) => setLoaded({ state: 'ready', data }), []);
  return { loaded, reload, set };
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('UNREADABLE', '', 0);
}
