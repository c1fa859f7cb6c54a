import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { hasNoNetwork } from '../../../connector/documents/convert/bounded/isolation.js';
import { runBounded, type BoundedOptions } from '../../../connector/documents/convert/bounded/run.js';
import { until } from '../../until.js';

const onLinux = process.platform === 'linux';
const GENEROUS = { deadline_ms: 60_000, memory_bytes: 4 * 1024 ** 3 };
/** Starts another process, which would go on without it, and waits. */
const WITH_CHILD = `const { spawn } = require('node:child_process'); const child = spawn('sleep', ['600'], { stdio: 'ignore' }); console.log(child.pid); setInterval(() => undefined, 1_000);`;

function run(program: string, options: Partial<BoundedOptions> = {}): ReturnType<typeof runBounded> {
  return runBounded([process.execPath, '-e', program], { bounds: GENEROUS, env: { PATH: process.env['PATH'] }, cwd: tmpdir(), signal: new AbortController().signal, ...options });
}

/** Also of one that ended and that nobody has asked for. */
async function lives(pid: number): Promise<boolean> {
  const state = /\) (\w)/.exec(await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''))?.[1];
  return state !== undefined && state !== 'Z';
}

describe('a program that works on a file from outside', () => {
  it('says how it ended, and what it said', async () => {
    const lines: string[] = [];
    const ended = await run(`console.log('one'); console.log('two'); console.error('oh'); process.exit(3)`, {
      onLine: (line) => {
        lines.push(line);
        return undefined;
      },
    });
    assert.deepEqual([ended.how, ended.code, ended.stderr.trim(), lines], ['exited', 3, 'oh', ['one', 'two']]);
  });

  it('has no settings of ours, no network, and what it started ends with it', async function () {
    if (!onLinux) return;
    let pid = 0;
    const lines: string[] = [];
    const ended = await run(`console.log(JSON.stringify({ ...process.env }).includes('SECRET'), Object.keys(require('node:os').networkInterfaces()).length); ${WITH_CHILD}`, {
      bounds: { ...GENEROUS, deadline_ms: 3_000 },
      onLine: (line) => {
        if (/^\d+$/.test(line)) pid = Number(line);
        else lines.push(line);
        return undefined;
      },
    });
    assert.equal(ended.how, 'deadline');
    assert.match(lines.join(), (await hasNoNetwork()) ? /^false 0$/ : /^false \d+$/);
    assert.notEqual(pid, 0);
    await until(async () => !(await lives(pid)));
  });

  it('is ended when the connector stops', async () => {
    const stop = new AbortController();
    const running = run('console.log(1); setInterval(() => undefined, 1_000)', {
      signal: stop.signal,
      onLine: () => {
        stop.abort();
        return undefined;
      },
    });
    assert.equal((await running).how, 'aborted');
  });

  it('is ended when it takes too much memory', async function () {
    if (!onLinux) return;
    const ended = await run('const all = []; setInterval(() => all.push(Buffer.alloc(20e6, 1)), 20)', { bounds: { ...GENEROUS, memory_bytes: 300 * 1024 ** 2 } });
    assert.equal(ended.how, 'memory');
    assert.ok(ended.peak_bytes > 300 * 1024 ** 2);
  });

  it('is ended when it rests, and not while it works', async function () {
    if (!onLinux) return;
    assert.equal((await run('setInterval(() => undefined, 1_000)', { idle_ms: 1_000 })).how, 'idle');
    const working = await run('const until = Date.now() + 4_000; while (Date.now() < until);', { idle_ms: 1_000 });
    assert.deepEqual([working.how, working.code], ['exited', 0]);
  });

  it('is ended when it is silent for too long, as it says itself', async () => {
    const ended = await run(`console.log('started'); setInterval(() => undefined, 1_000)`, { silent_ms: 30_000, onLine: () => ({ silent_ms: 300 }) });
    assert.equal(ended.how, 'silent');
  });
});
