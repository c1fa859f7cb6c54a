/**
 * The table `rehearsals`: the latest of each mailbox. Counts and the moment up to which mail was
 * counted move on together, so that a rehearsal taken up by another connector counts nothing twice.
 *
 *     waiting ──▶ running ──▶ done
 *                    └──▶ failed   Exchange would not let us, or the mailbox was disconnected
 */
import type { EntityManager } from 'typeorm';
import type { Counts } from './counts.js';
import { NOTHING } from './counts.js';

export interface Rehearsal {
  readonly id: string;
  readonly mailboxId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly from: Date;
  readonly to: Date;
  /** Mail received before this has been counted. */
  readonly reached: Date;
  readonly counts: Counts;
  /** How many bodies were read so far. */
  readonly bodies: number;
  /** Code of why it failed. */
  readonly problem: string | null;
}

const COLUMNS = `id, mailbox_id as "mailboxId", state, from_at as "from", to_at as "to", reached_at as "reached", counts, bodies, problem`;

/** The one under way, or a new one. `isNew`: it wants a job. */
export async function beginRehearsal(tx: EntityManager, mailboxId: string, from: Date, to: Date): Promise<{ rehearsal: Rehearsal; isNew: boolean }> {
  const begun = await tx.query<Rehearsal[]>(
    `insert into rehearsals (mailbox_id, state, from_at, to_at, reached_at, counts) values ($1, 'waiting', $2, $3, $2, $4)
     on conflict (mailbox_id) do update set id = gen_random_uuid(), state = 'waiting', from_at = excluded.from_at, to_at = excluded.to_at,
       reached_at = excluded.reached_at, counts = excluded.counts, bodies = 0, problem = null
     where rehearsals.state in ('done', 'failed')
     returning ${COLUMNS}`,
    [mailboxId, from, to, JSON.stringify(NOTHING)],
  );
  const [rehearsal] = begun;
  if (rehearsal !== undefined) return { rehearsal, isNew: true };
  const running = await latestRehearsal(tx, mailboxId);
  if (running === null) throw new Error('a rehearsal is neither there nor made');
  return { rehearsal: running, isNew: false };
}

export async function latestRehearsal(tx: EntityManager, mailboxId: string): Promise<Rehearsal | null> {
  const [row] = await tx.query<Rehearsal[]>(`select ${COLUMNS} from rehearsals where mailbox_id = $1`, [mailboxId]);
  return row ?? null;
}

/** Moves on; false if the rehearsal is no longer this one, or another connector moved it on. */
export async function progress(tx: EntityManager, before: Rehearsal, next: Pick<Rehearsal, 'state' | 'reached' | 'counts' | 'bodies' | 'problem'>): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `with moved as (
       update rehearsals set state = $4, reached_at = $5, counts = $6, bodies = $7, problem = $8
       where mailbox_id = $1 and id = $2 and date_trunc('milliseconds', reached_at) = $3 and state in ('waiting', 'running') returning 1
     ) select * from moved`,
    [before.mailboxId, before.id, before.reached, next.state, next.reached, JSON.stringify(next.counts), next.bodies, next.problem],
  );
  return rows.length > 0;
}
