/**
 * A hit may come while its message is just being recorded. Whoever records the message and whoever
 * writes hits lock the stamp first, so that one of the two sees the other's rows. Locks are taken in
 * one order, and before rows of messages, views and lines are touched, so that nobody waits for
 * each other in a circle.
 *
 * PostgreSQL has room for some thousand locks, for all its clients together (max_locks_per_transaction).
 * Many stamps are therefore locked as what they are nearly: all.
 */
import type { EntityManager } from 'typeorm';

/** Two connectors at once, and everybody else, fit into what a small PostgreSQL has room for. */
const ONE_BY_ONE_AT_MOST = 1_000;
/** Shared by whoever locks stamps one by one, held alone by whoever locks many. */
const ALL_STAMPS = 0x7374_616d;

/** Locks stamps until the transaction ends; `shared` ones may be shared where they are few. */
export async function lockStamps(tx: EntityManager, stampIds: readonly string[], how: 'shared' | 'alone'): Promise<void> {
  const ids = [...new Set(stampIds)];
  if (ids.length > ONE_BY_ONE_AT_MOST) {
    await tx.query('select pg_advisory_xact_lock($1)', [ALL_STAMPS]);
    return;
  }
  const lock = how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query('select pg_advisory_xact_lock_shared($1)', [ALL_STAMPS]);
  await tx.query(
    `select ${lock}(key) from (select distinct hashtextextended(id, 0) as key from unnest($1::text[]) as id order by key) as keys`,
    [ids],
  );
}
