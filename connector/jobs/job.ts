/**
 * What a job is: a kind (its name and the shape of its payload), known to whoever adds such jobs,
 * and a task (what is done), known only to whoever runs them. Parts that add a job of another part
 * need its kind, not its code.
 *
 * A job runs at least once: a connector can be killed between doing the work and saying so. Tasks
 * are therefore idempotent.
 */
import type { z } from 'zod';

export interface JobKind<Schema extends z.ZodType = z.ZodType> {
  /** Unique, `part:what`, such as `mailbox:read` (crontabs allow no dot). Stored with the job, so never renamed. */
  readonly name: string;
  readonly schema: Schema;
  /** How often it is tried in all; default 25 (with graphile-worker's backoff, about three days). */
  readonly maxAttempts?: number;
}

/** What a task is told about the run. */
export interface JobRun {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the connector stops and has waited long enough; the job then runs again elsewhere. */
  readonly signal: AbortSignal;
}

export interface Task {
  readonly name: string;
  /** Parses the payload and does the work. Throwing means: try again later. */
  readonly run: (payload: unknown, job: JobRun) => Promise<void>;
}

/** Names a kind of job and the shape of its payload. */
export function defineJob<Schema extends z.ZodType>(kind: JobKind<Schema>): JobKind<Schema> {
  return kind;
}

/** Says what is done for jobs of a kind. The payload is checked against the kind's schema first. */
export function defineTask<Schema extends z.ZodType>(kind: JobKind<Schema>, run: (payload: z.output<Schema>, job: JobRun) => Promise<void>): Task {
  return { name: kind.name, run: async (payload, job) => run(kind.schema.parse(payload), job) };
}
