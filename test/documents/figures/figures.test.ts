/** What the API says was read, from visits that came over HTTP. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { runCli } from '../../../connector/admin/index.js';
import { choosePolicy, defaultPolicy } from '../../../connector/consent/index.js';
import type { Figures } from '../../../connector/documents/api.js';
import { figuresOfDocument, figuresOfShare } from '../../../connector/documents/figures/figures.js';
import { sharesOfMessage } from '../../../connector/documents/figures/message-shares.js';
import { sayOfVisit } from '../../../connector/documents/figures/mine.js';
import * as schema from '../../../connector/schema.js';
import { useTestDatabase } from '../../database.js';
import { IPHONE, ReadingWorld } from '../reading-world.js';
import type { ShareOfWorld } from '../world.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('figures of documents', () => {
  const test = useTestDatabase(schema);
  const world = new ReadingWorld(test);
  before('serve', () => world.start());
  after('stop', () => world.stop());

  const figures = async (share: ShareOfWorld, all = false): Promise<Figures> => {
    await world.mails.settler.settled();
    return figuresOfShare(test.database.dataSource.manager, (await world.documents.rep()).id, share.id, { all }, { setting: 'all-on', now: world.now });
  };

  it('say who read what, how long, and what is read right now where that is switched on', async () => {
    const { manager } = test.database.dataSource;
    const share = await world.sent();
    const opened = await world.open(share, { agent: IPHONE });
    world.wait(30);
    await world.beat(opened, { path: [1, 3, 12], now: 12, pages: { 1: 4_000, 3: 10_000, 12: 500 } });
    await world.beat(await world.open(share, { agent: 'curl/8' }), { path: [1] });
    const found = await figures(share);
    assert.deepEqual([found.visits, found.readers, found.finished, found.time_ms, found.pageCount, found.cannotBeKnown], [1, 1, 1, 14_500, 12, null]);
    assert.deepEqual(found.pages.filter(({ readers }) => readers > 0), [{ page: 1, time_ms: 4_000, readers: 1 }, { page: 3, time_ms: 10_000, readers: 1 }, { page: 12, time_ms: 500, readers: 1 }]);
    const [visit] = found.list;
    assert.deepEqual([visit?.who.by, visit?.who.people.map(({ address }) => address), visit?.device, visit?.path, visit?.finished, visit?.now], ['recipient', ['flynn@flynnsarcade.com'], 'phone', [1, 3, 12], true, null]);
    assert.deepEqual((await figures(share, true)).list.map(({ counts, reason }) => [counts, reason.code]), [[false, 'tool-agent'], [true, 'opened']]);
    await choosePolicy(manager, { ...defaultPolicy('all-on'), livePages: true }, world.now, null);
    assert.equal((await figures(share)).list[0]?.now, 12);
    world.wait(26);
    assert.equal((await figures(share)).list[0]?.now, null, 'nobody has told it for so long');
    await choosePolicy(manager, { ...defaultPolicy('strict'), livePages: true }, world.now, null);
    await world.beat(opened, { sequence: 2, now: 3 });
    assert.equal((await figures(share)).list[0]?.now, null, 'never under the strict policy');
    await choosePolicy(manager, defaultPolicy('all-on'), world.now, null);
  });

  it('follow when stored hits are judged again by command', async () => {
    const share = await world.sent();
    const opened = await world.open(share, { agent: IPHONE });
    const { visitId } = opened;
    await world.beat(opened, { path: [1] });
    assert.deepEqual((await figures(share)).list.map(({ id, counts }) => [id, counts]), [[visitId, true]]);
    // As older rules had judged it.
    for (const table of ['hits', 'visits']) await test.database.dataSource.query(`update ${table} set verdict = 'scanner', reason = 'tool-agent' where id = $1`, [visitId]);
    assert.equal((await figures(share)).visits, 0);
    const complaints: string[] = [];
    const code = await runCli({ args: ['rejudge', '--message', share.messageId], environment: { AZURE_TENANT_ID: randomUUID(), AZURE_CLIENT_ID: randomUUID(), AZURE_CLIENT_SECRET: 'secret', DATABASE_URL: test.url, SECRET_KEY: 'k'.repeat(32), PUBLIC_URL: 'https://readback.contoso.example' }, out: { line: () => undefined, error: (line) => complaints.push(line) } });
    assert.deepEqual([code, complaints], [0, []]);
    const [visit] = (await figures(share)).list;
    assert.deepEqual([visit?.id, visit?.counts, visit?.reason.code], [visitId, true, 'opened']);
  });

  it('notice that it was passed on, and say it in the feed', async () => {
    const share = await world.sent();
    const one = await world.open(share, { from: '192.0.2.10' });
    const other = await world.open(share, { from: '198.51.100.7', agent: FIREFOX });
    world.wait(20);
    await world.beat(one, { path: [1], now: 1 });
    await world.beat(other, { path: [1], now: 1 });
    const found = await figures(share);
    assert.deepEqual([found.readers, found.list.map(({ forwarded }) => forwarded !== null)], [2, [true, false]]);
    const lines = (await world.lines()).filter(({ data }) => data.document?.shareId === share.id);
    assert.deepEqual(lines.map(({ data }) => data.document?.forwarded?.slice(0, 18) ?? null).sort(), ['Probably passed on', null]);
  });

  it('show nobody of what is only counted, and nothing of few', async () => {
    const share = await world.sent({ mode: 'anonymous' });
    for (let reader = 1; reader <= 5; reader++) {
      const found = await figures(share);
      assert.deepEqual([found.visits, found.list, found.cannotBeKnown === null], [0, [], reader === 1]);
      await world.beat(await world.open(share), { path: [1] });
    }
    const found = await figures(share);
    assert.deepEqual([found.visits, found.list, found.time_ms, found.cannotBeKnown], [5, [], 0, null]);
    assert.deepEqual((await world.lines()).filter(({ data }) => data.document?.shareId === share.id), []);
    const rows = await test.database.dataSource.query<unknown[]>('select from visits where share_id = $1 and (reader is not null or gave_address is not null)', [share.id]);
    assert.equal(rows.length, 0);
  });

  it('hide the one reader of what is only counted behind nobody’s own visits', async () => {
    const share = await world.sent({ mode: 'anonymous' });
    for (let reader = 1; reader <= 5; reader++) await world.beat(await world.open(share, reader === 1 ? {} : { agent: 'curl/8' }), { path: [1] });
    const [found, all] = [await figures(share), await figures(share, true)];
    assert.deepEqual([found.visits, all.visits, all.list, found.cannotBeKnown === null], [0, 0, [], false]);
  });

  it('are told in the feed without looking at all the readers of a link', async () => {
    const { dataSource } = test.database;
    const share = await world.sent({ to: ['ram@encom.com', 'crom@encom.com'] });
    await world.beat(await world.open(share), { path: [1] });
    assert.equal((await world.lines()).filter(({ data }) => data.document?.shareId === share.id).length, 1);
    world.wait(60 * 60);
    const later = await world.open(share);
    await world.beat(later, { path: [1] });
    await world.mails.settler.settled();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query('select from visits where share_id = $1 and id <> $2 for update', [share.id, later.visitId]);
      await world.reading.tell();
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    assert.equal((await world.mails.lines(['document'])).filter(({ data }) => data.document?.shareId === share.id).length, 2);
    world.wait(20 * 60);
    const again = await world.open(share);
    await world.beat(again, { path: [2] });
    const lines = (await world.lines()).filter(({ data }) => data.document?.shareId === share.id);
    assert.deepEqual(lines.map(({ count }) => count).sort(), [1, 2], 'within half an hour it is the same line');
  });

  it('of a share that is gone are told no more, and hold up nobody', async () => {
    const { dataSource } = test.database;
    const share = await world.sent();
    await world.beat(await world.open(share), { path: [1] });
    await world.mails.settler.settled();
    await dataSource.query('delete from shares where id = $1', [share.id]);
    await world.reading.tell();
    assert.deepEqual(await dataSource.query('select tell_at from visits where share_id = $1', [share.id]), [{ tell_at: null }]);
  });

  it('are counted by version, and are nobody else’s to see', async () => {
    const { manager } = test.database.dataSource;
    const share = await world.sent();
    await world.beat(await world.open(share), { path: [1] });
    await world.documents.addVersion(share.documentId, 2, { pdf: Buffer.from('%PDF-1.4 anew'), pages: 3 });
    const rep = (await world.documents.rep()).id;
    const options = { setting: 'all-on', now: world.now } as const;
    await world.mails.settler.settled();
    const found = await figuresOfDocument(manager, rep, share.documentId, () => Promise.reject(new Error('asked')), { all: false }, options);
    assert.deepEqual([found.version, found.pageCount, found.visits], [2, 3, 0]);
    const first = await figuresOfShare(manager, rep, share.id, { all: false, version: 1 }, options);
    assert.deepEqual([first.version, first.visits], [1, 1]);
    await assert.rejects(figuresOfShare(manager, randomUUID(), share.id, { all: false }, options), { code: 'NOT_FOUND' });
    await assert.rejects(figuresOfShare(manager, rep, share.id, { all: false, version: 9 }, options), { code: 'NOT_FOUND' });
    assert.deepEqual((await sharesOfMessage(manager, share.mailboxId, share.messageId)).map(({ id }) => id), [share.id]);
    await assert.rejects(sharesOfMessage(manager, randomUUID(), share.messageId), { code: 'NOT_FOUND' });
  });

  it('leave out who the rep says they were, and take them back in', async () => {
    const share = await world.sent();
    const opened = await world.open(share, { from: '203.0.113.5', agent: FIREFOX });
    await world.beat(opened, { path: [1] });
    const lines = async (): Promise<number> => (await world.lines()).filter(({ data }) => data.document?.shareId === share.id).length;
    assert.deepEqual([(await figures(share)).visits, await lines()], [1, 1]);
    const say = (mine: boolean, mailboxId = share.mailboxId): Promise<unknown> =>
      test.database.dataSource.transaction((tx) => sayOfVisit(tx, { rep: { id: randomUUID() }, mailboxId, mine, now: world.now }, opened.visitId));
    await assert.rejects(say(true, randomUUID()), { code: 'NOT_FOUND' });
    await say(true);
    assert.deepEqual([(await figures(share)).visits, await lines()], [0, 0]);
    await say(false);
    assert.deepEqual([(await figures(share)).visits, await lines()], [1, 1]);
  });

  it('lose what could lead back to an address with old hits, and stay', async () => {
    const { manager } = test.database.dataSource;
    const share = await world.sent({ to: ['a@encom.com', 'b@encom.com'] });
    for (const from of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) await world.beat(await world.open(share, { from }), { path: [1] });
    const readers = (): Promise<{ reader: Buffer }[]> => manager.query('select reader from visits where share_id = $1 order by started_at', [share.id]);
    const before = await readers();
    assert.equal((await figures(share)).readers, 2);
    world.keptFrom = new Date(world.now.getTime() + 1_000);
    await world.reading.housekeeping();
    world.keptFrom = null;
    const after = await readers();
    assert.ok(after.every(({ reader }) => before.every((one) => !one.reader.equals(reader))));
    assert.equal((await figures(share)).readers, 2);
  });
});
