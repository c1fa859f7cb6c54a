import assert from 'node:assert/strict';
import { at, list, REP, text, World, type CallOptions } from './exchange-world.js';

describe('sandbox Exchange: delta', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const DELTA = `/users/${REP.id}/mailFolders/inbox/messages/delta`;

  async function receive(name: string): Promise<void> {
    await world.exchange.receive(REP.mail, Buffer.from(`Message-ID: <${name}@x.example>\r\nSubject: ${name}\r\nFrom: a@x.example\r\n\r\ntext`));
  }

  /** Reads to the deltaLink. */
  async function round(link: string, options: CallOptions = { immutable: true }) {
    const items: unknown[] = [];
    let pages = 0;
    for (;;) {
      const page = await world.graph('GET', link, options);
      assert.equal(page.status, 200, page.text);
      pages++;
      items.push(...list(page.at('value')));
      const next = page.at('@odata.nextLink');
      if (next === undefined) return { items, pages, link: text(page.at('@odata.deltaLink')) };
      assert.equal(page.at('@odata.deltaLink'), undefined);
      link = text(next);
    }
  }

  const seen = (items: unknown[]) =>
    items.map((item) => (at(item, '@removed/reason') === undefined ? at(item, 'subject') : `-${text(at(item, 'id')).slice(0, 5)}`));

  async function idOf(subject: string): Promise<string> {
    return text((await world.graph('GET', `/users/${REP.id}/messages?$filter=subject eq '${subject}'`, { immutable: true })).at('value/0/id'));
  }

  it('gives everything in pages, then only what changed, the options kept in the link', async () => {
    for (let index = 0; index < 5; index++) await receive(`m${index}`);
    const first = await round(`${DELTA}?$select=subject&$top=2`);
    assert.equal(first.pages, 3);
    assert.deepEqual(seen(first.items), ['m0', 'm1', 'm2', 'm3', 'm4']);
    assert.deepEqual(keysOf(first.items[0]), ['@odata.etag', '@odata.type', 'id', 'subject']);
    assert.deepEqual((await round(first.link)).items, []);
    await receive('m5');
    await world.graph('PATCH', `/users/${REP.id}/messages/${await idOf('m2')}`, { body: { isRead: true } });
    const second = await round(first.link);
    assert.deepEqual(seen(second.items), ['m5', 'm2']);
    assert.deepEqual(seen((await round(first.link)).items), ['m5', 'm2'], 'a link may be read again');
    assert.deepEqual((await round(second.link)).items, []);
  });

  it('ends an exactly full page with an empty one', async () => {
    await receive('m0');
    const first = await round(DELTA, { immutable: true, prefer: 'odata.maxpagesize=1' });
    assert.deepEqual([first.pages, seen(first.items)], [2, ['m0']]);
  });

  it('tells deletions and moves out as @removed, moves in as messages', async () => {
    for (const name of ['m0', 'm1', 'm2']) await receive(name);
    const archive = `/users/${REP.id}/mailFolders/archive/messages/delta`;
    const [inboxLink, archiveLink] = [(await round(DELTA)).link, (await round(archive)).link];
    const [gone, moved] = [await idOf('m0'), await idOf('m1')];
    await world.graph('DELETE', `/users/${REP.id}/messages/${gone}`);
    await world.graph('POST', `/users/${REP.id}/messages/${moved}/move`, { body: { destinationId: 'archive' } });
    const left = await round(inboxLink);
    assert.deepEqual(left.items.map((item) => [at(item, 'id'), at(item, '@removed/reason')]), [[gone, 'deleted'], [moved, 'deleted']]);
    const arrived = await round(archiveLink);
    assert.deepEqual(arrived.items.map((item) => at(item, 'id')), [moved]);
    assert.deepEqual(seen((await round(DELTA)).items), ['m2'], 'a first round knows no departures');
  });

  it('names a message that left by the id it had there', async () => {
    await receive('m0');
    const plain = { immutable: false };
    const first = await round(DELTA, plain);
    await world.graph('DELETE', `/users/${REP.id}/messages/${await idOf('m0')}`);
    const second = await round(first.link, plain);
    assert.equal(at(second.items[0], 'id'), at(first.items[0], 'id'));
  });

  it('filters by receivedDateTime and changeType, expands, and refuses other filters', async () => {
    await receive('m0');
    const future = new Date(Date.now() + 60_000).toISOString();
    assert.deepEqual((await round(`${DELTA}?$filter=receivedDateTime ge ${future}`)).items, []);
    const first = await round(`${DELTA}()?changeType=created&$expand=singleValueExtendedProperties($filter=id eq 'String 0x1035')`);
    assert.equal(at(first.items[0], 'singleValueExtendedProperties/0/value'), '<m0@x.example>');
    await world.graph('PATCH', `/users/${REP.id}/messages/${await idOf('m0')}`, { body: { isRead: true } });
    await receive('m1');
    assert.deepEqual(seen((await round(first.link)).items), ['m1']);
    assert.equal((await world.graph('GET', `${DELTA}?$filter=subject eq 'x'`)).at('error/code'), 'ErrorInvalidUrlQueryFilter');
    assert.equal((await world.graph('GET', `${DELTA}?$deltatoken=made-up`)).at('error/code'), 'SyncStateInvalid');
  });

  it('keeps mail, flags, departures and links through a restart', async () => {
    for (const name of ['m0', 'm1', 'm2']) await receive(name);
    const { link } = await round(DELTA);
    await world.graph('DELETE', `/users/${REP.id}/messages/${await idOf('m0')}`);
    await world.graph('PATCH', `/users/${REP.id}/messages/${await idOf('m1')}`, { body: { isRead: true } });
    const before = await idOf('m1');
    for (let restarts = 0; restarts < 2; restarts++) {
      await world.stop({ keep: true });
      world = await World.start(world.dataDir);
    }
    const after = await round(link.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${world.port}`));
    assert.deepEqual(seen(after.items), ['-AAkAL', 'm1']);
    assert.deepEqual([at(after.items[1], 'id'), at(after.items[1], 'isRead')], [before, true]);
    await receive('m3');
    assert.deepEqual(seen((await round(after.link)).items), ['m3']);
  });

  it('answers a round after one delivery fast in a full mailbox', async function () {
    this.timeout(120_000);
    const mails = 10_000;
    for (let index = 0; index < mails; index += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, offset) => receive(`m${index + offset}`)));
    }
    let { link } = await round(`${DELTA}?$select=subject&$top=1000`);
    const times: number[] = [];
    for (let index = 0; index < 20; index++) {
      await receive(`new${index}`);
      const started = performance.now();
      const next = await round(link);
      times.push(performance.now() - started);
      assert.deepEqual(seen(next.items), [`new${index}`]);
      link = next.link;
    }
    const median = times.sort((a, b) => a - b)[10] ?? Infinity;
    assert.ok(median < 50, `median ${median.toFixed(1)} ms`);
  });
});

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).sort() : [];
}
