/**
 * Hits are partitioned by month, so that old months are dropped whole, at no cost that grows with
 * them. Partitions are made ahead; a hit outside of all of them goes to `hits_other` and is not
 * lost, and is moved to the partition of its month when that is made. What hits said (views, figures)
 * stays when they go.
 */
import { DateTime } from 'luxon';
import type { DataSource, EntityManager } from 'typeorm';

const MONTHS_AHEAD = 2;
/** Whoever writes or settles hits would wait behind us: rather later than that. */
const LOCK_WITHIN = '2s';
/** Key of the advisory lock under which one connector at a time changes partitions. */
const LOCK = 0x6869_7473;

/** Makes the partitions of this month and the next ones, and of every month that `hits_other` has hits of. Idempotent. */
export async function ensureHitPartitions(dataSource: DataSource, now: Date): Promise<void> {
  const first = monthOf(now);
  const latest = first.plus({ months: MONTHS_AHEAD });
  await alone(dataSource, async (tx) => {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) await makePartition(tx, first.plus({ months: ahead }));
    const strays = await tx.query<{ month: Date }[]>(`select distinct date_trunc('month', at, 'UTC') as month from hits_other where at < $1`, [latest.plus({ months: 1 }).toISO()]);
    for (const { month } of strays) await makePartition(tx, monthOf(month));
  });
}

/** Start of the oldest month that is kept; null: everything is. */
export function hitsKeptFrom(now: Date, keepMonths: number): Date | null {
  return keepMonths === 0 ? null : monthOf(now).minus({ months: keepMonths }).toJSDate();
}

/** Drops the months before the `keepMonths` whole ones before this one; 0 keeps all. Gives the names of the partitions dropped. */
export async function dropOldHits(dataSource: DataSource, now: Date, keepMonths: number): Promise<string[]> {
  const from = hitsKeptFrom(now, keepMonths);
  if (from === null) return [];
  return alone(dataSource, async (tx) => {
    const oldest = nameOf(monthOf(from));
    const partitions = await tx.query<{ name: string }[]>(`select relname as name from pg_inherits join pg_class on oid = inhrelid where inhparent = 'hits'::regclass and relname ~ '^hits_\\d{4}_\\d{2}$'`);
    const old = partitions.map(({ name }) => name).filter((name) => name < oldest);
    for (const name of old) {
      await tx.query(`alter table hits detach partition ${name}`);
      await tx.query(`drop table ${name}`);
    }
    for (const table of ['hits_other', 'hits_set_aside']) await tx.query(`delete from ${table} where at < $1`, [from]);
    return old.sort();
  });
}

async function makePartition(tx: EntityManager, month: DateTime): Promise<void> {
  const name = nameOf(month);
  const [from, to] = [month.toISO(), month.plus({ months: 1 }).toISO()];
  const [there] = await tx.query<{ name: string | null }[]>('select to_regclass($1) as name', [name]);
  if (there?.name !== null) return;
  await tx.query(`create table ${name} (like hits including all)`);
  await tx.query(`with strays as (delete from hits_other where at >= '${from}' and at < '${to}' returning *) insert into ${name} select * from strays`);
  await tx.query(`alter table hits attach partition ${name} for values from ('${from}') to ('${to}')`);
}

async function alone<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query(`set local lock_timeout = '${LOCK_WITHIN}'`);
    return work(tx);
  });
}

function monthOf(at: Date): DateTime {
  return DateTime.fromJSDate(at, { zone: 'utc' }).startOf('month');
}

function nameOf(month: DateTime): string {
  return `hits_${month.toFormat('yyyy_MM')}`;
}
