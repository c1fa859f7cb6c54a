import assert from 'node:assert/strict';
import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { joinEmbeddedServer, type EmbeddedServer } from '../../connector/database/index.js';
import { silentLog } from '../log.js';

describe('the embedded PostgreSQL', () => {
  let root: string;
  let dataDir: string;
  const joined: EmbeddedServer[] = [];
  const children: ChildProcess[] = [];

  const enter = async (where = dataDir): Promise<EmbeddedServer> => {
    const server = await joinEmbeddedServer({ dataDir: where, log: silentLog, durable: false });
    joined.push(server);
    return server;
  };
  const enterElsewhere = async (): Promise<{ child: ChildProcess; url: string }> => {
    const child = fork(fileURLToPath(new URL('client.js', import.meta.url)), [dataDir]);
    children.push(child);
    return { child, url: await firstMessage(child) };
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'readback embedded ä '));
    chmodSync(root, 0o711);
    dataDir = join(root, 'data of Zoë');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
    for (const server of joined.splice(0)) await server.leave();
    const last = await joinIfThere(dataDir);
    await last?.leave();
    rmSync(root, { recursive: true, force: true });
  });

  it('is PostgreSQL 18 in UTF-8 and UTC, on loopback, for those who know the password', async () => {
    const { url } = await enter();
    assert.equal(new URL(url).hostname, '127.0.0.1');
    assert.deepEqual(
      await ask(
        url,
        `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
                current_setting('timezone') as zone, current_setting('listen_addresses') as addresses, lower('ÄÉ') as lower`,
      ),
      [{ major: 18, encoding: 'UTF8', zone: 'UTC', addresses: '127.0.0.1', lower: 'äé' }],
    );
    const wrong = new URL(url);
    wrong.password = 'guess';
    await assert.rejects(ask(wrong.href, 'select 1'), /password authentication failed/);
    assert.equal(statSync(join(dataDir, 'postgres.json')).mode & 0o777, 0o600);
  });

  it('is shared: the second comer adopts it, the last to leave stops it', async () => {
    const first = await enter();
    const second = await enter();
    assert.equal(second.url, first.url);
    await first.leave();
    await ask(second.url, 'select 1');
    await second.leave();
    await assert.rejects(ask(second.url, 'select 1'), /ECONNREFUSED/);
  });

  it('is started once by several processes that come at the same time', async () => {
    const clients = await Promise.all([enterElsewhere(), enterElsewhere(), enterElsewhere()]);
    assert.equal(new Set(clients.map(({ url }) => url)).size, 1);
  });

  it('left behind by a killed connector is adopted, not started again', async () => {
    const { child, url } = await enterElsewhere();
    const before = await ask(url, 'select pg_postmaster_start_time()::text as at');
    await kill(child);
    const { url: after } = await enter();
    assert.deepEqual(await ask(after, 'select pg_postmaster_start_time()::text as at'), before);
  });

  it('stops with the last living client, whoever was killed before', async () => {
    const { child } = await enterElsewhere();
    const server = await enter();
    await kill(child);
    await ask(server.url, 'select 1');
    await server.leave();
    await assert.rejects(ask(server.url, 'select 1'), /ECONNREFUSED/);
  });

  it('keeps what was committed, also after everything was killed', async () => {
    const { child, url } = await enterElsewhere();
    await ask(url, `create table kept as select 'yes' as word`);
    const postmaster = postmasterOf(dataDir);
    await kill(child);
    process.kill(postmaster, 'SIGKILL');
    const again = await enter();
    assert.deepEqual(await ask(again.url, 'select word from kept'), [{ word: 'yes' }]);
  });

  it('starts although its old process number is now used by another program of the same user', async () => {
    await (await enter()).leave();
    const data = join(dataDir, 'postgres', 'data');
    const { uid, gid } = statSync(data);
    const other = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' });
    children.push(other);
    writeFileSync(join(data, 'postmaster.pid'), `${other.pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n 0 0\nready   \n`, { mode: 0o600 });
    chownSync(join(data, 'postmaster.pid'), uid, gid);
    await ask((await enter()).url, 'select 1');
    assert.equal(other.exitCode, null);
  });

  it('starts after its first start was interrupted halfway', async () => {
    const draft = join(dataDir, 'postgres', 'draft-1', 'data');
    mkdirSync(draft, { recursive: true });
    writeFileSync(join(draft, 'PG_VERSION'), '18\n');
    chmodSync(dataDir, 0o711);
    chmodSync(join(dataDir, 'postgres'), 0o711);
    await ask((await enter()).url, 'select 1');
    assert.deepEqual(readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('draft-')), []);
  });

  it('starts although the lock of a killed process lies about', async () => {
    mkdirSync(dataDir, { mode: 0o711 });
    writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify({ pid: process.pid, started: 'long ago', token: 'abc' }));
    await Promise.all([enter(), enter(), enter()]);
  });

  it('without its owner file is set aside, never deleted', async () => {
    const first = await enter();
    await ask(first.url, `create table kept as select 1`);
    rmSync(join(dataDir, 'postgres.json'));
    const second = await enter();
    assert.deepEqual(await ask(second.url, `select to_regclass('kept')::text as found`), [{ found: null }]);
    assert.ok(readdirSync(join(dataDir, 'postgres')).some((name) => name.startsWith('data-kept-')));
  });

  it('of a copied DATA_DIR is one of its own', async () => {
    await (await enter()).leave();
    const copy = join(root, 'copy');
    cpSync(dataDir, copy, { recursive: true });
    giveAsIn(join(dataDir, 'postgres', 'data'), join(copy, 'postgres', 'data'));
    const original = await enter();
    cpSync(join(dataDir, 'postgres.json'), join(copy, 'postgres.json'));
    const other = await enter(copy);
    assert.notEqual(new URL(other.url).port, new URL(original.url).port);
    assert.deepEqual(await ask(other.url, 'show data_directory'), [{ data_directory: join(copy, 'postgres', 'data') }]);
  });

  if (process.getuid?.() === 0) {
    it('run by root from a closed folder keeps its data elsewhere, and they move along with DATA_DIR', async () => {
      chmodSync(root, 0o700);
      const first = await enter();
      const place = dirname(await dataDirectory(first.url));
      try {
        assert.ok(place.startsWith('/var/lib/readback/'), place);
        await first.leave();
        const moved = join(root, 'moved');
        renameSync(dataDir, moved);
        const second = await enter(moved);
        assert.equal(dirname(await dataDirectory(second.url)), place);
        const another = await enter();
        const other = dirname(await dataDirectory(another.url));
        assert.notEqual(other, place);
        await another.leave();
        rmSync(other, { recursive: true });
        await second.leave();
      } finally {
        rmSync(place, { recursive: true });
      }
    });
  }

  it('survives a Ctrl-C that reaches the whole process group of its clients', async () => {
    const shell = spawn(process.execPath, [fileURLToPath(new URL('client.js', import.meta.url)), dataDir], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(shell);
    const url = await firstMessage(shell);
    process.kill(-Number(shell.pid), 'SIGINT');
    await once(shell, 'exit');
    await ask(url, 'select 1');
  });
});

/** Whatever a test left running is joined once more, so that leaving stops it. */
async function joinIfThere(dataDir: string): Promise<EmbeddedServer | undefined> {
  try {
    readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'));
  } catch {
    return undefined;
  }
  return joinEmbeddedServer({ dataDir, log: silentLog, durable: false });
}

function firstMessage(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => (typeof message === 'string' ? resolve(message) : reject(new Error('no address'))));
    child.once('exit', () => reject(new Error('the client ended before it was ready')));
  });
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function dataDirectory(url: string): Promise<string> {
  const [row] = await ask(url, 'show data_directory');
  assert.ok(typeof row === 'object' && row !== null && 'data_directory' in row && typeof row.data_directory === 'string');
  return row.data_directory;
}

function giveAsIn(model: string, copy: string): void {
  const { uid, gid } = statSync(model);
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${uid}:${gid}`, copy]);
  chmodSync(copy, 0o700);
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}
