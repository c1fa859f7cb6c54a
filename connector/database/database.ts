/**
 * The connector's PostgreSQL: the one of DATABASE_URL, or else an embedded one in DATA_DIR. Both
 * are real; nothing behind this file knows which it is.
 */
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import type { Logger } from 'pino';
import { messageOf, ReadbackError } from '../errors.js';
import { joinEmbeddedServer } from './embedded/server.js';
import { createListener, type Listener } from './listener.js';
import { migrate } from './migrate.js';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;

export interface DatabaseOptions {
  /** Address of a PostgreSQL; without it an embedded server is used. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly log: Logger;
  /** Bring the tables up to date first. Default true. */
  readonly migrate?: boolean;
  /** Connections kept for queries. Default 10. */
  readonly poolSize?: number;
}

export interface Database extends Pick<Listener, 'listen'> {
  readonly dataSource: DataSource;
  /** For what needs connections of its own (jobs). Contains the password. */
  readonly url: string;
  /** Ends all connections; the embedded server stops if nobody else uses it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database and brings its tables up to date.
 * @throws {ReadbackError} DATABASE_UNREACHABLE, DATABASE_START_FAILED
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const server =
    options.databaseUrl === undefined
      ? await joinEmbeddedServer({ dataDir: options.dataDir, log: options.log })
      : { url: options.databaseUrl, leave: () => Promise.resolve() };
  try {
    return await connect({ ...options, databaseUrl: server.url }, server.leave);
  } catch (error) {
    await server.leave();
    throw error;
  }
}

async function connect(options: DatabaseOptions & { databaseUrl: string }, leave: () => Promise<void>): Promise<Database> {
  const { log } = options;
  const url = inUtc(options.databaseUrl);
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...options.entities],
    migrations: [...options.migrations],
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: options.poolSize ?? POOL_SIZE,
    poolErrorHandler: (error: unknown) => log.warn({ reason: messageOf(error) }, 'lost a connection to PostgreSQL'),
  });
  await initialize(dataSource, url);
  try {
    if (options.migrate !== false) {
      const done = await migrate(dataSource);
      if (done.length > 0) log.info({ migrations: done }, 'brought the tables up to date');
    }
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  const listener = createListener(url, log);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await listener.close();
    await dataSource.destroy();
    await leave();
  };
  return { dataSource, url, listen: listener.listen, close: () => (closing ??= close()) };
}

async function initialize(dataSource: DataSource, url: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new ReadbackError(
      'DATABASE_UNREACHABLE',
      `PostgreSQL at ${host}${pathname} does not let us in: ${messageOf(error) || 'no answer'}. Check DATABASE_URL.`,
      {},
      { cause: error },
    );
  }
}

/** Class of SQLSTATE that says: not now (57P01 to 57P03, shutting down or starting up), and too many connections. */
const NOT_NOW = /^(?:57P0\d|53300)$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * Whether what `openDatabase` threw may pass by itself: nobody answers, or PostgreSQL is starting.
 * A PostgreSQL that refuses who asks is none of these.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof ReadbackError) || error.code !== 'DATABASE_UNREACHABLE') return false;
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code !== 'string' || !SQLSTATE.test(code) || NOT_NOW.test(code);
}

/** Sessions run in UTC whatever the server's own setting (DESIGN "One clock"). */
function inUtc(address: string): string {
  const url = new URL(address);
  if (!url.searchParams.has('options')) url.searchParams.set('options', '-c timezone=UTC');
  if (!url.searchParams.has('application_name')) url.searchParams.set('application_name', 'readback');
  // pg decodes %20 here, but takes a plus sign for itself.
  return url.href.replaceAll('+', '%20');
}
