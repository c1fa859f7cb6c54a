import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Registry } from 'prom-client';
import { keysFrom } from '../../../connector/config/index.js';
import { joinEmbeddedServer, openDatabase } from '../../../connector/database/index.js';
import * as schema from '../../../connector/schema.js';
import { ensureHitPartitions, HitFigures, HitGroups, Journal, mintStamp, nothingKnown, Settler, type RawHit } from '../../../connector/tracking/index.js';
import { groupOf } from '../../../connector/tracking/ingest/group.js';
import { recordOf } from '../../../connector/tracking/ingest/journal-file.js';
import { removeDataDir } from '../../../sandbox/demo/data-dir.js';
import { silentLog, until, useTestDatabase } from '../../database.js';
import { openRelay } from '../../database/relay.js';
import { aHit } from './hits.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const stamp = mintStamp(keys, randomUUID());
const some = (count: number): RawHit[] => Array.from({ length: count }, () => aHit(stamp));
const LIMIT_BYTES = 1e8;

describe('groups of hits', () => {
  const test = useTestDatabase(schema);
  let settler: Settler;
  let folder: string;
  const opened: HitGroups[] = [];

  before(async () => {
    const { dataSource } = test.database;
    await ensureHitPartitions(dataSource, new Date());
    settler = new Settler({ dataSource, clock: { now: () => new Date() }, log: silentLog, knownOf: nothingKnown });
  });
  after(() => settler.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-groups-'));
  });
  afterEach(async () => {
    for (const groups of opened.splice(0)) await groups.close();
    await rm(folder, { recursive: true, force: true });
  });

  function open(figures?: HitFigures): { groups: HitGroups; journal: Journal } {
    const journal = new Journal({ directory: folder, limit_bytes: LIMIT_BYTES, log: silentLog }, randomUUID());
    const groups = new HitGroups({ url: test.url, log: silentLog, committed: () => settler.wake(), journal, ...(figures === undefined ? {} : { figures }) });
    opened.push(groups);
    return { groups, journal };
  }

  it('are answered when they are committed, a lone hit too, and touch no disk of ours', async () => {
    const { groups, journal } = open();
    for (const hits of [some(1), some(1_000)]) {
      await Promise.all(hits.map((hit) => groups.write(hit)));
      await allStoredOnce(hits);
    }
    assert.equal(journal.bytes, 0);
  });

  it('of mails that count nothing are answered and not stored', async () => {
    const { groups } = open();
    const hits = (['off', 'replies'] as const).map((mode) => aHit(stamp, { mode }));
    await Promise.all(hits.map((hit) => groups.write(hit)));
    await settler.settled();
    assert.equal((await stored(hits)).length, 0);
  });

  it('go to the journal while PostgreSQL refuses them, and are there once when it does not', async () => {
    const { groups, journal } = open();
    const { dataSource } = test.database;
    const hits = some(500);
    await dataSource.query('alter table hit_groups rename to hit_groups_away');
    const began_ms = performance.now();
    for (let from = 0; from < hits.length; from += 50) await Promise.all(hits.slice(from, from + 50).map((hit) => groups.write(hit)));
    assert.ok(performance.now() - began_ms < 5_000);
    assert.ok(journal.bytes > 0);
    await dataSource.query('alter table hit_groups_away rename to hit_groups');
    await until(() => journal.bytes === 0);
    await allStoredOnce(hits);
    assert.deepEqual(await readdir(folder), []);
    const after = some(1);
    await Promise.all(after.map((hit) => groups.write(hit)));
    assert.equal(journal.bytes, 0);
  });

  it('whose commit takes too long are answered all the same, and are there once whichever way they came', async () => {
    const { groups, journal } = open();
    const hits = some(100);
    const blocker = new pg.Client({ connectionString: test.url });
    await blocker.connect();
    await blocker.query('begin; lock table hit_groups in exclusive mode');
    const began_ms = performance.now();
    await Promise.all(hits.map((hit) => groups.write(hit)));
    const waited_ms = performance.now() - began_ms;
    assert.ok(waited_ms > 300 && waited_ms < 2_000, `${waited_ms} ms`);
    assert.ok(journal.bytes > 0);
    await blocker.query('commit');
    await blocker.end();
    await until(() => journal.bytes === 0);
    await allStoredOnce(hits);
  });

  it('in a file that is replayed twice are there once', async () => {
    const hits = some(10);
    const record = recordOf(groupOf(hits));
    const own = Buffer.from(JSON.stringify({ host: hostname(), pid: 999_999_999, started: '', one: 'hits' })).toString('base64url');
    const file = join(folder, `${own}.000000001.journal`);
    await writeFile(file, Buffer.concat([record, record]));
    await copyFile(file, join(folder, `${own}.000000002.journal`));
    const { groups, journal } = open();
    groups.lookAround();
    await until(() => journal.bytes === 0);
    await allStoredOnce(hits);
    await writeFile(file, record);
    groups.lookAround();
    await until(() => journal.bytes === 0);
    await allStoredOnce(hits);
  });

  it('are replayed oldest first', async () => {
    const { groups, journal } = open();
    const { dataSource } = test.database;
    await dataSource.query('alter table hit_groups rename to hit_groups_away');
    const hits = some(5);
    for (const [index, hit] of hits.entries()) await groups.write({ ...hit, at_ms: 1_700_000_000_000 + index });
    // Noted as they come, because settling takes them away again.
    await dataSource.query(`
      create table hit_groups (like hit_groups_away including all);
      create table noted (serial serial, hits text);
      create function note() returns trigger language plpgsql as $$ begin insert into noted (hits) values (new.hits); return new; end $$;
      create trigger note after insert on hit_groups for each row execute function note();
    `);
    await until(() => journal.bytes === 0);
    const rows = await dataSource.query<{ hits: string }[]>('select hits from noted order by serial');
    await dataSource.query('drop table hit_groups, noted; drop function note; alter table hit_groups_away rename to hit_groups');
    assert.deepEqual(rows.map((row) => hits.findIndex(({ id }) => row.hits.includes(id))).filter((index) => index !== -1), [0, 1, 2, 3, 4]);
  });

  it('that neither takes are answered, counted, and seen by readiness', async () => {
    const registry = new Registry();
    const figures = new HitFigures({ registry, journalBytes: () => 0 });
    await writeFile(join(folder, 'hits'), '');
    const journal = new Journal({ directory: join(folder, 'hits', 'x'), limit_bytes: LIMIT_BYTES, log: silentLog });
    const { dataSource } = test.database;
    const groups = new HitGroups({ url: test.url, log: silentLog, committed: () => undefined, journal, figures });
    opened.push(groups);
    await groups.check();
    await dataSource.query('alter table hit_groups rename to hit_groups_away');
    await Promise.all(some(3).map((hit) => groups.write(hit)));
    await dataSource.query('alter table hit_groups_away rename to hit_groups');
    await assert.rejects(groups.check(), { code: 'HITS_NOT_KEPT' });
    assert.match(await registry.metrics(), /readback_hits_total\{outcome="lost"\} 3/);
  });

  it('wait in bounded memory under a flood; what is too much is answered at once', async () => {
    const registry = new Registry();
    const { groups } = open(new HitFigures({ registry, journalBytes: () => 0 }));
    const hit = aHit(stamp);
    let answered = 0;
    for (let count = 0; count < 50_000; count++) groups.add({ ...hit, id: randomUUID() }, () => (answered += 1));
    assert.equal(answered, 40_000);
    await until(() => answered === 50_000, { timeout_ms: 30_000 });
    assert.match(await registry.metrics(), /readback_hits_total\{outcome="lost"\} 40000/);
    await settler.settled();
  }).timeout(60_000);

  async function stored(hits: readonly RawHit[]): Promise<{ id: string }[]> {
    return test.database.dataSource.query('select id from hits where id = any($1)', [hits.map(({ id }) => id)]);
  }

  async function allStoredOnce(hits: readonly RawHit[]): Promise<void> {
    await settler.settled();
    assert.deepEqual((await stored(hits)).map(({ id }) => id).sort(), hits.map(({ id }) => id).sort());
  }
});

