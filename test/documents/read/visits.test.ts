/** What readers leave, over real HTTP into a real PostgreSQL. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePolicy, defaultPolicy, recordConsent } from '../../../connector/consent/index.js';
import { forgetTracksOf, VIEWER_DIR } from '../../../connector/documents/index.js';
import { viewerStateSchema } from '../../../connector/documents/viewer-api.js';
import { erasePerson, exportPerson } from '../../../connector/privacy/index.js';
import * as schema from '../../../connector/schema.js';
import type { Known } from '../../../connector/tracking/judge/facts.js';
import { until, useTestDatabase } from '../../database.js';
import { IPHONE, ReadingWorld, WINDOWS, type Told } from '../reading-world.js';

const FLYNN = 'flynn@flynnsarcade.com';

describe('readers of documents', () => {
  const test = useTestDatabase(schema);
  const world = new ReadingWorld(test, { knownOf: (_tx, hits) => Promise.resolve(new Map(hits.flatMap(({ id }): [string, Known][] => (own.has(id) ? [[id, 'own-device']] : [])))) });
  const own = new Set<string>();

  before('serve', async () => {
    await readFile(join(VIEWER_DIR, 'index.html'));
    await world.start();
  });
  after('stop', () => world.stop());

  it('leave a hit with the page, and a visit with the first beat', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    assert.equal(opened.state.times, 'on');
    assert.deepEqual([await world.hits(share), await world.visits(share)], [['human'], []]);
    assert.equal(await world.beat(opened, { now: 1, path: [1] }), 204);
    const [visit] = await world.visits(share);
    assert.deepEqual([visit?.id, visit?.verdict, visit?.reason, visit?.path, visit?.pageNow], [opened.visitId, 'human', 'opened', [1], 1]);
  });

  it('that only fetch the page leave a hit, and no visit', async () => {
    const share = await world.sent();
    await world.open(share, { agent: 'python-requests/2.31' });
    assert.deepEqual([await world.hits(share), await world.visits(share), await world.lines().then((lines) => lines.filter(({ data }) => data.document?.shareId === share.id))], [['scanner'], [], []]);
  });

  it('tell times again, late, in another order and twice, and it is the same', async () => {
    const told: readonly Told[] = [
      { sequence: 0, path: [1], now: 1 },
      { sequence: 1, path: [1, 2], now: 2, pages: { 1: 8_000, 2: 1_000 } },
      { sequence: 2, pathFrom: 2, path: [5], now: 5, pages: { 1: 8_000, 2: 4_000, 5: 6_000 } },
      { sequence: 3, pathFrom: 3, path: [2], now: null, pages: { 1: 8_000, 2: 9_500, 5: 6_000 } },
    ];
    for (const order of [[0, 1, 2, 3], [0, 3, 1, 2], [3, 2, 1, 0, 2, 3], [3, 0], [0, 1, 3, 3, 3]]) {
      const share = await world.sent();
      const opened = await world.open(share);
      world.wait(30);
      for (const at of order) assert.equal(await world.beat(opened, told[at]), 204);
      const [visit] = await world.visits(share);
      assert.deepEqual([visit?.pages, visit?.pageNow], [{ 1: 8_000, 2: 9_500, 5: 6_000 }, null], order.join());
      if (order.length > 3 && order.includes(2)) assert.deepEqual(visit?.path, [1, 2, 5, 2], order.join());
    }
  });

  it('keep what was told when the last beacon is lost', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    world.wait(20);
    await world.beat(opened, { sequence: 1, path: [1], now: 1, pages: { 1: 9_000 } });
    assert.deepEqual((await world.visits(share)).map(({ pages }) => pages), [{ 1: 9_000 }]);
  });

  it('are never longer than the clock on the wall, however they tell it', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    world.wait(8);
    await world.beat(opened, { sequence: 1, pages: { 1: 60_000, 2: 40_000 } });
    assert.deepEqual((await world.visits(share))[0]?.pages, { 1: 6_000, 2: 4_000 });
    await world.beat(opened, { sequence: 2, pages: { 3: 500_000 } });
    assert.deepEqual((await world.visits(share))[0]?.pages, { 1: 6_000, 2: 4_000, 3: 0 });
    world.wait(10);
    await Promise.all([4, 5, 6, 7].map((page) => world.beat(opened, { sequence: page, pages: { [page]: 9_000 } })));
    const [visit] = await world.visits(share);
    assert.equal(Object.values(visit?.pages ?? {}).reduce((all, time_ms) => all + time_ms, 0), 20_000);
  });

  it('tell of the document’s pages only', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    world.wait(30);
    await world.beat(opened, { path: [1, 99, 12], now: 13, pages: { 1: 1_000, 13: 1_000, 9_999_999: 5_000, 12: 2_000 } });
    assert.deepEqual((await world.visits(share)).map(({ pages, path, pageNow }) => [pages, path, pageNow]), [[{ 1: 1_000, 12: 2_000 }, [1, null, 12], null]]);
  });

  it('in two tabs are two visits', async () => {
    const share = await world.sent();
    const [one, other] = [await world.open(share), await world.open(share)];
    world.wait(10);
    await Promise.all([world.beat(one, { pages: { 1: 5_000 } }), world.beat(other, { pages: { 1: 7_000 } })]);
    assert.deepEqual((await world.visits(share)).map(({ pages }) => pages).sort((a, b) => (a[1] ?? 0) - (b[1] ?? 0)), [{ 1: 5_000 }, { 1: 7_000 }]);
    assert.equal((await world.lines()).filter(({ data }) => data.document?.shareId === share.id).length, 1);
  });

  it('cannot write with a forged, damaged, foreign or old ticket, nor with anything that is no beat', async () => {
    const [share, other] = [await world.sent(), await world.sent()];
    const opened = await world.open(share);
    const { ticket } = opened.state;
    const forged = `${ticket.slice(0, 10)}${ticket.charAt(10) === 'A' ? 'B' : 'A'}${ticket.slice(11)}`;
    assert.equal(await world.beat(opened, {}, { ticket: forged }), 403);
    assert.equal(await world.beat(opened, {}, { ticket: 'x' }), 403);
    assert.equal(await world.beat(opened, {}, { share: other }), 403);
    for (const body of ['', 'null', '[]', '{', '{"ticket":1}', JSON.stringify({ ticket }), JSON.stringify({ ticket, sequence: -1, pages: [], path: [], pathFrom: 0, now: 0 })]) {
      assert.equal(await world.post(share, '/beats', body), 400, body);
    }
    assert.equal(await world.post(share, '/beats', 'x'.repeat(70_000)), 413);
    const before = world.now;
    world.wait(25 * 3_600);
    assert.equal(await world.beat(opened), 403);
    world.documents.now = before;
    assert.deepEqual([await world.visits(share), await world.visits(other)], [[], []]);
    assert.equal(await world.beat(opened, {}, { type: 'text/plain;charset=UTF-8' }), 204, 'as a page that is being closed sends it');
  });

  it('on a device of the rep’s never count, and have no line', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    own.add(opened.visitId);
    await world.beat(opened, { path: [1], now: 1 });
    assert.deepEqual((await world.lines()).filter(({ data }) => data.document?.shareId === share.id), []);
    assert.deepEqual((await world.visits(share)).map(({ verdict, reason }) => [verdict, reason]), [['self', 'own-device']]);
  });

  it('are one line that grows, for half an hour, and another later', async () => {
    const share = await world.sent();
    const told = async (): Promise<unknown[]> => (await world.lines()).flatMap(({ count, data: { document, person } }) => (document?.shareId === share.id ? [[count, person?.address, document.seen, document.finished, document.downloads]] : []));
    const opened = await world.open(share);
    await world.beat(opened, { path: [1], now: 1, pages: { 1: 0 } });
    assert.deepEqual(await told(), [[1, FLYNN, { pages: 1, time_ms: 0 }, false, 0]]);
    world.wait(2);
    await world.beat(opened, { sequence: 1, path: [1], now: 1, pages: { 1: 2_000 } });
    assert.deepEqual(await told(), [[1, FLYNN, { pages: 1, time_ms: 0 }, false, 0]], 'no more often than every three seconds');
    world.wait(10);
    await world.beat(opened, { sequence: 2, path: [1, 12], now: null, pages: { 1: 2_000, 12: 9_000 } });
    assert.equal((await fetch(`${world.documents.at(share)}/download?k=${opened.state.ticket}`, { headers: opened.headers })).status, 200);
    world.wait(3);
    assert.deepEqual(await told(), [[1, FLYNN, { pages: 2, time_ms: 11_000 }, true, 1]]);
    world.wait(20 * 60);
    await world.beat(await world.open(share), { path: [1] });
    assert.equal((await told()).length, 1);
    world.wait(40 * 60);
    await world.beat(await world.open(share), { path: [1] });
    assert.equal((await told()).length, 2);
  });

  it('of a mail in links only are told, and their pages once they agree', async () => {
    const share = await world.sent({ mode: 'links' });
    const opened = await world.open(share);
    assert.equal(opened.state.times, 'ask');
    world.wait(10);
    await world.beat(opened, { path: [1, 2], now: 2, pages: { 1: 5_000 } });
    assert.deepEqual((await world.visits(share)).map(({ timed, pages, path, pageNow }) => [timed, pages, path, pageNow]), [[false, {}, [], null]]);
    assert.equal(await world.choose(opened, 'agree'), 'on');
    await world.beat(opened, { sequence: 1, path: [1, 2], now: 2, pages: { 1: 5_000 } });
    assert.deepEqual((await world.visits(share)).map(({ timed, pages, path, pageNow }) => [timed, pages, path, pageNow]), [[true, { 1: 5_000 }, [1, 2], 2]]);
  });

  it('who refuse while they read leave nothing, now and later, and may agree after all', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    world.wait(10);
    await world.beat(opened, { path: [1], now: 1, pages: { 1: 5_000 } });
    const lines = async (): Promise<number> => (await world.lines()).filter(({ data }) => data.document?.shareId === share.id).length;
    assert.deepEqual([await world.hits(share), await lines()], [['human'], 1]);
    assert.equal(await world.choose(opened, 'refuse'), 'off');
    assert.equal(await world.beat(opened, { sequence: 9, path: [1], now: 1, pages: { 1: 5_000 } }), 204);
    assert.deepEqual([await world.hits(share), await world.visits(share), await lines()], [[], [], 0]);
    assert.equal(await world.choose(opened, 'agree'), 'on');
    await world.beat(opened, { sequence: 10, pages: { 2: 3_000 } });
    assert.deepEqual((await world.visits(share)).map(({ reason, pages }) => [reason, pages]), [['agreed', { 2: 3_000 }]]);
  });

  it('who refuse before the hit was settled leave none', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    await world.choose(opened, 'refuse');
    assert.deepEqual([await world.hits(share), await world.visits(share)], [[], []]);
  });

  it('leave nothing of a mail that may tell nothing, and are asked nothing but for want of consent', async () => {
    const { dataSource } = test.database;
    const off = await world.sent({ mode: 'replies' });
    assert.equal((await world.open(off)).state.times, 'off', 'all on: the rep chose replies only');
    await choosePolicy(dataSource.manager, defaultPolicy('strict'), world.now, null);
    try {
      const share = await world.sent({ mode: 'replies' });
      const opened = await world.open(share);
      assert.equal(opened.state.times, 'ask');
      await world.beat(opened, { path: [1], pages: { 1: 100 } });
      assert.deepEqual([await world.hits(share), await world.visits(share)], [[], []]);
      assert.equal(await world.choose(opened, 'agree'), 'on');
      world.wait(5);
      await world.beat(opened, { sequence: 2, path: [1], pages: { 1: 4_000 } });
      assert.deepEqual((await world.visits(share)).map(({ reason, pages }) => [reason, pages]), [['agreed', { 1: 4_000 }]]);
      assert.deepEqual(await world.hits(share), []);
    } finally {
      await choosePolicy(dataSource.manager, defaultPolicy('all-on'), world.now, null);
    }
  });

  it('who refused to be tracked are forgotten, also where they gave their address', async () => {
    const { dataSource } = test.database;
    const share = await world.sent({ to: ['sam@encom.com'] });
    const given = await world.sent({ to: ['alan@encom.com', 'lora@encom.com'], share: { askAddress: true } });
    const opened = await world.open(share);
    await world.beat(opened, { path: [1] });
    await world.beat(await world.unlock(given, 'Sam@Encom.com', IPHONE), { path: [1], gaveAddress: 'Sam@Encom.com' });
    assert.deepEqual((await world.visits(given)).map(({ gave }) => gave), ['sam@encom.com']);
    assert.deepEqual((await exportPerson(dataSource.manager, 'sam@encom.com', world.now)).data['Documents you read']?.length, 2);
    await dataSource.transaction((tx) => recordConsent(tx, { onRefused: forgetTracksOf(() => world.now) }, { address: 'sam@encom.com', agrees: false, at: world.now, how: 'test', proof: '', repId: null }));
    assert.deepEqual([await world.visits(share), await world.visits(given), await world.hits(share)], [[], [], []]);
    await world.beat(opened, { sequence: 5, path: [1] });
    assert.deepEqual(await world.visits(share), []);
    assert.equal((await world.open(share)).state.times, 'off');
  });

  it('who refused and give their address leave nothing, whatever they do then', async () => {
    const { dataSource } = test.database;
    await dataSource.transaction((tx) => recordConsent(tx, { onRefused: forgetTracksOf(() => world.now) }, { address: 'dumont@encom.com', agrees: false, at: world.now, how: 'test', proof: '', repId: null }));
    const share = await world.sent({ to: ['alan@encom.com', 'lora@encom.com'], share: { askAddress: true } });
    const opened = await world.unlock(share, 'Dumont@encom.com', WINDOWS);
    assert.equal(opened.state.times, 'off');
    assert.equal((await fetch(world.documents.at(share, `/download?k=${opened.state.ticket}`), { headers: opened.headers })).status, 200);
    await world.beat(opened, { path: [1] });
    await world.beat(opened, { path: [1], gaveAddress: 'a\u0000@encom.com' });
    assert.equal(await world.choose(opened, 'agree'), 'off');
    assert.deepEqual([await world.hits(share), await world.visits(share)], [[], []]);
  });

  it('hear no more of a document once it is closed, and can still refuse', async () => {
    const share = await world.sent();
    const opened = await world.open(share);
    await world.beat(opened, { path: [1] });
    await test.database.dataSource.query('update shares set revoked_at = now() where id = $1', [share.id]);
    const answer = await fetch(world.documents.at(share, '/choice'), { method: 'POST', body: JSON.stringify({ ticket: opened.state.ticket, choice: 'refuse' }), headers: opened.headers });
    assert.deepEqual([answer.status, viewerStateSchema.parse(await answer.json()).state, await world.visits(share)], [200, 'closed', []]);
  });

  it('who are erased leave nothing', async () => {
    const { dataSource } = test.database;
    const share = await world.sent({ to: ['yori@encom.com'] });
    const opened = await world.open(share);
    await world.beat(opened, { path: [1] });
    assert.equal((await world.lines()).filter(({ data }) => data.person?.address === 'yori@encom.com').length, 1);
    await erasePerson(dataSource, 'yori@encom.com', world.now);
    await world.beat(opened, { sequence: 5, path: [1] });
    assert.deepEqual([await world.visits(share), (await world.lines()).filter(({ data }) => data.document?.shareId === share.id)], [[], []]);
  });

  it('are kept while PostgreSQL does not take them, the last beacon too', async () => {
    const { dataSource } = test.database;
    const share = await world.sent();
    const opened = await world.open(share);
    world.wait(10);
    await world.beat(opened, { path: [1], now: 1, pages: { 1: 2_000 } });
    await dataSource.query('alter table visits rename to visits_away');
    assert.equal(await world.beat(opened, { sequence: 3, path: [1, 2], now: 2, pages: { 1: 5_000, 2: 1_000 } }), 503);
    assert.equal(await world.beat(opened, { sequence: 4, path: [1, 2], now: null, pages: { 1: 5_000, 2: 3_000 } }, { type: 'text/plain' }), 503);
    await dataSource.query('alter table visits_away rename to visits');
    await until(async () => (await world.visits(share))[0]?.pages[2] === 3_000, { what: 'what was told last' });
    assert.deepEqual((await world.visits(share)).map(({ path, pageNow, pages }) => [path, pageNow, pages]), [[[1, 2], null, { 1: 5_000, 2: 3_000 }]]);
  });
});
