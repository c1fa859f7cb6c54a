/**
 * Background work of this connector: graphile-worker with its own connections, told apart from
 * dead ones by presence.ts and made prompt by waker.ts. If its pool ends by itself (it does when it
 * cannot write down a result, for example while PostgreSQL restarts) a new one is started; so it is
 * when it cannot fetch jobs any more (graphile-worker 0.17 remembers for ever that its first look
 * failed).
 */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as WorkerLogger, run, runMigrations, type Runner, type TaskList, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { messageOf, ReadbackError } from '../errors.js';
import type { Task } from './job.js';
import { createPresence, type Presence } from './presence.js';
import { createWaker, type Waker } from './waker.js';

/** How soon a job that became due, or that is tried again, is noticed; new jobs are notified. */
const POLL_INTERVAL_MS = 1_000;
/** After a stop: how long running jobs go undisturbed, and when their connector stops waiting for them. */
const ABORT_AFTER_MS = 2_000;
const GIVE_UP_AFTER_MS = 4_000;
const RESTART_AFTER_MS = 1_000;
/** Failed looks for a job, per worker, before the pool is replaced. */
const FAILED_LOOKS = 3;

export interface JobsOptions {
  /** The open database, or at least its address. */
  readonly database: { readonly url: string };
  readonly tasks: readonly Task[];
  /** Lines as in crontab(5), in UTC: `15 * * * * mailbox:sweep`. The task gets the time in `_cron`. */
  readonly crontab?: string;
  /** Jobs run at the same time; default 5. */
  readonly concurrency?: number;
  readonly log: Logger;
}

export interface Jobs {
  /** Takes no more jobs, waits a few seconds for the running ones, and gives back what is not done. */
  readonly stop: () => Promise<void>;
}

/** Brings graphile-worker's own tables up to date; safe from several processes at once. */
export async function migrateJobs(url: string, log: Logger): Promise<void> {
  await runMigrations({ connectionString: url, logger: workerLogger(log) });
}

