import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { addJob, defineTask, startJobs, type Jobs } from '../../connector/jobs/index.js';
import { silentLog, until, useTestDatabase } from '../database.js';
import { step } from './hangingWorker.js';

describe('jobs of a connector killed inside a job', () => {
  const test = useTestDatabase({ entities: [], migrations: [] });
  const children: ChildProcess[] = [];
  let jobs: Jobs | undefined;
  let seen: number[] = [];

  const record = defineTask(step, ({ n }) => Promise.resolve(void seen.push(n)));
  const startHere = async (): Promise<void> => {
    jobs = await startJobs({ database: test.database, tasks: [record], log: silentLog });
  };
  const add = (n: number): Promise<void> => addJob(test.database.dataSource.manager, step, { n }, { queue: 'mailbox' });
  const startElsewhere = async (): Promise<ChildProcess> => {
    const child = fork(fileURLToPath(new URL('hangingWorker.js', import.meta.url)), [test.url]);
    children.push(child);
    await once(child, 'message');
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };

  beforeEach(() => (seen = []));
  afterEach(async () => {
    await jobs?.stop();
    await Promise.all(children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(kill));
    await test.database.dataSource.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues');
  });

  it('are taken over within five seconds by a connector that runs, and their queue goes on', async () => {
    await add(1);
    const other = await startElsewhere();
    await add(2);
    await startHere();
    await kill(other);
    await until(() => seen.length === 2, { timeout_ms: 5_000 });
    assert.deepEqual(seen, [1, 2]);
  });

  it('are taken over within five seconds by one that starts afterwards', async () => {
    await add(1);
    await add(2);
    await kill(await startElsewhere());
    await startHere();
    await until(() => seen.length === 2, { timeout_ms: 5_000 });
    assert.deepEqual(seen, [1, 2]);
  });

  it('are left alone while it lives', async () => {
    await add(1);
    await startElsewhere();
    await startHere();
    const sweeps = async (): Promise<number> => {
      const [row] = await test.database.dataSource.query<{ n: number }[]>(
        `select count(*)::int n from pg_stat_activity where query like '%pg_try_advisory_lock%' and datname = current_database() and query_start > $1`,
        [from],
      );
      return row?.n ?? 0;
    };
    const from = new Date(Date.now() + 4_000);
    await until(sweeps, { timeout_ms: 15_000, what: 'sweeps of both connectors' });
    assert.deepEqual(seen, []);
  });
});
