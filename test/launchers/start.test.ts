import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.js';
import { freePorts, makePackage, type TestPackage } from './package.js';

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

describe('npm start', () => {
  let installed: TestPackage;
  let environment: Record<string, string>;
  const runs: Run[] = [];

  const run = (script: string, args: string[] = [], extra: Record<string, string> = {}): Run => {
    const child = spawn(process.execPath, [installed.bin(script), ...args], {
      env: { PATH: process.env['PATH'], TEST_ROOT: installed.root, DATA_DIR: join(installed.root, 'my data'), ...environment, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const started: Run = { child, output: () => output, exit: new Promise((resolve) => child.once('close', resolve)) };
    runs.push(started);
    return started;
  };
  const ready = async (started: Run): Promise<Run> => {
    await until(() => started.output().includes('Ctrl-C stops everything'), { what: 'npm start to be ready' });
    return started;
  };
  const report = (): string[] => {
    const path = join(installed.root, 'report');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  const pids = (): number[] => report().filter((line) => line.includes('started')).map((line) => Number(line.split(' ')[2]));

  beforeEach(async () => {
    installed = makePackage();
    environment = await freePorts();
  });
  afterEach(async () => {
    for (const { child, exit } of runs.splice(0)) {
      child.kill('SIGTERM');
      await exit;
    }
    await until(() => !pids().some(isRunning), { what: 'programs to end' });
    installed.remove();
  });

  it('starts sandbox and connector, connects the rep once, says what to open, and stops in order', async () => {
    const first = await ready(run('start.js'));
    assert.match(first.output(), new RegExp(`http://localhost:${environment['PORT'] ?? ''}/app`));
    assert.match(first.output(), /http:\/\/localhost:3\//);
    assert.equal(statSync(join(installed.root, 'my data', 'settings.env')).mode & 0o777, 0o600);
    assert.ok(report().some((line) => line.startsWith('connector started') && line.endsWith(`client it's "secret" https://localhost:2`)));
    first.child.kill('SIGINT');
    assert.equal(await first.exit, 0);
    assert.deepEqual(report().slice(-3), ['cli mailbox add rep@contoso.example https://localhost:2', 'connector stopped', 'sandbox stopped']);

    await ready(run('start.js'));
    assert.equal(report().filter((line) => line.startsWith('cli mailbox add')).length, 1);
  });

  it('says which setting to change when a port is busy, and leaves the other one alone', async () => {
    const first = await ready(run('start.js'));
    const second = run('start.js', [], { DATA_DIR: join(installed.root, 'other data') });
    assert.equal(await second.exit, 1);
    assert.match(second.output(), new RegExp(`Port ${environment['PORT'] ?? ''} is taken.*PORT=`));
    assert.match(second.output(), /SANDBOX_PORT=/);
    assert.equal(first.child.exitCode, null);
    assert.ok((await fetch(`http://127.0.0.1:${environment['PORT'] ?? ''}/readyz`)).ok);
  });

  it('does not start twice on the same data', async () => {
    const first = await ready(run('start.js'));
    const second = run('start.js', [], await freePorts());
    assert.equal(await second.exit, 1);
    assert.match(second.output(), new RegExp(`running already \\(process ${first.child.pid ?? 0}\\)`));
    assert.equal(first.child.exitCode, null);
  });

  it('tells why a program ended, with its last lines, and stops the other', async () => {
    const started = run('start.js', [], { TEST_CONNECTOR: 'dies' });
    assert.equal(await started.exit, 1);
    assert.match(started.output(), /connector ended with exit code 7/);
    assert.match(started.output(), /I cannot go on/);
    assert.deepEqual(report().slice(-1), ['sandbox stopped']);
  });

  it('killed, takes its programs along, and can be started again at once', async () => {
    const first = await ready(run('start.js'));
    first.child.kill('SIGKILL');
    const second = await ready(run('start.js'));
    assert.equal(second.child.exitCode, null);
    await until(() => pids().filter(isRunning).length === 2, { what: 'the first programs to be gone' });
  });

  it('with everything killed starts again', async () => {
    const first = await ready(run('start.js'));
    first.child.kill('SIGKILL');
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    await ready(run('start.js'));
  });

  it('given an application of Microsoft 365 starts the connector alone, without the sandbox settings of before', async () => {
    const first = await ready(run('start.js'));
    first.child.kill('SIGTERM');
    await first.exit;
    rmSync(join(installed.root, 'report'));
    const real = run('start.js', [], { AZURE_CLIENT_ID: 'real', TEST_CONNECTOR: 'ends' });
    assert.equal(await real.exit, 0);
    assert.match(report().join(), /^connector started \d+ real undefined undefined$/);
  });
});

describe('the command line', () => {
  it('runs with the environment completed by settings.env, and hands on the exit code', async () => {
    const installed = makePackage();
    try {
      const child = spawn(process.execPath, [installed.bin('readback.js'), 'fail', 'now'], {
        env: { TEST_ROOT: installed.root, DATA_DIR: installed.root },
        stdio: 'ignore',
      });
      assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 3);
      assert.equal(readFileSync(join(installed.root, 'report'), 'utf8'), 'cli fail now undefined\n');
    } finally {
      installed.remove();
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
