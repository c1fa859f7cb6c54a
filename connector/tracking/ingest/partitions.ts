/**
 * Hits are partitioned by month, so that old months can be dropped whole. Partitions are made
 * ahead; a hit outside of all of them goes to `hits_other` and is not lost.
 */
import type { DataSource } from 'typeorm';
import { DateTime } from 'luxon';

const MONTHS_AHEAD = 2;

/** Makes the partitions of this month and the next ones. Idempotent; skips a month that `hits_other` already has rows of. */
export async function ensureHitPartitions(dataSource: DataSource, now: Date): Promise<void> {
  const first = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('month');
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = first.plus({ months: ahead });
    const name = `hits_${from.toFormat('yyyy_MM')}`;
    await dataSource.query(`
      do $$ begin
        if to_regclass('${name}') is null
          and not exists (select from hits_other where at >= '${from.toISO()}' and at < '${from.plus({ months: 1 }).toISO()}') then
          create table ${name} partition of hits for values from ('${from.toISO()}') to ('${from.plus({ months: 1 }).toISO()}');
        end if;
      exception when duplicate_table then null; -- another connector was quicker
      end $$`);
  }
}
