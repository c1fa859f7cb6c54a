import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { keysFrom } from '../../../connector/config/index.js';
import type { EntityManager } from 'typeorm';
import * as schema from '../../../connector/schema.js';
import { ensureHitPartitions, eraseHits, HitGroups, mintStamp, nothingKnown, openSilence, Settler, silence, unsilence, type Silence, type Stamp, type StampKey } from '../../../connector/tracking/index.js';
import { silentLog, until, useTestDatabase } from '../../database.js';
import { aHit } from './hits.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const keyOf = ({ mailboxId, id }: Stamp): StampKey => ({ mailboxId, stampId: id });

describe('silenced stamps', () => {
  const test = useTestDatabase(schema);
  const opened: Silence[] = [];
  let settler: Settler;
  let groups: HitGroups;
  before(async () => {
    const { dataSource } = test.database;
    await ensureHitPartitions(dataSource, new Date());
    settler = new Settler({ dataSource, clock: { now: () => new Date() }, log: silentLog, knownOf: nothingKnown });
    groups = new HitGroups({ url: test.url, log: silentLog, committed: () => settler.wake() });
  });
  after(async () => {
    for (const one of opened) await one.close();
    await groups.close();
    await settler.close();
  });

  it('are known to every connector soon after the commit, and no more when it is taken back', async () => {
    const [here, there] = [await open(), await open()];
    const stamps = Array.from({ length: 1_000 }, () => keyOf(mintStamp(keys, randomUUID())));
    await test.database.dataSource.transaction((tx) => silence(tx, stamps, 'switched-off'));
    for (const one of [here, there]) await until(() => stamps.every(({ stampId }) => one.has(stampId)));
    assert.ok((await open()).has(stamps[0]?.stampId ?? ''));
    await test.database.dataSource.transaction((tx) => unsilence(tx, stamps, 'switched-off'));
    for (const one of [here, there]) await until(() => !stamps.some(({ stampId }) => one.has(stampId)));
  });

  it('for two reasons stay silent until both are taken back', async () => {
    const one = await open();
    const stamp = keyOf(mintStamp(keys, randomUUID()));
    await inTransaction((tx) => silence(tx, [stamp], 'consent'));
    await inTransaction((tx) => silence(tx, [stamp], 'switched-off'));
    await inTransaction((tx) => unsilence(tx, [stamp], 'switched-off'));
    assert.ok((await open()).has(stamp.stampId));
    await inTransaction((tx) => unsilence(tx, [stamp], 'consent'));
    await until(() => !one.has(stamp.stampId));
  });

  it('more than can be named are read again', async () => {
    const one = await open();
    const stamps = Array.from({ length: 5_000 }, () => keyOf(mintStamp(keys, randomUUID())));
    await inTransaction((tx) => silence(tx, stamps, 'consent'));
    await until(() => stamps.every(({ stampId }) => one.has(stampId)));
  });

  it('are learned after the connection was lost', async () => {
    const one = await open();
    const { dataSource } = test.database;
    await dataSource.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike '%listen%'`);
    const stamp = keyOf(mintStamp(keys, randomUUID()));
    await inTransaction((tx) => silence(tx, [stamp], 'consent'));
    await until(() => one.has(stamp.stampId));
  });

  it('leave no trace of a hit that was taken in before', async () => {
    const [silent, heard] = [mintStamp(keys, randomUUID()), mintStamp(keys, randomUUID())];
    await inTransaction((tx) => silence(tx, [keyOf(silent)], 'consent'));
    await Promise.all([silent, heard].map((stamp) => groups.write(aHit(stamp))));
    await settler.settled();
    assert.deepEqual([await stored(silent), await stored(heard)], [0, 1]);
  });

  it('have the hits stored before erased when asked to', async () => {
    const stamp = mintStamp(keys, randomUUID());
    await groups.write(aHit(stamp));
    await settler.settled();
    assert.equal(await stored(stamp), 1);
    const aside = (id: string): Promise<unknown> =>
      test.database.dataSource.query(`insert into hits_set_aside (id, at, hits, code, error) values ($1, now(), $2, 'HITS_UNREADABLE', '')`, [randomUUID(), JSON.stringify([{ stampId: id, agent: 'Agent' }])]);
    await Promise.all([aside(stamp.id), aside('another')]);
    await inTransaction(async (tx) => {
      await silence(tx, [keyOf(stamp)], 'consent');
      await eraseHits(tx, [keyOf(stamp)]);
    });
    assert.equal(await stored(stamp), 0);
    const left = await test.database.dataSource.query<{ hits: string }[]>('select hits from hits_set_aside');
    assert.deepEqual(left.map(({ hits }) => /stampId":"(\w+)/.exec(hits)?.[1]), ['another'], 'those that could not be settled, too');
  });

  const inTransaction = (work: (tx: EntityManager) => Promise<void>): Promise<void> => test.database.dataSource.transaction(work);

  async function open(): Promise<Silence> {
    const one = await openSilence({ database: test.database, log: silentLog });
    opened.push(one);
    return one;
  }

  async function stored({ id }: Stamp): Promise<number> {
    return (await test.database.dataSource.query<unknown[]>('select 1 from hits where stamp_id = $1', [id])).length;
  }
});
