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
  kind.schema.parse(payload);
  await tx.query(
    `select from graphile_worker.add_job(
      $1, payload := $2::json, queue_name := $3, run_at := $4, max_attempts := $5,
      job_key := $6, priority := $7, job_key_mode := $8)`,
    [
      kind.name,
      JSON.stringify(payload),
      options.queue ?? null,
      options.runAt ?? null,
      options.maxAttempts ?? kind.maxAttempts ?? null,
      options.key ?? null,
      options.priority ?? null,
      options.keyMode ?? 'replace',
    ],
  );
}
