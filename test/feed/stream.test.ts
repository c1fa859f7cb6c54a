import assert from 'node:assert/strict';
import type { EntityManager, QueryRunner } from 'typeorm';
import { append, appendMany, patchActivity, type ActivityData } from '../../connector/feed/index.js';
import { meSchema } from '../../connector/identity/index.js';
import { until, useTestDatabase } from '../database.js';
import { bearer, failureOf } from '../http/answers.js';
import { schema, startConnector, type RunningConnector } from '../http/connector.js';
import { CLIENT_ID, startIssuer, TENANT_ID, type Issuer } from '../http/issuer.js';
import { readEvents, type EventReader } from './events.js';
import { z } from 'zod';

const pageSchema = z.object({ activities: z.array(z.object({ id: z.string(), cursor: z.string() })), next: z.string().nullable(), latest: z.string() });

describe('the live stream', () => {
  const db = useTestDatabase(schema);
  let issuer: Issuer;
  let connector: RunningConnector;
  let headers: Record<string, string>;
  let mailboxId: string;
  const readers: EventReader[] = [];
  const runners: QueryRunner[] = [];

  before(async () => {
    issuer = await startIssuer();
    connector = await startConnector({ database: db.database, azure: { authorityHost: issuer.authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID } });
    headers = bearer(await issuer.token());
    mailboxId = meSchema.parse(await (await fetch(`${connector.url}/api/me`, { headers })).json()).rep.id;
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.stop();
    for (const runner of runners.splice(0)) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  });
  after(async () => {
    await connector.close();
    await issuer.stop();
  });

  const tx = (): EntityManager => db.database.dataSource.manager;
  const line = (data: ActivityData, into = mailboxId): Parameters<typeof append>[1] => ({ mailboxId: into, at: new Date(), kind: 'sent', messageId: null, data });
  const write = (subject: string, manager = tx()): Promise<{ id: string }> => append(manager, line({ subject }));
  const follow = async (query = '', more: Record<string, string> = {}): Promise<EventReader> => {
    const reader = await readEvents(`${connector.url}/api/feed/stream${query}`, { ...headers, ...more });
    readers.push(reader);
    if (reader.status === 200) await until(() => reader.lastId());
    return reader;
  };
  const subjects = (reader: EventReader): (string | undefined)[] => reader.activities.map(({ data }) => data.subject);
  /** A transaction with an id of its own, left open. */
  const openTransaction = async (): Promise<QueryRunner> => {
    const runner = db.database.dataSource.createQueryRunner();
    runners.push(runner);
    await runner.startTransaction();
    await runner.query('select pg_current_xact_id()');
    return runner;
  };

  it('gives what is new, at once, to every stream of the mailbox, and nothing old', async () => {
    await write('old');
    const [one, two] = [await follow(), await follow()];
    const began_ms = performance.now();
    await write('new');
    await until(() => one.activities.length > 0 && two.activities.length > 0, { interval_ms: 1 });
    const took_ms = performance.now() - began_ms;
    assert.deepEqual([subjects(one), subjects(two)], [['new'], ['new']]);
    assert.ok(took_ms < 500, `took ${took_ms} ms`);
    assert.equal(one.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(one.headers.get('x-accel-buffering'), 'no');
    assert.equal(one.lastId(), one.activities[0]?.cursor);
  });

  it('skips no line when the later id commits first', async () => {
    const reader = await follow();
    const early = await openTransaction();
    await write('earlier id, commits last', early.manager);
    const late = await openTransaction();
    await write('later id, commits first', late.manager);
    await late.commitTransaction();
    // A commit after both: if streams read by id, it would come now, and "earlier" never.
    await write('after both');
    await early.commitTransaction();
    await until(() => reader.activities.length >= 3);
    assert.deepEqual(subjects(reader), ['earlier id, commits last', 'later id, commits first', 'after both']);
  });

  it('waits for a longer transaction elsewhere without skipping, then gives everything in order', async () => {
    const elsewhere = await openTransaction();
    const reader = await follow();
    await write('first');
    await write('second');
    const [horizon] = await db.database.dataSource.query<{ behind: boolean }[]>(
      'select pg_snapshot_xmin(pg_current_snapshot()) < max(xid) as behind from activities',
    );
    assert.equal(horizon?.behind, true, 'the transaction elsewhere holds the lines back');
    assert.deepEqual(subjects(reader), []);
    await elsewhere.commitTransaction();
    await until(() => reader.activities.length >= 2);
    assert.deepEqual(subjects(reader), ['first', 'second']);
  });

  it('a stream that begins while lines are held back gets them too', async () => {
    const elsewhere = await openTransaction();
    await write('committed, not readable yet');
    const reader = await follow();
    await elsewhere.rollbackTransaction();
    await until(() => reader.activities.length >= 1);
    assert.deepEqual(subjects(reader), ['committed, not readable yet']);
  });

  it('goes on from a cursor: after=, or Last-Event-ID, which wins', async () => {
    const first = await follow();
    for (const subject of ['a', 'b', 'c']) await write(subject);
    await until(() => first.activities.length >= 3);
    const [a, b] = first.activities;
    first.stop();
    await write('d');
    const after = await follow(`?after=${a?.cursor ?? ''}`);
    const header = await follow(`?after=${a?.cursor ?? ''}`, { 'last-event-id': b?.cursor ?? '' });
    await until(() => after.activities.length >= 3 && header.activities.length >= 2);
    assert.deepEqual([subjects(after), subjects(header)], [['b', 'c', 'd'], ['c', 'd']]);
  });

  it('goes on from a page without a gap, and from the place named at the start of a stream', async () => {
    const idle = await follow();
    const place = idle.lastId() ?? '';
    idle.stop();
    await write('while nobody looked');
    const again = await follow(`?after=${place}`);
    await until(() => again.activities.length >= 1);
    assert.deepEqual(subjects(again), ['while nobody looked']);
    const { latest } = pageSchema.parse(await (await fetch(`${connector.url}/api/feed?limit=1`, { headers })).json());
    await write('after the page');
    const reader = await follow(`?after=${latest}`);
    await until(() => reader.activities.length >= 1);
    assert.deepEqual(subjects(reader), ['after the page']);
  });

  it('catches up on more lines than are kept in memory, in order', async () => {
    const start = await follow();
    const place = start.lastId() ?? '';
    for (let part = 0; part < 7; part += 1) {
      await appendMany(tx(), Array.from({ length: 100 }, (_, index) => line({ day: part * 100 + index })));
    }
    const late = await follow(`?after=${place}`);
    await until(() => late.activities.length >= 700 && start.activities.length >= 700);
    const days = Array.from({ length: 700 }, (_, index) => index);
    assert.deepEqual(late.activities.map(({ data }) => data.day), days);
    assert.deepEqual(start.activities.map(({ data }) => data.day), days);
  });

  it('gives a changed line again under its id', async () => {
    const reader = await follow();
    const { id } = await write('who does the answer speak for?');
    await patchActivity(tx(), mailboxId, id, (data) => ({ ...data, reason: 'answered' }));
    await until(() => reader.activities.some(({ data }) => data.reason === 'answered'));
    assert.deepEqual(new Set(reader.activities.map((activity) => activity.id)), new Set([id]));
  });

  it('loses nothing and repeats nothing under many writers', async () => {
    const reader = await follow();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 25; index += 1) {
        await db.database.dataSource.transaction(async (manager) => {
          await write(`${writer}-${index}`, manager);
          if (index % 5 === 0) await manager.query('select pg_sleep(0.01)');
        });
      }
    });
    await Promise.all(writers);
    await until(() => reader.activities.length >= 200);
    assert.equal(new Set(subjects(reader)).size, 200);
    const inOrder = [...reader.activities].sort((a, b) => compare(a.cursor, b.cursor)).map(({ cursor }) => cursor);
    assert.deepEqual(reader.activities.map(({ cursor }) => cursor), inOrder);
  });

  it('gives a rep nothing of another mailbox', async () => {
    const reader = await follow();
    await append(tx(), line({ subject: 'of somebody else' }, '00000000-0000-4000-8000-000000000001'));
    await write('mine');
    await until(() => reader.activities.length >= 1);
    assert.deepEqual(subjects(reader), ['mine']);
  });

  it('begins now when the cursor lies ahead of the database, as after restoring a backup', async () => {
    const reader = await follow('?after=18446744073709551615.1');
    await write('still there');
    await until(() => reader.activities.length >= 1);
  });

  it('refuses what is no cursor, and says who has no mailbox', async () => {
    for (const query of ['?after=abc', '?after=99999999999999999999.1', '?after=1.99999999999999999999']) {
      assert.equal((await fetch(`${connector.url}/api/feed/stream${query}`, { headers })).status, 400, query);
    }
    assert.equal((await fetch(`${connector.url}/api/feed/stream`, { headers: { ...headers, 'last-event-id': 'abc' } })).status, 400);
    const nobody = bearer(await issuer.token({ oid: 'nobody', name: 'Nobody', preferred_username: 'nobody@contoso.example' }));
    assert.equal((await failureOf(await fetch(`${connector.url}/api/feed/stream`, { headers: nobody }))).code, 'NO_MAILBOX');
    const page = pageSchema.parse(await (await fetch(`${connector.url}/api/feed`, { headers: nobody })).json());
    assert.deepEqual([page.activities, page.next], [[], null]);
  });

  it('limits a page to 200 lines', async () => {
    assert.equal((await fetch(`${connector.url}/api/feed?limit=201`, { headers })).status, 400);
    assert.equal((await fetch(`${connector.url}/api/feed?limit=0`, { headers })).status, 400);
    assert.equal((await fetch(`${connector.url}/api/feed?before=x`, { headers })).status, 400);
    const page = pageSchema.parse(await (await fetch(`${connector.url}/api/feed?limit=200`, { headers })).json());
    assert.equal(page.activities.length, 200);
  });

  it('is there again after the connection that listens was cut', async () => {
    const reader = await follow();
    await db.database.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
    );
    await write('meanwhile');
    await until(() => reader.activities.length >= 1);
    assert.deepEqual(subjects(reader), ['meanwhile']);
  });

  it('ends its streams when the connector stops, within a moment', async () => {
    const other = await startConnector({ database: db.database, azure: { authorityHost: issuer.authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID } });
    const reader = await readEvents(`${other.url}/api/feed/stream`, headers);
    await until(() => reader.lastId());
    const began_ms = performance.now();
    await other.close();
    await until(() => reader.ended());
    assert.ok(performance.now() - began_ms < 2_000, 'it did not have to be cut');
  });
});

function compare(a: string, b: string): number {
  const [axid = '', aid = ''] = a.split('.');
  const [bxid = '', bid = ''] = b.split('.');
  const difference = axid === bxid ? BigInt(aid) - BigInt(bid) : BigInt(axid) - BigInt(bxid);
  return difference < 0n ? -1 : 1;
}