/** Starts running jobs. Resolves when jobs can be added and will be run. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { log, concurrency = 5, database } = options;
  const pgPool = new pg.Pool({ connectionString: database.url, max: concurrency + 2 });
  const lost = (error: Error): void => log.warn({ reason: error.message }, 'the jobs lost a connection to PostgreSQL');
  pgPool.on('error', lost);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  await migrateJobs(database.url, log);

  const state: { pool?: RunningPool } = {};
  const presence = createPresence(database.url, log, () => state.pool?.waker.wake());
  const stopping = new AbortController();
  const start = (): Promise<RunningPool> => startPool(options, pgPool, concurrency, presence);

  const supervise = async (first: RunningPool): Promise<void> => {
    for (let pool: RunningPool | undefined = first; ; pool = await start().catch(() => undefined)) {
      state.pool = pool;
      const reason = await pool?.runner.promise.then(() => 'ended', messageOf);
      pool?.waker.stop();
      if (stopping.signal.aborted) return;
      log.error({ reason: reason ?? 'no connection' }, 'the jobs stopped by themselves; starting them again');
      if (pool !== undefined) await presence.drop(pool.id).catch(() => undefined);
      const waited = await sleep(RESTART_AFTER_MS, true, { signal: stopping.signal }).catch(() => false);
      if (!waited) return;
    }
  };

  const closeConnections = async (): Promise<void> => {
    await presence.close();
    await Promise.race([pgPool.end(), sleep(1_000, undefined, { ref: false })]);
  };
  const first = await start().catch(async (error: unknown) => {
    await closeConnections();
    throw error;
  });
  const supervision = supervise(first);

  const stop = async (): Promise<void> => {
    stopping.abort();
    const { pool } = state;
    pool?.waker.stop();
    const graceful = Promise.allSettled([pool?.runner.stop(), supervision]).then(() => true);
    const done = await Promise.race([graceful, sleep(GIVE_UP_AFTER_MS, false)]);
    if (!done && pool !== undefined) {
      log.warn('some jobs did not end in time; they are given back');
      await pgPool.query('select graphile_worker.force_unlock_workers($1::text[])', [[pool.id]]).catch(lost);
    }
    await closeConnections();
  };
  let ending: Promise<void> | undefined;
  return { stop: () => (ending ??= stop()) };
}

interface RunningPool {
  readonly id: string;
  readonly runner: Runner;
  readonly waker: Waker;
}

async function startPool(options: JobsOptions, pgPool: pg.Pool, concurrency: number, presence: Presence): Promise<RunningPool> {
  const events: WorkerEvents = new EventEmitter();
  const created: WorkerPool[] = [];
  const waker = createWaker(() => {
    try {
      created[0]?.nudge(1);
    } catch {
      // It asserts that no worker has ended; one may just have, and then the pool ends too.
    }
  });
  events.on('pool:create', ({ workerPool }) => created.push(workerPool));
  events.on('pool:listen:notification', waker.wake);
  events.on('job:start', waker.wake);
  events.on('job:complete', waker.wake);
  events.on('pool:gracefulShutdown', waker.stop);
  reportFailures(events, options.log);

  let failedLooks = 0;
  let replacing = false;
  const lookedWell = (): void => {
    failedLooks = 0;
  };
  events.on('worker:getJob:empty', lookedWell);
  events.on('job:start', lookedWell);
  events.on('worker:getJob:error', () => {
    failedLooks += 1;
    if (replacing || failedLooks < FAILED_LOOKS * concurrency) return;
    replacing = true;
    runner.stop().catch(() => undefined);
  });

  const claims = new Map<string, Promise<void>>();
  const runner = await run({
    pgPool,
    events,
    taskList: taskList(options.tasks),
    ...(options.crontab === undefined ? { parsedCronItems: [] } : { crontab: options.crontab }),
    noHandleSignals: true,
    logger: workerLogger(options.log),
    gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
    preset: {
      worker: {
        concurrentJobs: concurrency,
        pollInterval: POLL_INTERVAL_MS,
        // Through the batcher a failure to write a result ends the pool; without it, the process.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
      plugins: [
        {
          name: 'ClaimBeforeFirstJob',
          version: '1.0.0',
          worker: {
            hooks: {
              startWorker: async (_context, { worker: { workerPool } }) => {
                const claim = claims.get(workerPool.id) ?? presence.claim(workerPool.id);
                claims.set(workerPool.id, claim);
                await claim;
              },
            },
          },
        },
      ],
    },
  });
  const [pool] = created;
  if (pool === undefined) throw new ReadbackError('INTERNAL', 'graphile-worker started without a pool');
  return { id: pool.id, runner, waker };
}

function taskList(tasks: readonly Task[]): TaskList {
  return Object.fromEntries(
    tasks.map(({ name, run }) => [
      name,
      async (payload, { job, abortSignal }) => {
        await run(payload, { id: job.id, attempt: job.attempts, maxAttempts: job.max_attempts, signal: abortSignal });
      },
    ]),
  );
}

/** Payloads are not logged: they may name people. */
function reportFailures(events: WorkerEvents, log: Logger): void {
  const facts = ({ id, task_identifier, attempts }: { id: string; task_identifier: string; attempts: number }, error: unknown): object => ({
    job: id,
    task: task_identifier,
    attempt: attempts,
    code: error instanceof ReadbackError ? error.code : 'INTERNAL',
    reason: messageOf(error),
  });
  events.on('job:error', ({ job, error }) => {
    if (job.attempts < job.max_attempts) log.warn(facts(job, error), 'a job failed and will be tried again');
  });
  events.on('job:failed', ({ job, error }) => log.error({ ...facts(job, error), err: error }, 'a job failed for the last time and is given up'));
}

/** graphile-worker's own chatter only when debugging; its errors always (failures of jobs are reported by reportFailures). */
function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message, meta) => {
    const severity: string = level;
    const failedJob = meta?.['failure'] === true;
    if (severity === 'error' && !failedJob) log.error({ part: 'graphile-worker' }, message);
    else if (severity === 'warning') log.warn({ part: 'graphile-worker' }, message);
    else log.debug({ part: 'graphile-worker' }, message);
  });
}
