/**
 * One PostgreSQL cluster on disk: made by `initdb`, run by a server of its own session, so that a
 * Ctrl-C meant for the connector does not reach it. Everything here happens under the lock of
 * server.ts.
 *
 * What can be found at a start, and what is done:
 * - no data, or those of an `initdb` that was interrupted: made anew (in a draft folder, then renamed);
 * - `postmaster.pid` of a server that is gone, its number now used by some other program or still
 *   by its zombie: PostgreSQL would refuse to start, so that number is replaced by ours, which it skips;
 * - processes of a killed server that still hold its memory: they notice within moments; tried again;
 * - the port taken in between: another one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadbackError } from '../../errors.js';
import { program, type Binaries } from './binaries.js';
import { isServerOf, startOf } from './process.js';
import { makePrivate, type User } from './root.js';

export const SUPERUSER = 'readback';
/** The data format; a later PostgreSQL does not open it. */
const MAJOR = '18';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 1_000_000;

/** Small: this server serves one connector on a small machine. Everything else is PostgreSQL's default. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_size: '256MB',
  io_method: 'sync',
  huge_pages: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
};

/** For tests: a power cut may lose everything; a killed server still loses nothing that was committed. */
const WITHOUT_DURABILITY = { fsync: 'off', full_page_writes: 'off' };

export interface Cluster {
  /** Folder of the data and the server's log. */
  readonly place: string;
  readonly binaries: Binaries;
  /** Undefined: whoever we are. */
  readonly user: User | undefined;
  readonly durable: boolean;
}

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export function dataOf(place: string): string {
  return join(place, 'data');
}

/** True if there is a complete cluster. Throws DATABASE_START_FAILED if another major version made it. */
export function hasData(place: string): boolean {
  const version = join(dataOf(place), 'PG_VERSION');
  if (!existsSync(version)) return false;
  const major = readFileSync(version, 'utf8').trim();
  if (major !== MAJOR) {
    throw new ReadbackError('DATABASE_START_FAILED', `The data in ${place} were made by PostgreSQL ${major}, this is PostgreSQL ${MAJOR}. Move them with pg_dump of the version before.`);
  }
  return true;
}

/** Makes the cluster in a draft folder; the result becomes real with `publish`. */
export function initialise({ place, binaries, durable }: Cluster, initdbAs: User | undefined, password: string): { publish: () => void; draft: string } {
  for (const name of readdirSync(place)) {
    if (name.startsWith('draft-')) rmSync(join(place, name), { recursive: true, force: true });
  }
  const draft = join(place, `draft-${process.pid}`);
  makePrivate(draft, initdbAs);
  const passwordFile = join(draft, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o644 });
  const data = join(draft, 'data');
  const run = spawnSync(
    program(binaries, 'initdb'),
    [
      ...['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ...(durable ? [] : ['--no-sync']),
    ],
    { cwd: '/', env: environment(), encoding: 'utf8', ...initdbAs },
  );
  rmSync(passwordFile, { force: true });
  if (run.status !== 0) throw failure(`initdb: ${run.error?.message ?? run.stderr.trim()}`);
  return {
    draft,
    publish: () => {
      renameSync(data, dataOf(place));
      rmSync(draft, { recursive: true, force: true });
    },
  };
}

/** The server that runs on these data, if one does. */
export function runningPostmaster(place: string): Postmaster | undefined {
  const noted = readPostmasterPid(place);
  return noted !== undefined && isServerOf(noted.pid, dataOf(place)) ? noted : undefined;
}

/** Starts the server on a free port and returns as soon as it accepts connections (or is recovering and lives). */
export async function startPostmaster(cluster: Cluster, answers: (port: number) => Promise<boolean>): Promise<Postmaster> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  disownPostmasterPid(cluster.place);
  for (;;) {
    const port = await freePort();
    const launched = launch(cluster, port);
    while (!launched.ended() && Date.now() < deadline) {
      if (await answers(port)) return { pid: launched.pid, port };
      await sleep(20);
    }
    const log = launched.log();
    const mayTryAgain = /Address already in use|pre-existing shared memory block|could not bind/.test(log);
    if (launched.ended() && mayTryAgain && Date.now() < deadline) {
      await sleep(200);
      continue;
    }
    if (!launched.ended()) process.kill(launched.pid, 'SIGQUIT');
    throw failure(log.split('\n').slice(-8).join('\n').trim() || launched.problem());
  }
}

/** Fast shutdown (SIGINT: open connections are ended, data are written), then waits for the end. */
export async function stopPostmaster(place: string, { pid }: Postmaster): Promise<void> {
  const stillRuns = (): boolean => startOf(pid) !== undefined && isServerOf(pid, dataOf(place));
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  if (stillRuns()) process.kill(pid, 'SIGINT');
  while (stillRuns()) {
    if (Date.now() > deadline) throw failure(`the server (process ${pid}) does not stop`);
    await sleep(20);
  }
}

function launch({ place, binaries, user, durable }: Cluster, port: number): { pid: number; ended: () => boolean; log: () => string; problem: () => string } {
  const logPath = join(place, 'server.log');
  const tooLong = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES;
  const log = openSync(logPath, tooLong ? 'w' : 'a', 0o600);
  const from = tooLong ? 0 : statSync(logPath).size;
  const settings = { ...SETTINGS, ...(durable ? {} : WITHOUT_DURABILITY) };
  const child = spawn(
    program(binaries, 'postgres'),
    ['-D', dataOf(place), '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: '/', env: environment(), detached: true, stdio: ['ignore', log, log], ...user },
  );
  closeSync(log);
  child.unref();
  let problem = 'the server ended at once';
  child.once('error', (error) => {
    problem = error.message;
  });
  return {
    pid: child.pid ?? 0,
    ended: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
    log: () => readFileSync(logPath).subarray(from).toString('utf8'),
    problem: () => problem,
  };
}

/** The lock file PostgreSQL keeps in its data: line 1 is the process, line 4 the port. */
function readPostmasterPid(place: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(dataOf(place), 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL takes its lock file for stale if it names PostgreSQL's own parent, that is us; it then
 * still looks whether processes of the old server hold its memory, which deleting the file would skip.
 */
function disownPostmasterPid(place: string): void {
  const path = join(dataOf(place), 'postmaster.pid');
  const noted = readPostmasterPid(place);
  if (noted === undefined) return;
  const lines = readFileSync(path, 'utf8').split('\n');
  // Never through a link: as root we write in a folder that belongs to another user.
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  writeSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
  closeSync(file);
}

/** Nothing of ours leaks in: a PGDATA or LC_ALL of the person's shell would be obeyed. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function failure(reason: string): ReadbackError {
  return new ReadbackError('DATABASE_START_FAILED', `The embedded PostgreSQL did not start: ${reason}\nCorrect that, or set DATABASE_URL to a PostgreSQL of your own.`);
}
