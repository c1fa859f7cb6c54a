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
/** Twice the pause between the server's signs of life, with room. */
const SILENCE_MS = 70_000;

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
  const take = (events: readonly ServerEvent[]) => {
    retry_ms = FIRST_RETRY_MS;
    for (const { id } of events) if (id !== '') cursor = id;
    const lines = events.filter(({ event }) => event === 'activity').map(({ data }) => parsed(data)).filter(isActivity);
    if (lines.length > 0) onLines(lines);
  };
  for (;;) {
    const ended = await readOnce(cursor, signal, take, () => onConnection('live'));
    if (ended === 'over') return;
    if (ended === 'signed-out') {
      onConnection('signed-out');
      return;
    }
    if (ended === 'silent') continue;
    onConnection(navigator.onLine ? 'reconnecting' : 'offline');
    await pause(retry_ms * (0.75 + Math.random() / 2), signal);
    retry_ms = Math.min(retry_ms * 2, LAST_RETRY_MS);
  }
}

type Ending = 'lost' | 'silent' | 'signed-out' | 'over';

/** Asked anew each time: a signal changes while we wait. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function readOnce(cursor: string | null, signal: AbortSignal, take: (events: ServerEvent[]) => void, onOpen: () => void): Promise<Ending> {
  if (hasAborted(signal)) return 'over';
  const connection = new AbortController();
  const giveUp = () => connection.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  const silence = new AbortController();
  silence.signal.addEventListener('abort', giveUp);
  let watch = 0;
  const heard = () => {
    clearTimeout(watch);
    watch = window.setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    heard();
    const address = cursor === null ? '/api/feed/stream' : `/api/feed/stream?after=${encodeURIComponent(cursor)}`;
    const response = await fetch(address, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal: connection.signal });
    if (response.status === 401) return 'signed-out';
    if (!response.ok || !response.body) return 'lost';
    onOpen();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const sse = new SseReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'lost';
      heard();
      take(sse.push(decoder.decode(value, { stream: true })));
    }
  } catch {
    if (hasAborted(signal)) return 'over';
    return silence.signal.aborted ? 'silent' : 'lost';
  } finally {
    clearTimeout(watch);
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
