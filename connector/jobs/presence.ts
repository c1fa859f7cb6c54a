/**
 * Which workers are alive. A worker killed inside a job leaves that job and its named queue locked
 * for four hours (graphile-worker's own limit), so no reply to that mailbox would be read. Therefore
 * every connector holds an advisory lock per worker pool on one session of its own, which PostgreSQL
 * drops the moment the process dies, and looks every SWEEP_EVERY_MS for jobs locked by a pool whose
 * lock is free. Those are released.
 *
 * A pool's lock must be found free in two sweeps: a connector whose session broke while it lives on
 * has that long to take its lock again. A pool claims its id before it takes its first job.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../errors.js';

const SWEEP_EVERY_MS = 1_500;
/** First key of the advisory locks: the letters "jobs"; the second is the hash of the pool's id. */
const LOCK_CLASS = 0x6a6f_6273;

export interface Presence {
  /** Declares a pool alive; resolves when the others can see it. */
  readonly claim: (pool: string) => Promise<void>;
  /** The pool has ended; what it still holds may be taken over. */
  readonly drop: (pool: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts claiming and sweeping. `released` is called after jobs of a dead pool were released. */
export function createPresence(url: string, log: Logger, released: () => void): Presence {
  const own = new Set<string>();
  let suspects: readonly string[] = [];
  let session: Promise<pg.Client> | undefined;
  let closed = false;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 });
    const lose = (): void => {
      session = undefined;
    };
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    for (const pool of own) await lock(client, pool);
    return client;
  };
  const connected = (): Promise<pg.Client> => {
    if (session !== undefined) return session;
    const attempt = connect();
    session = attempt;
    attempt.catch(() => {
      if (session === attempt) session = undefined;
    });
    return attempt;
  };

  const sweep = async (): Promise<void> => {
    const client = await connected();
    const free = await freeLocks(client, [...own]);
    const dead = free.filter((pool) => suspects.includes(pool));
    suspects = free;
    if (dead.length > 0) {
      await forgetSuperseded(client, dead);
      await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead]);
      log.warn({ pools: dead }, 'released the jobs of a connector that is gone');
    }
    for (const pool of free) await unlock(client, pool);
    if (dead.length > 0) released();
  };

  let timer: NodeJS.Timeout;
  let sweeping: Promise<void> = Promise.resolve();
  const schedule = (delay_ms: number): void => {
    timer = setTimeout(() => {
      sweeping = sweep()
        .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'could not look for jobs of dead connectors; trying again'))
        .then(() => (closed ? undefined : schedule(SWEEP_EVERY_MS)));
    }, delay_ms);
    timer.unref();
  };
  schedule(0);

  return {
    claim: async (pool) => {
      own.add(pool);
      await lock(await connected(), pool);
    },
    drop: async (pool) => {
      own.delete(pool);
      await unlock(await connected(), pool);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await sweeping;
      await (await session?.catch(() => undefined))?.end();
    },
  };
}

/** Pools that hold jobs or queues while nobody holds their lock. Takes those locks, for the caller to give back. */
async function freeLocks(client: pg.Client, own: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ pool: string; free: boolean }>(
    `with holders as materialized (
       select locked_by as pool from graphile_worker._private_jobs where locked_by is not null
       union
       select locked_by from graphile_worker._private_job_queues where locked_by is not null)
     select pool, pg_try_advisory_lock($1, hashtext(pool)) as free from holders where pool <> all($2::text[])`,
    [LOCK_CLASS, own],
  );
  return rows.filter(({ free }) => free).map(({ pool }) => pool);
}

/**
 * Adding a job under the key of one that runs leaves the running one with no key and no attempts
 * left (graphile-worker's add_job): the new one does its work. Its row would stay for ever.
 */
async function forgetSuperseded(client: pg.Client, dead: readonly string[]): Promise<void> {
  await client.query(
    `delete from graphile_worker._private_jobs
     where locked_by = any($1::text[]) and key is null and last_error is null and attempts >= max_attempts and max_attempts > 1`,
    [dead],
  );
}

async function lock(client: pg.Client, pool: string): Promise<void> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, pool]);
}

async function unlock(client: pg.Client, pool: string): Promise<void> {
  await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, pool]);
}
