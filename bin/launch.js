// Starting our programs, each in a process of its own with the complete environment (node reads
// NODE_EXTRA_CA_CERTS only at its start, so it has to be there before).
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { completeEnvironment, ROOT } from './environment.js';

/**
 * Keeps our programs small: a third less memory at rest than with node's and glibc's defaults, which
 * are made for programs that have a machine to themselves (measured by `npm run bench story`).
 */
const memory = JSON.parse(readFileSync(new URL('memory.json', import.meta.url), 'utf8'));

/** Spawns `node dist/…` such that it ends when we do. */
export function spawnProgram(script, args, { env, stdio, detached = false }) {
  const path = join(ROOT, script);
  if (!existsSync(path)) throw new Error(`${script} is not there. Run: npm install`);
  return spawn(process.execPath, [...memory.nodeArguments, '--import', new URL('withParent.js', import.meta.url).href, path, ...args], {
    env: { ...memory.environment, ...env },
    detached,
    stdio: [...stdio, 'ipc'],
  });
}

/** Runs a program in our place: same terminal, signals passed on. Resolves with its exit code. */
export function launch(script, args) {
  const child = spawnProgram(script, args, { env: completeEnvironment().env, stdio: ['inherit', 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the program itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return exitOf(child);
}

/** The exit code of a child; for a signal, as the shell counts it. */
export function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
