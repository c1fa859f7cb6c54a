import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { createSlots, PLACES_AT_ONCE, type Slots } from '../../connector/mailbox/graph/slots.js';
import { silentLog, until, useTestDatabase } from '../database.js';
import { schema } from './service.js';

const LOCK_CLASS = String(0x6772_7068);

describe('places at a mailbox, shared by processes', () => {
  const test = useTestDatabase(schema);
  const opened: Slots[] = [];
  const open = (url = test.url): Slots => {
    const slots = createSlots(url, silentLog);
    opened.push(slots);
    return slots;
  };
  afterEach(async () => {
    for (const slots of opened.splice(0)) await slots.close();
  });

  it('are four in all, and wait for one another', async () => {
    const [one, other] = [open(), open()];
    const held = await Promise.all([one.take('m', false), one.take('m', false), one.take('m', false), other.take('m', false)]);
    let got = false;
    const waiting = other.take('m', false).then((free) => {
      got = true;
      return free;
    });
    await one.take('another mailbox', false);
    assert.equal(got, false);
    held[0]();
    const last = await waiting;
    assert.equal(await countLocks(), PLACES_AT_ONCE + 1);
    for (const free of [...held.slice(1), last]) free();
    await until(async () => (await countLocks()) === 1);
  });

  it('are never more than four under a crowd', async () => {
    const crowd = [open(), open(), open()];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 90 }, async (_, index) => {
        const free = await (crowd[index % 3] ?? assert.fail()).take('crowded', index % 10 === 0);
        running += 1;
        most = Math.max(most, running);
        // As long as others take to come.
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
        free();
      }),
    );
    assert.ok(most <= PLACES_AT_ONCE, String(most));
  });

  it('the polite take the last place only, and leave the others to those in a hurry', async () => {
    const [one, other] = [open(), open()];
    const polite = await one.take('m', true);
    let second = false;
    const waiting = other.take('m', true).then((free) => {
      second = true;
      return free;
    });
    const urgent = await Promise.all([other.take('m', false), other.take('m', false), other.take('m', false)]);
    assert.equal(second, false);
    polite();
    (await waiting)();
    for (const free of urgent) free();
  });

  it('of a process that was killed are free', async () => {
    const holder = fork(join(PACKAGE_ROOT, 'dist/test/mailbox/slots-holder.js'), [test.url, 'killed']);
    await once(holder, 'message');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    (await open().take('killed', false))();
  });

  it('are done without while PostgreSQL is away', async () => {
    const slots = open('postgres://readback@127.0.0.1:9/nowhere');
    const frees = await Promise.all(Array.from({ length: 6 }, () => slots.take('m', false)));
    for (const free of frees) free();
  });

  it('are shared again after the connection was lost', async () => {
    const slots = open();
    const lost = await slots.take('m', false);
    await test.database.dataSource.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = ${LOCK_CLASS}`);
    await until(async () => (await countLocks()) === 0);
    await until(async () => {
      const free = await slots.take('m', false);
      const shared = (await countLocks()) === 1;
      free();
      return shared;
    });
    lost();
  });

  it('are done without, and then shared again, when a connection is dead and nobody says so', async () => {
    const { hostname, port } = new URL(test.url);
    const wires: Socket[] = [];
    let isDead = false;
    const relay = createServer((from) => {
      const to = connect({ host: hostname, port: Number(port === '' ? 5_432 : port) });
      wires.push(from, to);
      for (const [one, other] of [[from, to], [to, from]] as const) {
        one.on('data', (data) => !(isDead && wires.indexOf(one) < 2) && other.write(data));
        one.on('error', () => undefined);
      }
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    try {
      const address = relay.address();
      const url = new URL(test.url);
      url.host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`;
      const slots = createSlots(url.href, silentLog, 200);
      opened.push(slots);
      (await slots.take('m', false))();
      isDead = true;
      (await slots.take('m', false))();
      // What the dead connection held goes with it.
      for (const wire of wires.slice(0, 2)) wire.destroy();
      await until(async () => {
        const free = await slots.take('shared', false);
        const locks = await countLocks();
        free();
        return locks > 0;
      });
    } finally {
      for (const wire of wires) wire.destroy();
      relay.close();
    }
  });

  async function countLocks(): Promise<number> {
    const rows = await test.database.dataSource.query<unknown[]>(`select from pg_locks where locktype = 'advisory' and classid = ${LOCK_CLASS}`);
    return rows.length;
  }
});
