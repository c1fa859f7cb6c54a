import assert from 'node:assert/strict';
import type { KnownOf } from '../../../connector/tracking/index.js';
import * as schema from '../../../connector/schema.js';
import { rejudge } from '../../../connector/tracking/index.js';
import { useTestDatabase } from '../../database.js';
import { NOW, useWorlds } from './world.js';

describe('settling', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);

  it('sets aside what cannot be read or stored, with a code, and settles all else', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.writeText('no list at all');
    await world.writeText(JSON.stringify([{ odd: true }, world.hit(stamp, 0)]));
    await world.write(world.hit(stamp, 1, { agent: 'bad \u0000 text' }));
    await world.write(world.hit(stamp, 2));
    assert.deepEqual(await world.brief(), ['view 2 x2']);
    const aside = await test.database.dataSource.query<{ code: string }[]>('select code from hits_set_aside order by code');
    assert.deepEqual(aside.map(({ code }) => code), ['HITS_NOT_SETTLED', 'HITS_UNREADABLE', 'HITS_UNREADABLE']);
    assert.deepEqual(await test.database.dataSource.query('select id from hit_groups'), []);
    await test.database.dataSource.query('delete from hits_set_aside');
  });

  it('loses and doubles nothing when it is broken off before the commit', async () => {
    let breaks = true;
    const knownOf: KnownOf = () => (breaks ? Promise.reject(new Error('killed')) : Promise.resolve(new Map()));
    const world = begin({ knownOf });
    const stamp = world.stamp();
    await world.send(stamp);
    await world.write(world.hit(stamp, 0), world.click(stamp, 1));
    world.settler.wake();
    setTimeout(() => (breaks = false), 50);
    await world.settled();
    assert.deepEqual(await world.brief(), ['view 0 x1', 'click 1 x1']);
  });

  it('by two connectors at once gives each view once', async () => {
    const one = begin();
    const other = begin({ mailboxId: one.mailboxId });
    const stamps = Array.from({ length: 10 }, () => one.stamp());
    for (const stamp of stamps) await one.send(stamp);
    for (let minute = 0; minute < 8; minute++) for (const stamp of stamps) await one.write(one.hit(stamp, minute));
    await Promise.all([one.settler.settled(), other.settler.settled()]);
    assert.deepEqual((await one.lines()).map(({ count }) => count), stamps.map(() => 8));
  });

  it('again by other rules changes verdicts, lines and figures, and says what changed', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.hit(stamp, 0), world.hit(stamp, 1, { agent: 'curl/8' }));
    // As another version judged them.
    await test.database.dataSource.query(`update hits set verdict = 'human', reason = 'mail-client' where mailbox_id = $1`, [world.mailboxId]);
    await test.database.dataSource.query(`update stamp_figures set views = 2, machines = 0 where mailbox_id = $1`, [world.mailboxId]);
    const { changes } = await rejudge({ dataSource: test.database.dataSource, clock: { now: () => NOW }, since: new Date(0) });
    assert.deepEqual(changes, { 'human > scanner': 1 });
    assert.deepEqual(await world.brief(), ['view 0 x1']);
    const { views, machines } = await world.figures(stamp);
    assert.deepEqual([views, machines], [1, 1]);
    assert.deepEqual(await test.database.dataSource.query('select since from rejudging'), []);
  });
});
