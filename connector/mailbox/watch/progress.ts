/** How far the watching of a mailbox has come, for an administrator who waits for it. */
import type { EntityManager } from 'typeorm';
import { watchKey } from '../jobs.js';

export interface WatchProgress {
  readonly watchedSince: Date | null;
  /** `idle`: no connector has taken the job yet; `running`: one is at it; `done`: nothing is left to do. */
  readonly job: 'idle' | 'running' | 'done';
  /** Why the last attempt failed; null if none did. */
  readonly problem: string | null;
}

export async function watchProgress(tx: EntityManager, mailboxId: string): Promise<WatchProgress> {
  const [row] = await tx.query<{ watchedSince: Date | null; waits: boolean; taken: boolean; problem: string | null }[]>(
    `select watched_since as "watchedSince", jobs.id is not null as waits,
       coalesce(jobs.locked_at is not null or jobs.attempts > 0, false) as taken, jobs.last_error as problem
     from mailboxes left join graphile_worker.jobs on jobs.key = $2
     where mailboxes.id = $1`,
    [mailboxId, watchKey(mailboxId, 'verify')],
  );
  const [firstLine = ''] = (row?.problem ?? '').split('\n');
  return {
    watchedSince: row?.watchedSince ?? null,
    job: row?.waits !== true ? 'done' : row.taken ? 'running' : 'idle',
    problem: firstLine === '' ? null : firstLine.replace(/^\w*Error: /, ''),
  };
}
