import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { keysFrom } from '../../connector/config/index.js';
import type { ActivityData } from '../../connector/feed/index.js';
import * as schema from '../../connector/schema.js';
import { ensureHitPartitions, GIF, HitGroups, Journal, linkToken, mintStamp, nothingKnown, recordMessage, Settler, trackingFront, type RawHit, type Stamp } from '../../connector/tracking/index.js';
import { silentLog, until, useTestDatabase } from '../database.js';
import { aHit } from './ingest/hits.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const NOW = new Date('2026-11-23T10:00:00Z');

/** As a mail program asks: the agent of a plain program is a machine's. */
function load(url: string, { headers, ...init }: { method?: string; redirect?: 'manual'; headers?: Record<string, string> } = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { 'user-agent': 'Contoso Mail 3', ...headers } });
}

describe('the pixel', () => {
  const test = useTestDatabase(schema);
  let server: Server;
  let settler: Settler;
  let groups: HitGroups;
  let folder: string;
  let address: string;
  let now = NOW;

  before(async () => {
    const { dataSource } = test.database;
    await ensureHitPartitions(dataSource, NOW);
    await ensureHitPartitions(dataSource, NOW);
    const clock = { now: () => now };
    settler = new Settler({ dataSource, clock, log: silentLog, knownOf: nothingKnown });
    folder = await mkdtemp(join(tmpdir(), 'readback-pixel-'));
    groups = new HitGroups({ url: test.url, log: silentLog, committed: () => settler.wake(), journal: new Journal({ directory: folder, limit_bytes: 1e7, log: silentLog }) });
    const front = trackingFront({ keys, groups, clock, clientAddress: (incoming) => incoming.socket.remoteAddress ?? '' });
    server = createServer((incoming, response) => {
      if (!front(incoming, response)) response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    address = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}` : '';
  });
  after(async () => {
    await settler.close();
    server.close();
    server.closeAllConnections();
    await groups.close();
    await rm(folder, { recursive: true });
  });

  it('is an image that is never kept, and is one line of the feed for the person who loaded it', async () => {
    const stamp = await message(['flynn@flynnsarcade.com']);
    const response = await load(`${address}/o/${stamp.text}.gif`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/gif');
    assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), GIF);
    const [line] = await views(stamp);
    assert.equal(line?.data.person?.address, 'flynn@flynnsarcade.com');
    assert.match(line.data.reason ?? '', /^Counted as a person/);
  });

  it('counts repeats within a short time as one line', async () => {
    const stamp = await message(['flynn@flynnsarcade.com']);
    for (let time = 0; time < 3; time++) await load(`${address}/o/${stamp.text}.gif?${time}`);
    now = new Date(NOW.getTime() + 3_600_000);
    await load(`${address}/o/${stamp.text}.gif`);
    now = NOW;
    assert.deepEqual((await views(stamp)).map(({ count }) => count), [3, 1]);
  });

  it('says "one of" when several people got the mail', async () => {
    const stamp = await message(['flynn@flynnsarcade.com', 'alan@encom.com']);
    await load(`${address}/o/${stamp.text}.gif`);
    const [line] = await views(stamp);
    assert.equal(line?.data.person, undefined);
    assert.deepEqual(line?.data.oneOf?.map((person) => person.address).sort(), ['alan@encom.com', 'flynn@flynnsarcade.com']);
  });

  it('that was tampered with gives the image and leaves no hit', async () => {
    const { text } = mintStamp(keys, randomUUID());
    const before = await hits();
    for (const odd of [`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`, 'x', '', '%00', '../x']) {
      assert.deepEqual(await raw('GET', `/o/${odd}.gif`), { status: 200, bytes: GIF.length });
    }
    assert.equal(await hits(), before);
  });

  it('keeps no address, and keeps what a machine loaded out of the feed', async () => {
    const stamp = await message(['flynn@flynnsarcade.com']);
    assert.deepEqual(await raw('HEAD', `/o/${stamp.text}.gif`), { status: 200, bytes: 0 });
    assert.equal((await views(stamp)).length, 0);
    const [hit] = await test.database.dataSource.query<{ verdict: string; reason: string; address_hash: Buffer }[]>(
      'select * from hits where stamp_id = $1',
      [stamp.id],
    );
    assert.deepEqual([hit?.verdict, hit?.reason, hit?.address_hash.length], ['scanner', 'head-request', 16]);
    assert.doesNotMatch(JSON.stringify(hit), /127\.0\.0\.1/);
  });

  it('loaded before its message is known is told when it is', async () => {
    const stamp = mintStamp(keys, randomUUID());
    await load(`${address}/o/${stamp.text}.gif`);
    assert.equal((await views(stamp)).length, 0);
    await message(['flynn@flynnsarcade.com'], stamp);
    assert.equal((await views(stamp)).length, 1);
  });

  it('loses and doubles nothing when hits and their message come at the same time', async () => {
    const stamps = Array.from({ length: 40 }, () => mintStamp(keys, randomUUID()));
    await Promise.all(stamps.flatMap((stamp) => [load(`${address}/o/${stamp.text}.gif`), message(['flynn@flynnsarcade.com'], stamp)]));
    for (const stamp of stamps) assert.deepEqual((await views(stamp)).map(({ count }) => count), [1]);
  });

  it('never waits in a circle when two connectors tell of the same messages', async () => {
    const stamps: Stamp[] = [];
    for (let count = 0; count < 30; count++) stamps.push(await message(['flynn@flynnsarcade.com']));
    const troubles: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void troubles.push(line) });
    const { dataSource } = test.database;
    const connectors = [0, 1].map(() => {
      const own = new Settler({ dataSource, clock: { now: () => NOW }, log, knownOf: nothingKnown });
      return { own, groups: new HitGroups({ url: test.url, log, committed: () => own.wake() }) };
    });
    for (let time = 0; time < 5; time++) {
      await Promise.all(connectors.flatMap(({ groups }, index) => (index === 0 ? stamps : [...stamps].reverse()).map((stamp) => groups.write(rawHit(stamp)))));
    }
    await Promise.all(connectors.map(({ own }) => own.settled()));
    await Promise.all(connectors.map(({ own }) => own.close()));
    assert.deepEqual(troubles, []);
    for (const stamp of stamps) assert.deepEqual((await views(stamp)).map(({ count }) => count), [10]);
  });

  it('loses nothing while the database cannot take hits, and answers all the same', async () => {
    const { dataSource } = test.database;
    const stamp = await message(['flynn@flynnsarcade.com']);
    await dataSource.query('alter table hit_groups rename to hit_groups_away');
    const began = Date.now();
    const response = await load(`${address}/o/${stamp.text}.gif`);
    const waited_ms = Date.now() - began;
    await dataSource.query('alter table hit_groups_away rename to hit_groups');
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), GIF);
    assert.ok(waited_ms < 10_000, `${waited_ms} ms`);
    await until(async () => (await views(stamp)).length === 1);
  });

  it('written twice is one', async () => {
    const stamp = await message(['flynn@flynnsarcade.com']);
    const groups = new HitGroups({ url: test.url, log: silentLog, committed: () => undefined });
    const hit = rawHit(stamp);
    await groups.write(hit);
    assert.deepEqual((await views(stamp)).map(({ count }) => count), [1]);
    await groups.write(hit);
    assert.deepEqual((await views(stamp)).map(({ count }) => count), [1]);
  });

  it('has a sibling: a link that leads where it says, and nowhere else', async () => {
    const stamp = await message(['flynn@flynnsarcade.com']);
    const token = linkToken(keys, stamp.text, 2, 'https://contoso.example/demo?a=1');
    const response = await load(`${address}/l/${token}`, { redirect: 'manual' });
    assert.deepEqual([response.status, response.headers.get('location')], [302, 'https://contoso.example/demo?a=1']);
    await settler.settled();
    const [line] = await test.database.dataSource.query<{ data: ActivityData }[]>(`select data from activities where mailbox_id = $1 and kind = 'click'`, [stamp.mailboxId]);
    assert.equal(line?.data.destination, 'https://contoso.example/demo?a=1');
    const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    assert.equal((await load(`${address}/l/${changed}`, { redirect: 'manual' })).status, 404);
  });

  it('leaves other addresses to others', async () => assert.equal((await load(`${address}/other`)).status, 404));

  async function message(to: readonly string[], stamp = mintStamp(keys, randomUUID())): Promise<Stamp> {
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: stamp.mailboxId,
        id: randomUUID(),
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: 'item',
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: NOW,
        recipients: to.map((recipient) => ({ kind: 'to', address: recipient, name: '' })),
        internetMessageIds: [`<${randomUUID()}@contoso.example>`],
      }),
    );
    return stamp;
  }

  const rawHit = (stamp: Stamp): RawHit => aHit(stamp, { at_ms: NOW.getTime() });

  const views = async ({ mailboxId }: Stamp): Promise<{ count: number; data: ActivityData }[]> => {
    await settler.settled();
    return test.database.dataSource.query(`select count, data from activities where mailbox_id = $1 and kind = 'view' and not data ? 'withdrawn' order by at`, [mailboxId]);
  };

  const hits = async (): Promise<number> => {
    await settler.settled();
    return (await test.database.dataSource.query<unknown[]>('select 1 from hits')).length;
  };

  /** A request whose path is sent as it is written. */
  function raw(method: string, path: string): Promise<{ status: number; bytes: number }> {
    return new Promise((resolve, reject) => {
      request(`${address}/`, { method, path }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
      })
        .on('error', reject)
        .end();
    });
  }
});
