// A lock between processes that outlives no process: a file naming its holder, made by link(2). The
// right to remove a dead holder's file is such a lock itself, named after that holder's token, so
// that of two who see it one removes it, and never the lock taken since.
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Takes the lock. Resolves with `release`, and with `inherited` true if the last holder died with
 * it; or, if somebody living holds it and `wait` is false, with `holder`, their process number.
 */
export async function takeLock(path, { wait }) {
  const token = randomBytes(8).toString('hex');
  let inherited = false;
  for (;;) {
    if (linked(path, token)) return { inherited, release: () => rmSync(path, { force: true }) };
    const holder = holderOf(path);
    if (holder !== undefined && !isRunning(holder.pid)) {
      inherited = true;
      const right = await takeLock(`${path}.${holder.token}`, { wait: true });
      if (holderOf(path)?.token === holder.token) rmSync(path, { force: true });
      right.release();
    } else if (wait || holder === undefined) await sleep(50);
    else return { holder: holder.pid };
  }
}

function linked(path, token) {
  const draft = `${path}.${token}.draft`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, token }));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A number used again by another program (after a restart of the machine) is told by what it runs. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
    return state !== 'Z' && /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
