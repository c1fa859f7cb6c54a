import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as schema from '../../../connector/schema.js';
import { dropOldHits, ensureHitPartitions, hitsKeptFrom } from '../../../connector/tracking/index.js';
import { useTestDatabase } from '../../database.js';

const NOW = new Date('2026-11-23T10:00:00Z');

describe('partitions of hits', () => {
  const test = useTestDatabase(schema);

  const insert = (at: string): Promise<unknown> =>
    test.database.dataSource.query(
      `insert into hits (mailbox_id, at, id, stamp_id, kind, agent, verdict, reason) values ($1, $2, $3, 'stamp', 'pixel', '', 'human', 'mail-client')`,
      [randomUUID(), at, randomUUID()],
    );
  const placesOf = async (): Promise<string[]> =>
    (await test.database.dataSource.query<{ place: string }[]>('select tableoid::regclass::text as place from hits order by at')).map(({ place }) => place);

  it('are made ahead, once, by however many connectors', async () => {
    await Promise.all([1, 2, 3].map(() => ensureHitPartitions(test.database.dataSource, NOW)));
    for (const at of ['2026-11-01T00:00:00Z', '2026-12-31T23:59:59Z', '2027-01-31T00:00:00Z']) await insert(at);
    assert.deepEqual(await placesOf(), ['hits_2026_11', 'hits_2026_12', 'hits_2027_01']);
  });

  it('take in what was outside of them', async () => {
    for (const at of ['2024-10-31T23:59:59Z', '2024-11-01T00:00:00Z', '2026-10-05T00:00:00Z', '2027-02-01T00:00:00Z']) await insert(at);
    assert.equal((await placesOf()).filter((place) => place === 'hits_other').length, 4);
    await ensureHitPartitions(test.database.dataSource, NOW);
    assert.deepEqual(await placesOf(), ['hits_2024_10', 'hits_2024_11', 'hits_2026_10', 'hits_2026_11', 'hits_2026_12', 'hits_2027_01', 'hits_other']);
  });

  it('are kept for ever when told so, else dropped when their month is too long ago', async () => {
    const { dataSource } = test.database;
    for (const at of ['2024-10-31T00:00:00Z', '2024-11-01T00:00:00Z']) await dataSource.query(`insert into hits_set_aside (id, at, hits, code, error) values ($1, $2, '', '', '')`, [randomUUID(), at]);
    assert.deepEqual(await dropOldHits(test.database.dataSource, NOW, 0), []);
    assert.deepEqual(await dropOldHits(test.database.dataSource, NOW, 24), ['hits_2024_10']);
    assert.deepEqual(await dropOldHits(test.database.dataSource, NOW, 24), []);
    assert.equal((await placesOf())[0], 'hits_2024_11');
    assert.deepEqual(await dataSource.query('select at from hits_set_aside'), [{ at: new Date('2024-11-01T00:00:00Z') }], 'those that could not be settled go with their month');
    assert.deepEqual(hitsKeptFrom(NOW, 24), new Date('2024-11-01T00:00:00Z'));
  });
});
