/** Adding jobs, inside the caller's transaction: the job exists if and only if the data do. */
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { ReadbackError } from '../errors.js';
import type { JobKind } from './job.js';

export interface JobOptions {
  /** Jobs of one queue run one at a time, in the order of their time to run, then of their adding. */
  readonly queue?: string;
  /** At most one waiting job has this key; adding another changes it as `keyMode` says. */
  readonly key?: string;
  /**
   * `replace` (default): takes over payload and time, so that many calls run once, later.
   * `preserve_run_at`: takes over the payload, keeps the time, so that many calls run once, soon.
   * `unsafe_dedupe`: leaves what is there alone, even if it is running just now.
   * A running job is not touched by the first two: a new one waits behind it.
   */
  readonly keyMode?: 'replace' | 'preserve_run_at' | 'unsafe_dedupe';
  /** Not before this moment of the real clock; default at once. */
  readonly runAt?: Date;
  readonly maxAttempts?: number;
  /** Smaller runs first; default 0. */
  readonly priority?: number;
}

/**
 * Adds a job. It can start as soon as the transaction of `tx` commits, usually within milliseconds.
 * @throws {z.ZodError} if the payload does not fit the kind.
 */
export async function addJob<Schema extends z.ZodType>(
  tx: Pick<EntityManager, 'query'>,
  kind: JobKind<Schema>,
  payload: z.input<Schema>,
  options: JobOptions = {},
): Promise<void> {
  await addJobs(tx, kind, [{ payload, options }]);
}

interface Added {
  readonly payload: unknown;
  readonly options: JobOptions;
}

/** As `addJob` for many of one kind. No two may have the same key. */
export async function addJobs<Schema extends z.ZodType>(
  tx: Pick<EntityManager, 'query'>,
  kind: JobKind<Schema>,
  jobs: readonly { readonly payload: z.input<Schema>; readonly options: JobOptions }[],
): Promise<void> {
  for (const { payload } of jobs) kind.schema.parse(payload);
  const of = (mode: JobOptions['keyMode']): Added[] => jobs.filter(({ options }) => (options.keyMode ?? 'replace') === mode);
  await addOfMode(tx, kind, 'replace', of('replace'));
  await addOfMode(tx, kind, 'preserve_run_at', of('preserve_run_at'));
  await addOfMode(tx, kind, 'unsafe_dedupe', of('unsafe_dedupe'));
}

/**
 * graphile-worker's `add_job` for each costs three times as much as `add_jobs` for all. Both add
 * nothing, without a word, for a job that a worker takes in the very same moment: its work may
 * have begun before ours is committed, so it is added again.
 */
async function addOfMode(tx: Pick<EntityManager, 'query'>, kind: JobKind, mode: NonNullable<JobOptions['keyMode']>, jobs: readonly Added[], triesLeft = 5): Promise<void> {
  if (jobs.length === 0) return;
  const each = <T>(of: (options: JobOptions) => T): T[] => jobs.map(({ options }) => of(options));
  const parameters = [
    kind.name,
    jobs.map(({ payload }) => JSON.stringify(payload)),
    each(({ queue }) => queue ?? null),
    each(({ runAt }) => runAt ?? null),
    each(({ maxAttempts }) => maxAttempts ?? kind.maxAttempts ?? null),
    each(({ key }) => key ?? null),
    each(({ priority }) => priority ?? null),
  ];
  if (mode === 'unsafe_dedupe') {
    await tx.query(
      `select graphile_worker.add_job(
        $1, payload := payload, queue_name := queue, run_at := run_at, max_attempts := max_attempts,
        job_key := key, priority := priority, job_key_mode := 'unsafe_dedupe')
       from ${GIVEN}`,
      parameters,
    );
    return;
  }
  const [row] = await tx.query<{ added: number }[]>(
    `select count(*)::int as added from graphile_worker.add_jobs(
       (select array_agg(row($1, payload, queue, run_at, max_attempts, key, priority, null)::graphile_worker.job_spec order by number) from ${GIVEN}),
       $8)`,
    [...parameters, mode === 'preserve_run_at'],
  );
  if (row?.added === jobs.length) return;
  if (triesLeft === 0) throw new ReadbackError('INTERNAL', 'A job could not be added.', { job: kind.name });
  // Those that were added are only brought up to date once more.
  await addOfMode(tx, kind, mode, jobs.filter(({ options }) => options.key !== undefined), triesLeft - 1);
}

const GIVEN = `unnest($2::json[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::int[]) with ordinality
  as job (payload, queue, run_at, max_attempts, key, priority, number)`;
