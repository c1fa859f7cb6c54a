/**
 * Tries at a share's passcode: five wrong ones in a quarter of an hour from one origin, fifty in an
 * hour from anywhere. A try is written down, and committed, before it is judged: of many at the same
 * moment, none is judged without the others being seen. One that was right, or refused, is taken out
 * again, so that waiting helps, however often somebody knocks meanwhile.
 */
import type { EntityManager } from 'typeorm';

const WRONG_AT_MOST = 5;
const WINDOW_MS = 15 * 60_000;
const WRONG_OF_ALL_AT_MOST = 50;
const WINDOW_OF_ALL_MS = 3_600_000;

interface Attempt {
  readonly shareId: string;
  /** Keyed hash of the address it comes from. */
  readonly origin: Buffer;
  readonly at: Date;
}

/**
 * Judges a try with `isRight`, unless there were too many. Not inside a transaction.
 */
export async function attempt(tx: EntityManager, { shareId, origin, at }: Attempt, isRight: () => Promise<boolean>): Promise<'right' | 'wrong' | 'too-often'> {
  const [written] = await tx.query<{ id: string }[]>('insert into share_attempts (share_id, origin, at) values ($1, $2, $3) returning id', [shareId, origin, at]);
  const [counted] = await tx.query<{ here: number; all: number }[]>(
    `select count(*) filter (where origin = $2 and at > $3)::int here, count(*)::int "all" from share_attempts where share_id = $1 and at > $4`,
    [shareId, origin, new Date(at.getTime() - WINDOW_MS), new Date(at.getTime() - WINDOW_OF_ALL_MS)],
  );
  const isTooOften = counted === undefined || counted.here > WRONG_AT_MOST || counted.all > WRONG_OF_ALL_AT_MOST;
  if (!isTooOften && !(await isRight())) return 'wrong';
  await tx.query('delete from share_attempts where id = $1', [written?.id]);
  return isTooOften ? 'too-often' : 'right';
}

/** Removes what no limit looks at any more. */
export async function forgetOldAttempts(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from share_attempts where at < $1', [new Date(now.getTime() - WINDOW_OF_ALL_MS)]);
}
