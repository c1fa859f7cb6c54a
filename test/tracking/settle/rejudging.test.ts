/** `readback rejudge` of one mail, and of all: as a process killed on the way, and gone on with. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runCli } from '../../../connector/admin/index.js';
import { PACKAGE_ROOT } from '../../../connector/config/index.js';
import * as schema from '../../../connector/schema.js';
import type { Stamp } from '../../../connector/tracking/index.js';
import { lockStamps } from '../../../connector/tracking/stamp-lock.js';
import { until, useTestDatabase } from '../../database.js';
import { useWorlds, type World } from './world.js';

const CURL = { agent: 'curl/8.14.1' };

describe('judging again by command', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    DATABASE_URL: test.url,
    SECRET_KEY: 'k'.repeat(40),
    PUBLIC_URL: 'http://localhost:8080',
    AZURE_TENANT_ID: 'tenant',
    AZURE_CLIENT_ID: 'client',
    AZURE_CLIENT_SECRET: 'secret',
  });

  async function rejudge(...args: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    const say = (line: string): number => lines.push(line);
    assert.equal(await runCli({ args: ['rejudge', ...args], environment: environment(), out: { line: say, error: say } }), 0, lines.join('\n'));
    return lines;
  }

  /** Mails that a machine looked at, as an earlier version judged it: a person. */
  async function judgedBefore(world: World, count: number): Promise<{ stamps: Stamp[]; ids: string[] }> {
    const stamps = Array.from({ length: count }, () => world.stamp());
    const ids: string[] = [];
    for (const stamp of stamps) ids.push(await world.send(stamp));
    await world.come(...stamps.map((stamp) => world.hit(stamp, 0, CURL)));
    await test.database.dataSource.query(`update hits set verdict = 'human', reason = 'mail-client' where mailbox_id = $1`, [world.mailboxId]);
    return { stamps, ids };
  }

  it('judges one mail, and nothing else', async () => {
    const world = begin();
    const { ids } = await judgedBefore(world, 2);
    assert.deepEqual(await rejudge('--message', ids[0] ?? ''), ['Judged again: 1 mail.', '  human > scanner: 1']);
    assert.deepEqual((await world.verdicts()).sort(), ['human mail-client', 'scanner tool-agent']);
    assert.deepEqual(await rejudge('--message', ids[0] ?? ''), ['Judged again: 1 mail.', 'Nothing changed.']);
    assert.deepEqual(await rejudge('--message', '3f4bd6a0-6a4e-4b52-8f3a-0a8f4f1f0001'), ['Judged again: 0 mails.', 'Nothing changed.']);
    await test.database.dataSource.query('delete from hits; delete from stamp_figures');
  });

  it('goes on where it was killed, and counts what it did before', async () => {
    const world = begin();
    const { dataSource } = test.database;
    const { stamps } = await judgedBefore(world, 60);
    const last = stamps.map(({ id }) => id).sort().at(-1) ?? '';
    const held = dataSource.createQueryRunner();
    await held.startTransaction();
    try {
      await lockStamps(held.manager, [last], 'alone');
      const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/connector/admin/cli.js'), 'rejudge'], { env: environment(), stdio: ['ignore', 'ignore', 'inherit'] });
      const exited = once(child, 'exit');
      // It has done what comes before, and waits for the last one.
      const done = async (): Promise<number> => (await dataSource.query<{ stamps: number }[]>('select stamps::int as stamps from rejudging'))[0]?.stamps ?? 0;
      await until(async () => (await isWaiting()) && (await done()) > 0, { timeout_ms: 60_000 });
      child.kill('SIGKILL');
      await exited;
      const before = await done();
      assert.ok(before > 0 && before < stamps.length, `${before} were done`);
    } finally {
      await held.rollbackTransaction();
      await held.release();
    }
    assert.deepEqual(await rejudge(), ['Judged again: 60 mails.', '  human > scanner: 60']);
    assert.deepEqual(await world.verdicts(), Array<string>(60).fill('scanner tool-agent'));
    assert.deepEqual(await dataSource.query('select since from rejudging'), []);
    assert.deepEqual(await rejudge(), ['Judged again: 60 mails.', 'Nothing changed.']);
  }).timeout(180_000);

  async function isWaiting(): Promise<boolean> {
    const locks = await test.database.dataSource.query<unknown[]>(`select from pg_locks where not granted and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    return locks.length > 0;
  }
});
