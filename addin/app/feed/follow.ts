/**
 * Follows the feed's stream for as long as the page lives. Read with fetch, because an EventSource
 * can send no bearer and says nothing about why it failed.
 *
 * States: `live` (connected) → `reconnecting` (lost; trying again, from the last cursor, ever more
 * slowly) → `live`; `offline` while the browser has no network; `signed-out` when the session has
 * ended, which is final. A silent connection is given up after a while and resumed, so that one that
 * died without a word costs at most that.
 */
import { isActivity, type Activity } from '../api/shapes.js';
import { SseReader, type ServerEvent } from './sse.js';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** Three times the pause between the server's signs of life. */
const SILENCE_MS = 60_000;
/** A loss mended sooner than this is not worth a word. */
const UNNOTICED_MS = 1_500;

interface FollowOptions {
  /** The cursor to go on from. */
  readonly after: string | null;
  readonly signal: AbortSignal;
  /** What arrived together is handed over together. */
  readonly onLines: (lines: Activity[]) => void;
  readonly onConnection: (connection: Connection) => void;
}

/** Resolves when the signal aborts or the session has ended. */
export async function follow({ after, signal, onLines, onConnection }: FollowOptions): Promise<void> {
  let cursor = after;
  let retry_ms = FIRST_RETRY_MS;
  let late: ReturnType<typeof setTimeout> | undefined;
  const reader: Reader = {
    opened: () => {
      clearTimeout(late);
      onConnection('live');
    },
    heard: (events, id) => {
      retry_ms = FIRST_RETRY_MS;
      if (id !== '') cursor = id;
      const lines = events.filter(({ event }) => event === 'activity').map(({ data }) => parsed(data)).filter(isActivity);
      if (lines.length > 0) onLines(lines);
    },
  };
  for (;;) {
    const ended = await readOnce(cursor, signal, reader);
    clearTimeout(late);
    if (ended === 'over') return;
    if (ended === 'signed-out') {
      onConnection('signed-out');
      return;
    }
    if (!navigator.onLine) onConnection('offline');
    else late = setTimeout(() => onConnection('reconnecting'), UNNOTICED_MS);
    await pause(retry_ms * (0.75 + Math.random() / 2), signal);
    retry_ms = Math.min(retry_ms * 2, LAST_RETRY_MS);
  }
}

interface Reader {
  readonly opened: () => void;
  /** @param id the last id heard on this connection; empty: none yet. */
  readonly heard: (events: readonly ServerEvent[], id: string) => void;
}

type Ending = 'lost' | 'signed-out' | 'over';

async function readOnce(cursor: string | null, signal: AbortSignal, { opened, heard }: Reader): Promise<Ending> {
  const connection = new AbortController();
  const giveUp = () => connection.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  let silence = setTimeout(giveUp, SILENCE_MS);
  try {
    signal.throwIfAborted();
    const address = cursor === null ? '/api/feed/stream' : `/api/feed/stream?after=${encodeURIComponent(cursor)}`;
    const response = await fetch(address, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal: connection.signal });
    if (response.status === 401) return 'signed-out';
    if (!response.ok || !response.body) return 'lost';
    opened();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const sse = new SseReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'lost';
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
      heard(sse.push(decoder.decode(value, { stream: true })), sse.lastId);
    }
  } catch {
    return signal.aborted ? 'over' : 'lost';
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', giveUp);
    giveUp();
  }
}

/** Waits, but no longer than until the network is back or the page is looked at again. */
function pause(time_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      removeEventListener('online', over);
      document.removeEventListener('visibilitychange', over);
      resolve();
    };
    const timer = setTimeout(over, time_ms);
    signal.addEventListener('abort', over);
    addEventListener('online', over);
    document.addEventListener('visibilitychange', over);
  });
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
