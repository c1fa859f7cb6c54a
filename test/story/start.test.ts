/** `npm start` as a person uses it: started, stopped with Ctrl-C, killed, started again, started twice. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Campaign } from '../../sandbox/demo/campaigns.js';
import { removeDataDir } from '../../sandbox/demo/data-dir.js';
import { freePorts } from '../../sandbox/demo/free-ports.js';
import { RepBrowser } from '../../sandbox/demo/rep-browser.js';
import { PACKAGE_ROOT } from '../../sandbox/demo/world.js';
import { until } from '../until.js';
import { mailboxIsWatched, REP, SEND_HOUR } from './stage.js';

const READY_WITHIN_MS = 60_000;
const campaigns = z.object({ campaigns: z.array(z.object({ name: z.string() })) });

/** One `npm start`, in a process group of its own as in a terminal. */
class Start {
  output = '';
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcess;

  constructor(env: NodeJS.ProcessEnv) {
    this.#process = spawn(process.execPath, [join(PACKAGE_ROOT, 'bin', 'start.js')], { cwd: PACKAGE_ROOT, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.exited = new Promise((resolve) => this.#process.once('exit', resolve));
  }

  get hasExited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** As Ctrl-C in a terminal: to the whole process group. */
  async interrupt(): Promise<void> {
    if (this.#process.pid !== undefined && !this.hasExited) process.kill(-this.#process.pid, 'SIGINT');
    await this.exited;
  }

  /** Everything it started, first, and itself: no chance for anybody to react. */
  async killAll(): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined) return;
    const children = childrenOf(pid);
    assert.equal(children.length, 2, 'a sandbox and a connector run');
    process.kill(pid, 'SIGSTOP');
    for (const child of children) process.kill(child, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await this.exited;
  }
}

describe('npm start', function () {
  this.timeout(120_000);
  let directory: string;
  let env: NodeJS.ProcessEnv;
  let url: string;
  const starts: Start[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'readback-start-'));
    const [port = 0, tls = 0, http = 0, smtp = 0] = await freePorts(4);
    url = `http://localhost:${port}`;
    env = { DATA_DIR: directory, PORT: String(port), SANDBOX_TLS_PORT: String(tls), SANDBOX_PORT: String(http), SANDBOX_SMTP_PORT: String(smtp), NODE_EXTRA_CA_CERTS: '' };
  });
  after(async () => {
    for (const start of starts) await start.interrupt();
    await removeDataDir(directory);
  });

  const start = async (): Promise<Start> => {
    const started = new Start(env);
    starts.push(started);
    await until(
      async () => {
        if (started.hasExited) throw new Error(`it ended by itself:\n${started.output}`);
        return (await fetch(`${url}/readyz`)).ok && started.output.includes(url);
      },
      { timeout_ms: READY_WITHIN_MS, interval_ms: 50, what: `npm start being ready; it printed:\n${started.output}` },
    );
    return started;
  };
  const postgresPid = (): number => z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(join(directory, 'postgres.json'), 'utf8'))).pid;
  const names = async (): Promise<string[]> => {
    const browser = await RepBrowser.signIn(url, REP);
    return (await browser.get('/api/campaigns', campaigns)).campaigns.map(({ name }) => name);
  };

  it('prints the addresses to open, and all works', async () => {
    const { output } = await start();
    assert.ok(output.includes(`http://localhost:${env.SANDBOX_PORT ?? ''}`), `the mail window's address is printed:\n${output}`);
    const browser = await RepBrowser.signIn(url, REP);
    await mailboxIsWatched(browser);
    await Campaign.make(browser, { name: 'Kept', sendHour: SEND_HOUR, steps: [{ day: 1, subject: 'Hello', body: 'Hello' }] });
    assert.deepEqual(await names(), ['Kept']);
  });

  it('a second one on the same data says so and names the settings', async () => {
    const second = new Start(env);
    assert.equal(await second.exited, 1);
    assert.match(second.output, /running already.*DATA_DIR, PORT/s);
    assert.equal((await fetch(`${url}/readyz`)).ok, true, 'the first goes on');
  });

  it('a second one on a busy port says so and names the setting', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'readback-start-'));
    const [tls = 0, http = 0, smtp = 0] = await freePorts(3);
    const free = { SANDBOX_TLS_PORT: String(tls), SANDBOX_PORT: String(http), SANDBOX_SMTP_PORT: String(smtp) };
    try {
      for (const name of ['PORT', 'SANDBOX_SMTP_PORT']) {
        const second = new Start({ ...env, ...free, PORT: String((await freePorts(1))[0]), [name]: env[name], DATA_DIR: elsewhere });
        assert.equal(await second.exited, 1);
        assert.match(second.output, new RegExp(`${env[name] ?? ''}.*\\b${name}\\b|\\b${name}\\b.*${env[name] ?? ''}`, 's'));
      }
      assert.equal((await fetch(`${url}/readyz`)).ok, true, 'the first goes on');
    } finally {
      await removeDataDir(elsewhere);
    }
  });

  it('keeps the data over Ctrl-C, which stops everything', async () => {
    const pid = postgresPid();
    await starts[0]?.interrupt();
    await until(() => !isAlive(pid), { what: 'the end of PostgreSQL' });
    assert.equal(existsSync(join(directory, 'sandbox', 'ready.json')), false, 'the sandbox ended cleanly');
    await assert.rejects(fetch(`${url}/readyz`));
    await start();
    assert.deepEqual(await names(), ['Kept']);
  });

  it('keeps the data over SIGKILL of everything, and adopts the PostgreSQL left behind', async () => {
    const pid = postgresPid();
    await starts.at(-1)?.killAll();
    await until(async () => !(await fetch(`${url}/healthz`).then(() => true, () => false)), { what: 'the end of the connector' });
    assert.equal(isAlive(pid), true, 'PostgreSQL is left behind');
    await start();
    assert.equal(postgresPid(), pid, 'it is the same one');
    assert.deepEqual(await names(), ['Kept']);
  });

  it('starts again after PostgreSQL was killed too', async () => {
    await starts.at(-1)?.killAll();
    process.kill(postgresPid(), 'SIGKILL');
    await start();
    assert.deepEqual(await names(), ['Kept']);
  });
});

/** From /proc where there is one: a bare Linux has no ps. */
function childrenOf(pid: number): number[] {
  const parents: readonly (readonly [number, number])[] = existsSync('/proc/self/stat')
    ? readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? parentFromProc(Number(name)) : []))
    : execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => {
        const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
        return [child, parent];
      });
  return parents.flatMap(([child, parent]) => (parent === pid ? [child] : []));
}

function parentFromProc(pid: number): [number, number][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return [[pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
  } catch {
    return []; // it ended in between
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