describe('hits while PostgreSQL is stopped and started', () => {
  it('are all answered in time, and all there afterwards, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'readback-away-'));
    const start = () => joinEmbeddedServer({ dataDir: join(folder, 'postgres'), log: silentLog, durable: false });
    let server = await start();
    const relay = await openRelay();
    relay.target = Number(new URL(server.url).port);
    const url = new URL(server.url);
    url.port = String(relay.port);
    const database = await openDatabase({ ...schema, databaseUrl: url.href, dataDir: '', log: silentLog });
    const journal = new Journal({ directory: join(folder, 'hits'), limit_bytes: LIMIT_BYTES, log: silentLog });
    const groups = new HitGroups({ url: database.url, log: silentLog, committed: () => undefined, journal });
    const hits: RawHit[] = [];
    const waits_ms: number[] = [];
    const load = { ending: false };
    const loading = (async () => {
      while (!load.ending) {
        const fresh = some(20);
        hits.push(...fresh);
        const began_ms = performance.now();
        await Promise.all(fresh.map((hit) => groups.write(hit)));
        waits_ms.push(performance.now() - began_ms);
        await sleep(5);
      }
    })();
    try {
      await until(() => hits.length > 100);
      relay.target = null;
      await server.leave();
      await until(() => journal.bytes > 50_000);
      server = await start();
      relay.target = Number(new URL(server.url).port);
      await until(() => journal.bytes === 0, { timeout_ms: 60_000 });
      load.ending = true;
      await loading;
      const settler = new Settler({ dataSource: database.dataSource, clock: { now: () => new Date() }, log: silentLog, knownOf: nothingKnown });
      await settler.settled();
      await settler.close();
      const rows = await database.dataSource.query<{ id: string }[]>('select id from hits');
      assert.deepEqual(rows.map(({ id }) => id).sort(), hits.map(({ id }) => id).sort());
      assert.ok(Math.max(...waits_ms) < 5_000, `${Math.max(...waits_ms)} ms`);
    } finally {
      load.ending = true;
      await loading;
      await groups.close();
      await database.close();
      await relay.close();
      await server.leave();
      await removeDataDir(join(folder, 'postgres'));
      await rm(folder, { recursive: true, force: true });
    }
  }).timeout(120_000);
});
