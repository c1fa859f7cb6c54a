import assert from 'node:assert/strict';
import type { EntityManager } from 'typeorm';
import { addressesOf, entities, migrations, peopleFor, type NewPerson } from '../../connector/identity/index.js';
import { until, useTestDatabase } from '../database.js';

describe('people', () => {
  const db = useTestDatabase({ entities, migrations });
  const tx = (): typeof db.database.dataSource.manager => db.database.dataSource.manager;

  it('are found again by address, whatever its case', async () => {
    const first = await personFor(tx(), { address: 'Flynn@FlynnsArcade.com', name: 'Kevin Flynn' });
    const second = await personFor(tx(), { address: 'flynn@flynnsarcade.com', name: '' });
    assert.equal(second.id, first.id);
    assert.deepEqual(await addressesOf(tx(), first.id), ['flynn@flynnsarcade.com']);
  });

  it('can have several addresses; an address belongs to one person', async () => {
    const flynn = await personFor(tx(), { address: 'kf@example.com', name: 'Kevin' });
    await tx().query('insert into person_addresses (address, person_id) values ($1, $2)', ['kevinf@example.com', flynn.id]);
    assert.deepEqual(await addressesOf(tx(), flynn.id), ['kevinf@example.com', 'kf@example.com']);
    assert.equal((await personFor(tx(), { address: 'kevinf@example.com', name: '' })).id, flynn.id);
  });

  it('are one person when two transactions meet the same new address at once', async () => {
    const { dataSource } = db.database;
    let firstDone = false;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = dataSource.transaction(async (manager) => {
      const person = await personFor(manager, { address: 'ram@example.com', name: 'Ram' });
      firstDone = true;
      await held;
      return person;
    });
    await until(() => firstDone);
    const second = dataSource.transaction((manager) => personFor(manager, { address: 'ram@example.com', name: 'Ram' }));
    await until(async () => {
      const [row] = await dataSource.query<{ waiting: number }[]>(`select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      return (row?.waiting ?? 0) > 0;
    });
    release();
    assert.equal((await second).id, (await first).id);
    const left = await dataSource.query<unknown[]>(`select 1 from people where name = 'Ram'`);
    assert.equal(left.length, 1, 'the person of the transaction that came second is not left behind');
  });

  it('come in batches: known, new and repeated addresses together', async () => {
    const known = await personFor(tx(), { address: 'a@batch.example', name: 'A' });
    const ids = await peopleFor(tx(), [
      { address: 'b@batch.example', name: 'B' },
      { address: 'A@batch.example', name: 'A' },
      { address: 'B@batch.example', name: 'B' },
    ]);
    assert.deepEqual([...ids.keys()].sort(), ['a@batch.example', 'b@batch.example']);
    assert.equal(ids.get('a@batch.example'), known.id);
  });
});

async function personFor(tx: EntityManager, person: NewPerson): Promise<{ id: string }> {
  const id = (await peopleFor(tx, [person])).get(person.address.toLowerCase());
  assert.ok(id);
  return { id };
}
