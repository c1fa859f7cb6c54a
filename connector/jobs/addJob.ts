/** Adding jobs, inside the caller's transaction: the job exists if and only if the data do. */
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
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

/** As `addJob` for many of one kind, in one statement and in the order given. */
export async function addJobs<Schema extends z.ZodType>(
  tx: Pick<EntityManager, 'query'>,
  kind: JobKind<Schema>,
  jobs: readonly { readonly payload: z.input<Schema>; readonly options: JobOptions }[],
): Promise<void> {
  if (jobs.length === 0) return;
  for (const { payload } of jobs) kind.schema.parse(payload);
  const each = <T>(of: (options: JobOptions) => T): T[] => jobs.map(({ options }) => of(options));
  await tx.query(
    `select graphile_worker.add_job(
      $1, payload := payload, queue_name := queue, run_at := run_at, max_attempts := max_attempts,
      job_key := key, priority := priority, job_key_mode := key_mode)
     from unnest($2::json[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::int[], $8::text[])
       as job (payload, queue, run_at, max_attempts, key, priority, key_mode)`,
    [
      kind.name,
      jobs.map(({ payload }) => JSON.stringify(payload)),
      each(({ queue }) => queue ?? null),
      each(({ runAt }) => runAt ?? null),
      each(({ maxAttempts }) => maxAttempts ?? kind.maxAttempts ?? null),
      each(({ key }) => key ?? null),
      each(({ priority }) => priority ?? null),
      each(({ keyMode }) => keyMode ?? 'replace'),
    ],
  );
}
