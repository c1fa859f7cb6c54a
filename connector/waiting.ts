/**
 * A connector may be started while its PostgreSQL is away, after a power cut for example. It tries
 * until PostgreSQL is there, and answers pixels and links meanwhile: what they tell waits in the
 * journal on disk. A PostgreSQL that answers and refuses us is a mistake in the settings, and ends
 * the start. An embedded one is started by us and never waited for.
 */
import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Settings } from './config/index.js';
import { isAway, openDatabase, type Database, type DatabaseOptions } from './database/index.js';
import { messageOf } from './errors.js';
import { listenWaiting } from './http/index.js';
import type { Ingest } from './tracking/index.js';

const RETRY_FIRST_MS = 250;
const RETRY_AT_MOST_MS = 2_000;
const COMPLAIN_EVERY_MS = 60_000;

export interface WaitingOptions extends DatabaseOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly openIngest: (databaseUrl: string) => Ingest;
}

export interface Opened {
  readonly database: Database;
  readonly ingest: Ingest;
  /** Listens already, when there was something to wait for. */
  readonly listening: HttpServer | undefined;
}

/** Throws what `openDatabase` and listening throw, but for a PostgreSQL that is away. */
export async function openWhenThere({ settings, openIngest, ...options }: WaitingOptions): Promise<Opened> {
  if (options.databaseUrl === undefined) {
    const database = await openDatabase(options);
    try {
      return { database, ingest: openIngest(database.url), listening: undefined };
    } catch (error) {
      await database.close();
      throw error;
    }
  }
  const ingest = openIngest(options.databaseUrl);
  let listening: HttpServer | undefined;
  let complainedAt_ms = -Infinity;
  try {
    for (let wait_ms = RETRY_FIRST_MS; ; wait_ms = Math.min(wait_ms * 2, RETRY_AT_MOST_MS)) {
      try {
        return { database: await openDatabase(options), ingest, listening };
      } catch (error) {
        if (!isAway(error)) throw error;
        if (performance.now() - complainedAt_ms > COMPLAIN_EVERY_MS) {
          complainedAt_ms = performance.now();
          options.log.warn({ code: 'DATABASE_UNREACHABLE', reason: messageOf(error) }, 'waiting for PostgreSQL; pixels and links are answered meanwhile, all else gets 503');
        }
      }
      listening ??= await listenWaiting({ settings, front: ingest.front, unreadable: ingest.unreadable });
      await sleep(wait_ms);
    }
  } catch (error) {
    listening?.close();
    listening?.closeAllConnections();
    await ingest.close();
    throw error;
  }
}
