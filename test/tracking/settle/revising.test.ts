import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import * as schema from '../../../connector/schema.js';
import { resettle } from '../../../connector/tracking/index.js';
import { forgetMessage, markSent } from '../../../connector/tracking/messages.js';
import { settleFigures } from '../../../connector/tracking/settle/metrics.js';
import { useTestDatabase } from '../../database.js';
import { NOW, WINDOWS, useWorlds } from './world.js';

const SECONDS = 1 / 60;

describe('figures of settling', () => {
  it('are given with the database away, beside the others', async () => {
    const registry = new Registry();
    settleFigures(registry, new DataSource({ type: 'postgres', url: 'postgres://127.0.0.1:1/away' }));
    const text = await registry.metrics();
    assert.match(text, /readback_settle_lag_seconds NaN/i);
    assert.match(text, /readback_hits_set_aside_total 0/);
  });
});

describe('what is known later', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);

  it('of when a mail went takes back a link that was checked on delivery, before its sent copy was seen', async () => {
    const world = begin();
    const stamp = world.stamp();
    const id = await world.send(stamp, undefined, { source: 'step', sentAt: null, recordedAt: NOW });
    await world.come(world.click(stamp, 20 * SECONDS, 1, { network: 'microsoft' }));
    assert.deepEqual(await world.brief(), ['click 0 x1']);
    const copy = { sentAt: NOW, itemId: randomUUID(), threadId: null };
    await test.database.dataSource.transaction((tx) => markSent(tx, world.mailboxId, id, copy));
    assert.deepEqual(await world.brief(), []);
    assert.deepEqual(await world.verdicts(), ['scanner microsoft-at-delivery']);
    const marks = async (): Promise<unknown[]> => test.database.dataSource.query<unknown[]>('select from stamps_to_settle where mailbox_id = $1', [world.mailboxId]);
    await test.database.dataSource.transaction((tx) => markSent(tx, world.mailboxId, id, copy));
    assert.deepEqual(await marks(), [], 'seen again it changes nothing');
  });

  it('of a mail that was never sent takes back what was loaded of its draft', async () => {
    const world = begin();
    const stamp = world.stamp();
    const id = await world.send(stamp, undefined, { source: 'step', sentAt: null, recordedAt: NOW });
    await world.come(world.hit(stamp, 1));
    assert.deepEqual(await world.brief(), ['view 1 x1']);
    await test.database.dataSource.transaction((tx) => forgetMessage(tx, world.mailboxId, id));
    assert.deepEqual([await world.brief(), await world.withdrawn()], [[], ['The mail it was about was never sent.']]);
  });

  it('changes nothing of what was judged piece by piece, as it came', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.hit(stamp, -20));
    const opened = [1, 2, 3].map((link) => world.click(stamp, link * SECONDS, link));
    for (const click of opened) await world.come(click);
    const before = await world.verdicts();
    await test.database.dataSource.transaction((tx) => resettle(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }]));
    assert.deepEqual(await world.verdicts(), before);
  });

  it('of a quoted mail of a colleague makes one view of it, of the newest, together or one by one', async () => {
    for (const isTogether of [true, false]) {
      const [mine, theirs] = [begin(), begin()];
      const [old, newest] = [mine.stamp(), theirs.stamp()];
      const threadId = randomUUID().replaceAll('-', '');
      await mine.send(old, undefined, { threadId, sentAt: new Date(NOW.getTime() - 48 * 3_600_000) });
      await theirs.send(newest, undefined, { threadId });
      const hits = [mine.hit(old, 0), theirs.hit(newest, SECONDS)];
      if (isTogether) await mine.come(...hits);
      else for (const hit of hits) await mine.come(hit);
      assert.deepEqual([await mine.brief(), await theirs.brief()], [[], ['view 0 x1']], isTogether ? 'together' : 'one by one');
    }
  });

  it('of images loaded long before takes back that a click was made without them', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.click(stamp, 60));
    assert.equal((await world.lines(['click']))[0]?.data.withoutImages, true);
    await world.come(world.hit(stamp, 0, { agent: WINDOWS }));
    assert.equal((await world.lines(['click']))[0]?.data.withoutImages, undefined);
  });
});
