/**
 * The places at a mailbox, shared by all processes: connectors, and the command line beside them.
 * Exchange lets an application make 4 requests to a mailbox at once (graph: throttling-limits,
 * Outlook service) and answers more with 429. Each place is an advisory lock of PostgreSQL, held in
 * one session per process for as long as a request runs: PostgreSQL takes it back from a process
 * that is killed. A place costs two short statements on a connection that does nothing else (0.2 ms
 * each on one machine), of which only the first is waited for.
 *
 * While PostgreSQL is away requests go on without places: too many at once is the lesser evil, and
 * Exchange's 429 is obeyed.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.js';

export const PLACES_AT_ONCE = 4;
/** Any number, as long as nobody else locks with it: the letters "grph". */
const LOCK_CLASS = 0x6772_7068;
const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 50;
/** A process that got no place for so long does without: a lost one must not stop everything. */
const WAITS_FOR_MS = 60_000;
/** After PostgreSQL did not answer, it is left alone for so long. */
const AWAY_FOR_MS = 1_000;

export interface Slots {
  /** Waits for a place; gives what frees it. @param politely only the last place, which others take last */
  take(mailbox: string, politely: boolean): Promise<() => void>;
  close(): Promise<void>;
}

interface Session {
  /** One statement after the other. The process may end while none is under way. */
  readonly ask: (statement: string, place: string) => Promise<boolean>;
  /** Uses it no more; the next who wants a place opens another. */
  readonly end: () => Promise<void>;
  /** Places this process holds, by mailbox. A session may lock the same twice, so it must know. */
  readonly held: Map<string, Set<number>>;
}

const LOCK = 'select pg_try_advisory_lock($1, hashtext($2)) as done';
const UNLOCK = 'select pg_advisory_unlock($1, hashtext($2)) as done';

/** @param answersWithin_ms a PostgreSQL that does not answer for so long is away: a connection can die without a word */
export function createSlots(url: string, log: Logger, answersWithin_ms = 5_000): Slots {
  // Processes begin at different places, so that one try is mostly enough.
  const first = process.pid % PLACES_AT_ONCE;
  const order = Array.from({ length: PLACES_AT_ONCE }, (_, index) => ((first + index) % PLACES_AT_ONCE) + 1).sort((a, b) => Number(a === PLACES_AT_ONCE) - Number(b === PLACES_AT_ONCE));
  let session: Promise<Session> | undefined;
  let awayUntil_ms = 0;

  const connect = async (lose: () => void): Promise<Session> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: answersWithin_ms, query_timeout: answersWithin_ms });
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    let underWay = 0;
    let last: Promise<unknown> = Promise.resolve();
    const ask = (statement: string, place: string): Promise<boolean> => {
      underWay += 1;
      if (underWay === 1) hold(client, 'ref');
      const answer = last.then(async () => {
        const { rows } = await client.query<{ done: boolean }>(statement, [LOCK_CLASS, place]);
        return rows[0]?.done === true;
      });
      last = answer
        .catch(() => undefined)
        .finally(() => {
          underWay -= 1;
          if (underWay === 0) hold(client, 'unref');
        });
      return answer;
    };
    hold(client, 'unref');
    const end = (): Promise<void> => {
      lose();
      return client.end();
    };
    return { ask, end, held: new Map() };
  };
  /** The end of a connection can be told long after it was replaced. */
  const open = (): Promise<Session> => {
    const opened: Promise<Session> = connect(() => {
      if (session === opened) session = undefined;
    });
    return opened;
  };
  const connected = async (): Promise<Session | null> => {
    if (Date.now() < awayUntil_ms) return null;
    const attempt = (session ??= open());
    try {
      return await attempt;
    } catch (error) {
      if (session === attempt) session = undefined;
      awayUntil_ms = Date.now() + AWAY_FOR_MS;
      log.warn({ reason: messageOf(error) }, 'PostgreSQL does not answer; requests to Exchange are limited per process only');
      return null;
    }
  };

  /** A free place, locked; null if there is none. */
  const tryPlaces = async ({ ask, held }: Session, mailbox: string, places: readonly number[]): Promise<number | null> => {
    const own = held.get(mailbox) ?? new Set();
    held.set(mailbox, own);
    for (const place of places) {
      if (own.has(place)) continue;
      own.add(place);
      if (await ask(LOCK, `${mailbox} ${place}`)) return place;
      own.delete(place);
    }
    return null;
  };
  const free = ({ ask, held }: Session, mailbox: string, place: number): void => {
    const own = held.get(mailbox);
    own?.delete(place);
    if (own?.size === 0) held.delete(mailbox);
    // In the order of the session: whoever takes the place next asks after this.
    ask(UNLOCK, `${mailbox} ${place}`).catch(() => undefined);
  };

  return {
    take: async (mailbox, politely) => {
      const places = politely ? [PLACES_AT_ONCE] : order;
      const until_ms = Date.now() + WAITS_FOR_MS;
      for (let wait_ms = FIRST_WAIT_MS; Date.now() < until_ms; wait_ms = Math.min(wait_ms * 2, LONGEST_WAIT_MS)) {
        const current = await connected();
        if (current === null) break;
        try {
          const place = await tryPlaces(current, mailbox, places);
          if (place !== null) return () => free(current, mailbox, place);
        } catch (error) {
          log.warn({ reason: messageOf(error) }, 'lost the connection that shares places at mailboxes');
          awayUntil_ms = Date.now() + AWAY_FOR_MS;
          current.end().catch(() => undefined);
          break;
        }
        await sleep(wait_ms * (0.5 + Math.random()));
      }
      return () => undefined;
    },
    close: async () => {
      const last = session;
      session = undefined;
      awayUntil_ms = Infinity;
      await (await last?.catch(() => undefined))?.end().catch(() => undefined);
    },
  };
}

/** Whether an idle connection keeps the process alive. pg's types leave these out. */
function hold(client: object, how: 'ref' | 'unref'): void {
  const method: unknown = Reflect.get(client, how);
  if (typeof method === 'function') method.call(client);
}
