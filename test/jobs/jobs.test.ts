import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addJob, defineJob, defineTask, startJobs, type Jobs, type Task } from '../../connector/jobs/index.js';
import { ReadbackError } from '../../connector/errors.js';
import { silentLog, until, useTestDatabase } from '../database.js';

const step = defineJob({ name: 'test.step', schema: z.object({ n: z.number() }) });

describe('jobs', () => {
  const test = useTestDatabase({ entities: [], migrations: [] });
  let jobs: Jobs | undefined;

  const start = async (...tasks: Task[]): Promise<void> => {
    jobs = await startJobs({ database: test.database, tasks, log: silentLog });
  };
  const waiting = async (): Promise<number> => {
    const [row] = await test.database.dataSource.query<{ n: number }[]>('select count(*)::int n from graphile_worker.jobs');
    return row?.n ?? 0;
  };

  afterEach(async () => {
    await jobs?.stop();
    await test.database.dataSource.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues');
  });

  it('start within moments of the commit, also in named queues one after another', async () => {
    const delays: number[] = [];
    const added = new Map<number, number>();
    await start(defineTask(step, ({ n }) => Promise.resolve(void delays.push(performance.now() - (added.get(n) ?? 0)))));
    for (let n = 0; n < 40; n += 1) {
      added.set(n, performance.now());
      await addJob(test.database.dataSource.manager, step, { n }, { queue: `queue ${n % 2}` });
      await until(() => delays.length === n + 1, { interval_ms: 1 });
    }
    const median = delays.toSorted((a, b) => a - b)[20] ?? Infinity;
    assert.ok(median < 50, `median ${median} ms`);
  });

  it('of many queues added at once all start without waiting for a poll', async () => {
    const started: number[] = [];
    const release = new AbortController();
    await start(
      defineTask(step, async ({ n }) => {
        started.push(n);
        await sleep(60_000, undefined, { signal: release.signal }).catch(() => undefined);
      }),
    );
    const from = performance.now();
    await test.database.dataSource.transaction(async (tx) => {
      for (let n = 0; n < 5; n += 1) await addJob(tx, step, { n }, { queue: `mailbox ${n}` });
    });
    await until(() => started.length === 5);
    const took_ms = performance.now() - from;
    release.abort();
    assert.ok(took_ms < 700, `took ${took_ms} ms`);
  });

  it('of one queue run one at a time, in order, without waiting for a poll', async () => {
    const seen: number[] = [];
    let running = 0;
    let most = 0;
    await start(
      defineTask(step, async ({ n }) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(5);
        seen.push(n);
        running -= 1;
      }),
    );
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    const from = performance.now();
    for (const n of numbers) await addJob(test.database.dataSource.manager, step, { n }, { queue: 'mailbox' });
    await until(() => seen.length === numbers.length);
    assert.deepEqual(seen, numbers);
    assert.equal(most, 1);
    assert.ok(performance.now() - from < 2_000, `took ${performance.now() - from} ms`);
  });

  it('exist only if the transaction that adds them commits', async () => {
    const seen: number[] = [];
    await start(defineTask(step, ({ n }) => Promise.resolve(void seen.push(n))));
    await assert.rejects(
      test.database.dataSource.transaction(async (tx) => {
        await addJob(tx, step, { n: 1 });
        throw new Error('changed my mind');
      }),
    );
    await addJob(test.database.dataSource.manager, step, { n: 2 });
    await until(() => seen.length > 0);
    assert.deepEqual(seen, [2]);
    await until(async () => (await waiting()) === 0);
  });

  it('that fail are tried again later', async () => {
    const attempts: number[] = [];
    await start(
      defineTask(step, (_payload, { attempt }) => {
        attempts.push(attempt);
        return attempt === 1 ? Promise.reject(new ReadbackError('EXCHANGE_UNREACHABLE')) : Promise.resolve();
      }),
    );
    await addJob(test.database.dataSource.manager, step, { n: 1 }, { queue: 'again' });
    await until(() => attempts.length === 2);
    assert.deepEqual(attempts, [1, 2]);
    await until(async () => (await waiting()) === 0);
  });

  it('with the same key are one job: the last payload wins', async () => {
    const tx = test.database.dataSource.manager;
    for (const n of [1, 2, 3]) await addJob(tx, step, { n }, { key: 'one', keyMode: 'preserve_run_at' });
    assert.equal(await waiting(), 1);
    const seen: number[] = [];
    await start(defineTask(step, ({ n }) => Promise.resolve(void seen.push(n))));
    await until(async () => (await waiting()) === 0);
    assert.deepEqual(seen, [3]);
  });

  it('added in the moment in which a worker takes the one before run after that one', async () => {
    const { dataSource } = test.database;
    const taken = defineJob({ name: 'test.taken', schema: z.object({ n: z.number() }) });
    const add = (n: number): Promise<void> => addJob(dataSource.manager, taken, { n }, { key: 'taken' });
    await add(1);
    let adding: Promise<void> | undefined;
    await dataSource.transaction(async (tx) => {
      await tx.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker', attempts = 1 where key = 'taken'`);
      adding = add(2);
      await until(async () => (await dataSource.query<unknown[]>(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length === 1);
    });
    await adding;
    const waiting = await dataSource.query<{ payload: unknown }[]>(`select payload from graphile_worker._private_jobs where key = 'taken' and locked_at is null`);
    assert.deepEqual(waiting, [{ payload: { n: 2 } }]);
    await dataSource.query(`delete from graphile_worker._private_jobs where task_id = (select id from graphile_worker._private_tasks where identifier = 'test.taken')`);
  });

  it('with a payload that does not fit are refused when they are added', async () => {
    const wrong: unknown = JSON.parse('{"n":"three"}');
    const loose: { name: string; schema: z.ZodType } = step;
    await assert.rejects(addJob(test.database.dataSource.manager, loose, wrong), z.ZodError);
    assert.equal(await waiting(), 0);
  });

  it('that are running when their connector stops are given back and run again', async () => {
    let runs = 0;
    let aborted = false;
    const hanging = defineTask(step, async (_payload, { signal }) => {
      runs += 1;
      signal.addEventListener('abort', () => (aborted = true));
      if (runs === 1) await sleep(20_000, undefined, { ref: false });
    });
    await start(hanging);
    await addJob(test.database.dataSource.manager, step, { n: 1 }, { queue: 'hanging' });
    await until(() => runs === 1);
    const from = performance.now();
    await jobs?.stop();
    assert.ok(performance.now() - from < 6_000);
    assert.ok(aborted);
    await start(hanging);
    await until(() => runs === 2);
  });

  it('go on after the connections of their worker were cut', async () => {
    const seen: number[] = [];
    await start(defineTask(step, ({ n }) => Promise.resolve(void seen.push(n))));
    await test.database.dataSource.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await until(async () => {
      await addJob(test.database.dataSource.manager, step, { n: 1 }, { key: 'after the cut' });
      return true;
    });
    await until(() => seen.length > 0);
  });
});
