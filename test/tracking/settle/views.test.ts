import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { append } from '../../../connector/feed/index.js';
import * as schema from '../../../connector/schema.js';
import { answeredWithoutImages, eraseHits, resettle, silence, type Known, type RawHit } from '../../../connector/tracking/index.js';
import { useTestDatabase } from '../../database.js';
import { GMAIL, IPHONE, NOW, type World, useWorlds } from './world.js';

describe('views', () => {
  const test = useTestDatabase(schema);
  const known = new Map<string, Known>();
  const worlds = useWorlds(test);
  const begin = (): World => worlds.begin({ knownOf: (_tx, hits) => Promise.resolve(new Map(hits.flatMap(({ id }) => (known.has(id) ? [[id, known.get(id) ?? 'taught'] as const] : [])))) });

  it('of one person are a line per device, whatever network it is in, with repeats counted', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.hit(stamp, 0), world.hit(stamp, 4, { addressHash: 'BBBBBBBBBBBBBBBBBBBBBA' }), world.hit(stamp, 5, { agent: IPHONE }), world.hit(stamp, 20));
    assert.deepEqual(await world.brief(), ['view 4 x2', 'view 5 x1', 'view 20 x1']);
  });

  it('of several people are a line per device and network, and say whose they may be', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp, ['flynn@flynnsarcade.com', 'alan@encom.com']);
    await world.come(world.hit(stamp, 0), world.hit(stamp, 4, { addressHash: 'BBBBBBBBBBBBBBBBBBBBBA' }), world.hit(stamp, 5, { agent: GMAIL }), world.hit(stamp, 6, { agent: GMAIL, addressHash: 'CCCCCCCCCCCCCCCCCCCCCA' }));
    assert.deepEqual(await world.brief(), ['view 0 x1', 'view 4 x1', 'view 6 x2']);
    assert.equal((await world.lines())[0]?.data.oneOf?.length, 2);
  });

  it('are the same whatever comes first: hits, in any order, or their message', async () => {
    const outcomes = new Set<string>();
    for (let order = 0; order < 6; order++) {
      const world = begin();
      const stamp = world.stamp();
      const hits = [world.hit(stamp, 0), world.hit(stamp, 9), world.hit(stamp, 18), world.hit(stamp, 40), world.click(stamp, 41, 1, { method: 'HEAD' }), world.click(stamp, 42)];
      const turned = [...hits.slice(order), ...hits.slice(0, order)];
      if (order % 2 === 1) turned.reverse();
      for (const [index, hit] of turned.entries()) {
        if (index === order) await world.send(stamp);
        await world.come(hit);
      }
      const figures = await world.figures(stamp);
      outcomes.add(JSON.stringify([await world.brief(), figures]));
    }
    assert.equal(outcomes.size, 1, [...outcomes].join('\n'));
    assert.match([...outcomes][0] ?? '', /\["view 18 x3","view 40 x1","click 42 x1"\]/);
  });

  it('written twice are one, in the feed and in the figures', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    const hits = [world.hit(stamp, 0), world.hit(stamp, 1), world.click(stamp, 2)];
    await world.come(...hits);
    await world.come(...hits, ...hits);
    assert.deepEqual(await world.brief(), ['view 1 x2', 'click 2 x1']);
    assert.deepEqual(await world.figures(stamp), { views: 2, clicks: 1, machines: 0, own_views: 0, prefetches: 0, first_viewed_at: NOW, last_viewed_at: new Date(NOW.getTime() + 60_000) });
  });

  it('are taken back with the reason when more is known, and come back as the same line', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    const hit = world.hit(stamp, 0);
    await world.come(hit);
    const [line] = await world.lines();
    known.set(hit.id, 'signal');
    await test.database.dataSource.transaction((tx) => resettle(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }]));
    assert.deepEqual(await world.brief(), []);
    assert.deepEqual(await world.withdrawn(), ['Your own view: you had this mail open in Outlook at that moment.']);
    assert.deepEqual([(await world.figures(stamp)).views, (await world.figures(stamp)).own_views], [0, 1]);
    known.set(hit.id, 'said-other');
    await test.database.dataSource.transaction((tx) => resettle(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }]));
    const [again] = await world.lines();
    assert.deepEqual([again?.id, again?.data.person?.address, again?.data.subject], [line?.id, 'flynn@flynnsarcade.com', 'Arcade lease']);
    assert.equal((await world.figures(stamp)).views, 1);
  });

  it('are taken back when a burst shows that a machine looked', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp, ['flynn@flynnsarcade.com'], { sentAt: NOW });
    await world.come(world.click(stamp, 1, 1));
    assert.deepEqual(await world.brief(), ['click 1 x1']);
    await world.come(world.click(stamp, 1, 2), world.click(stamp, 1, 3));
    assert.deepEqual(await world.brief(), []);
    assert.equal((await world.figures(stamp)).machines, 3);
  });

  it('of mails quoted in a newer one are one view, of the newest, whichever hit comes first', async () => {
    for (const isNewestFirst of [true, false]) {
      const world = begin();
      const [old, newest] = [world.stamp(), world.stamp()];
      const threadId = randomUUID().replaceAll('-', '');
      await world.send(old, undefined, { threadId, subject: 'Old', sentAt: new Date(NOW.getTime() - 48 * 3_600_000) });
      await world.send(newest, undefined, { threadId, subject: 'Newest' });
      const hits = [world.hit(newest, 0), world.hit(old, 0.02)];
      for (const hit of isNewestFirst ? hits : hits.reverse()) await world.come(hit);
      assert.deepEqual((await world.lines()).map(({ data }) => data.subject), ['Newest']);
      assert.equal((await world.figures(old)).views, 0);
    }
  });

  it('of a mode that does not allow them are not stored, and erased when the mode becomes known', async () => {
    const world = begin();
    const [links, full] = [world.stamp('links'), world.stamp()];
    await world.send(links);
    await world.come(world.hit(links, 0), world.click(links, 1), world.hit(full, 0));
    assert.deepEqual(await world.brief(), ['click 1 x1']);
    assert.equal((await world.verdicts()).length, 2);
    await world.send(full, undefined, { howSent: { mode: 'replies', hasPixel: false, links: 0, plain: false } });
    assert.deepEqual(await world.verdicts(), ['human clicked']);
    assert.equal((await world.figures(full)).views, 0);
  });

  it('counted without knowing whose make figures and no line', async () => {
    const world = begin();
    const shared = { ...world.stamp('anonymous'), shared: true };
    await world.come(world.hit(shared, 0, { agent: '[browser]', addressHash: null }), world.click(shared, 1, 1, { agent: '[browser]', addressHash: null }), world.hit(shared, 2, { agent: '[security]', addressHash: null }));
    assert.deepEqual(await world.brief(), []);
    const { views, clicks, machines } = await world.figures(shared);
    assert.deepEqual([views, clicks, machines], [1, 1, 1]);
  });

  it('of a silenced stamp leave no trace, and those before stay', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.hit(stamp, 0));
    await test.database.dataSource.transaction((tx) => silence(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }], 'switched-off'));
    await world.come(world.hit(stamp, 30));
    assert.deepEqual(await world.brief(), ['view 0 x1']);
    await test.database.dataSource.transaction((tx) => eraseHits(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }]));
    assert.deepEqual(await world.brief(), []);
    assert.deepEqual([await world.withdrawn(), await world.figures(stamp)], [['What was recorded of it was erased.'], {}]);
  });

  it('stay with their counts when their hits were dropped with the month', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    await world.come(world.hit(stamp, 0), world.hit(stamp, 1));
    await test.database.dataSource.query('delete from hits where mailbox_id = $1', [world.mailboxId]);
    await test.database.dataSource.transaction((tx) => resettle(tx, [{ mailboxId: world.mailboxId, stampId: stamp.id }]));
    assert.deepEqual(await world.brief(), ['view 1 x2']);
    await world.come(world.hit(stamp, 5));
    assert.deepEqual(await world.brief(), ['view 5 x3']);
  });

  it('missing at a click or a reply say that images were off, until one from before turns up', async () => {
    const world = begin();
    const stamp = world.stamp();
    const messageId = await world.send(stamp);
    await world.come(world.click(stamp, 30));
    assert.equal((await world.lines(['click']))[0]?.data.withoutImages, true);
    const replied = { mailboxId: world.mailboxId, messageId, at: new Date(NOW.getTime() + 40 * 60_000) };
    const withoutImages = await answeredWithoutImages(test.database.dataSource.manager, replied);
    assert.equal(withoutImages, true);
    await append(test.database.dataSource.manager, { ...replied, kind: 'reply', data: { subject: 'Re: Arcade lease', withoutImages } });
    const told = async (): Promise<(boolean | undefined)[]> => (await world.lines(['click', 'reply'])).map(({ data }) => data.withoutImages);
    await world.come(world.hit(stamp, 50));
    assert.deepEqual(await told(), [true, true]);
    await world.come(world.hit(stamp, 35));
    assert.deepEqual(await told(), [true, undefined]);
    await world.come(world.hit(stamp, 20));
    assert.deepEqual(await told(), [undefined, undefined]);
    assert.equal(await answeredWithoutImages(test.database.dataSource.manager, replied), false);
  });

  it('missing at a click say nothing where the mail service loads images ahead, or several got the mail', async () => {
    const world = begin();
    const [ahead, several] = [world.stamp(), world.stamp()];
    await world.send(ahead);
    await world.send(several, ['flynn@flynnsarcade.com', 'alan@encom.com']);
    await world.come(world.hit(ahead, 0, { agent: 'Mozilla/5.0', network: 'apple' }), world.click(ahead, 30), world.click(several, 31));
    assert.deepEqual((await world.lines()).map(({ data }) => data.withoutImages), [undefined, undefined]);
  });

  it('in a flood cost no more the longer it lasts, and are counted exactly', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp);
    const all: RawHit[] = [];
    for (let group = 0; group < 12; group++) {
      const hits = Array.from({ length: 1_000 }, (_, index) => world.hit(stamp, (group * 1_000 + index) / 2_000));
      all.push(...hits);
      await world.write(...hits);
    }
    await world.settled();
    await world.come(...all.slice(0, 1_000));
    assert.deepEqual(await world.brief(), ['view 6 x12000']);
    assert.equal((await world.figures(stamp)).views, 12_000);
  }).timeout(120_000);
});
