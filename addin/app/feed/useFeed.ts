/** The feed as the page holds it: first page, what streams in after it, older lines on request. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { isActivity, isFeedPage, type Activity } from '../api/shapes.js';
import { follow, type Connection } from './follow.js';
import { laterCursor, merge, newestCursor, standing, unknownOf } from './lines.js';
import { newsOf, type News } from './news.js';

const PAGE_LINES = 50;

export interface FeedState {
  /** Those that count, newest first. */
  readonly lines: readonly Activity[];
  /** Also those that were withdrawn. */
  readonly all: readonly Activity[];
  readonly loading: 'first' | 'older' | 'no';
  readonly error: ApiError | null;
  /** The cursor older lines follow from; null when there are none. */
  readonly older: string | null;
  /** The newest place known. */
  readonly latest: string | null;
  readonly connection: Connection;
  /** All that streamed in since the page was opened, oldest first: see useArrived. */
  readonly arrived: readonly Activity[];
  /** Those of them that were news when they came, oldest first. */
  readonly news: readonly Activity[];
  readonly newsCursors: News['newsCursors'];
}

type Change =
  | { readonly type: 'asked'; readonly loading: 'first' | 'older' }
  | { readonly type: 'page'; readonly lines: readonly Activity[]; readonly next: string | null; readonly latest: string | null }
  | { readonly type: 'failed'; readonly error: ApiError }
  | { readonly type: 'arrived'; readonly lines: readonly Activity[] }
  | { readonly type: 'changed'; readonly line: Activity }
  | { readonly type: 'connection'; readonly connection: Connection };

const EMPTY: FeedState = { lines: [], all: [], loading: 'first', error: null, older: null, latest: null, connection: 'connecting', arrived: [], news: [], newsCursors: new Map() };

function reduce(state: FeedState, change: Change): FeedState {
  switch (change.type) {
    case 'asked':
      return { ...state, loading: change.loading, error: null };
    case 'page':
      return {
        ...state,
        loading: 'no',
        ...linesOf(merge(state.all, change.lines)),
        older: change.next,
        latest: newestCursor(change.lines, laterCursor(state.latest, change.latest)),
      };
    case 'failed':
      return { ...state, loading: 'no', error: change.error };
    case 'arrived': {
      const arrived = unknownOf(state.all, change.lines);
      if (arrived.length === 0) return state;
      const { news, newsCursors } = newsOf(state.all, arrived, state.newsCursors);
      return {
        ...state,
        ...linesOf(merge(state.all, arrived)),
        latest: newestCursor(arrived, state.latest),
        arrived: [...state.arrived, ...arrived],
        news: news.length === 0 ? state.news : [...state.news, ...news],
        newsCursors,
      };
    }
    case 'changed':
      return { ...state, ...linesOf(state.all.map((line) => (line.id === change.line.id ? change.line : line))) };
    case 'connection':
      return { ...state, connection: change.connection };
  }
}

function linesOf(all: readonly Activity[]): Pick<FeedState, 'all' | 'lines'> {
  return { all, lines: standing(all) };
}

export interface Feed {
  readonly state: FeedState;
  readonly loadOlder: () => void;
  readonly retry: () => void;
  /** Shows a line as it is known to be now, before the stream says so. */
  readonly change: (line: Activity) => void;
}

/** @param mailboxId whose feed; null: none yet, nothing is asked for. */
export function useFeed(mailboxId: string | null): Feed {
  const [state, dispatch] = useReducer(reduce, EMPTY);
  const life = useRef<AbortController>(null);

  const start = useCallback(() => {
    life.current?.abort();
    const controller = new AbortController();
    life.current = controller;
    dispatch({ type: 'asked', loading: 'first' });
    void live(controller.signal, dispatch);
  }, []);

  useEffect(() => {
    if (mailboxId === null) return undefined;
    start();
    return () => life.current?.abort();
  }, [mailboxId, start]);

  const { older } = state;
  const loadOlder = useCallback(() => {
    if (older === null || !life.current) return;
    dispatch({ type: 'asked', loading: 'older' });
    void loadPage(life.current.signal, dispatch, older);
  }, [older]);

  return { state, loadOlder, retry: start, change: useCallback((line: Activity) => dispatch({ type: 'changed', line }), []) };
}

type Dispatch = (change: Change) => void;

async function live(signal: AbortSignal, dispatch: Dispatch): Promise<void> {
  const latest = await loadPage(signal, dispatch);
  if (latest === undefined || signal.aborted) return;
  await follow({
    after: latest,
    signal,
    onLines: (lines) => dispatch({ type: 'arrived', lines }),
    onConnection: (connection) => dispatch({ type: 'connection', connection }),
  });
}

/** @returns the cursor to stream from; undefined when loading failed. */
async function loadPage(signal: AbortSignal, dispatch: Dispatch, before?: string): Promise<string | null | undefined> {
  const query = new URLSearchParams({ limit: String(PAGE_LINES), ...(before === undefined ? {} : { before }) });
  try {
    const page = await ask(isFeedPage, `/api/feed?${query}`, { signal });
    if (signal.aborted) return undefined;
    const latest = before === undefined ? page.latest : null;
    dispatch({ type: 'page', lines: page.activities.filter(isActivity), next: page.next, latest });
    return page.latest;
  } catch (error) {
    if (!signal.aborted) dispatch({ type: 'failed', error: asApiError(error) });
    return undefined;
  }
}
