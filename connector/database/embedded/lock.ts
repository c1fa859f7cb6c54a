/**
 * A lock between processes: a file that names its holder, made by link(2), which is atomic and
 * never shows a half-written file. The lock of a killed process is broken by whoever comes next.
 *
 * The trap in breaking is two processes that both see the dead holder: the slower one would remove
 * the lock the faster one has just taken. So the right to break is itself such a lock, named after
 * the dead holder's token: only one process at a time may remove that holder's file, and it looks
 * once more before it does.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ReadbackError } from '../../errors.js';
import { isAlive, ownMark } from './process.js';

const RETRY_MS = 25;

const holderSchema = z.object({ pid: z.number(), started: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Runs `work` while holding the lock file `path`. Waits for a living holder for at most
 * `timeout_ms`, then throws DATABASE_START_FAILED.
 */
export async function withFileLock<T>(path: string, timeout_ms: number, work: () => Promise<T>): Promise<T> {
  const mine: Holder = { ...ownMark(), token: randomBytes(8).toString('hex') };
  await take(path, mine, Date.now() + timeout_ms);
  try {
    return await work();
  } finally {
    remove(path);
  }
}

async function take(path: string, mine: Holder, deadline: number): Promise<void> {
  for (;;) {
    if (linked(path, mine)) return;
    const holder = holderOf(path);
    if (holder !== undefined && !isAlive(holder)) await breakLock(path, holder, deadline);
    else if (Date.now() > deadline) {
      throw new ReadbackError(
        'DATABASE_START_FAILED',
        `Process ${holder?.pid ?? 'unknown'} has held ${path} for too long. If it hangs, end it and try again.`,
      );
    } else await sleep(RETRY_MS);
  }
}

async function breakLock(path: string, dead: Holder, deadline: number): Promise<void> {
  await withFileLock(`${path}.${dead.token}`, Math.max(0, deadline - Date.now()), async () => {
    if (holderOf(path)?.token === dead.token) remove(path);
    return Promise.resolve();
  });
}

function linked(path: string, mine: Holder): boolean {
  const draft = `${path}.${mine.token}.draft`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    remove(draft);
  }
}

function holderOf(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}
