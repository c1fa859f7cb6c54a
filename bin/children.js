// The programs a start keeps running. Each writes to a log of its own; a Ctrl-C reaches only the
// launcher (they have process groups of their own), which then ends them in order, the last first.
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitOf, spawnProgram } from './launch.js';

const STOP_TIMEOUT_MS = 20_000;
const LOG_LIMIT_BYTES = 5_000_000;
const LAST_LINES = 12;

export class Children {
  #running = [];
  #stopping = false;
  #logDir;

  constructor(dataDir) {
    this.#logDir = join(dataDir, 'logs');
    mkdirSync(this.#logDir, { recursive: true, mode: 0o700 });
  }

  /** Starts a program; `ended` of the result resolves with its last lines and its exit code when it ends. */
  start(name, script, env) {
    if (this.#stopping) throw new Error('stopping; nothing is started any more');
    const logPath = join(this.#logDir, `${name}.log`);
    if ((statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(logPath, `${logPath}.1`);
    const from = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0;
    const log = openSync(logPath, 'a', 0o600);
    const child = spawnProgram(script, [], { env, stdio: ['ignore', log, log], detached: process.platform !== 'win32' });
    closeSync(log);
    const ended = exitOf(child).then((code) => ({ name, code, logPath, lastLines: lastLines(logPath, from) }));
    ended.catch(() => undefined);
    this.#running.push({ child, ended });
    return { pid: child.pid, ended };
  }

  /** Ends all, the last started first, and waits. */
  async stop() {
    this.#stopping = true;
    for (const { child, ended } of this.#running.toReversed()) {
      child.kill('SIGTERM');
      const inTime = await Promise.race([ended.then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })]);
      if (!inTime) child.kill('SIGKILL');
      await ended;
    }
  }

  /** Ends all at once, whatever they are doing. */
  kill() {
    for (const { child } of this.#running) child.kill('SIGKILL');
  }
}

/** What it wrote since `from`, the end of it. */
function lastLines(path, from) {
  return readFileSync(path).subarray(from).toString('utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}
