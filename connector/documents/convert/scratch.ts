/**
 * The folder a conversion works in, among the system's temporary files: it holds a copy of what was
 * uploaded, and what a converter makes of it. Its name says which process works there, so that what
 * a killed connector left is found, and does not fill the disk.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOld, isRunning, ownName, processOf } from '../store/folder-store.js';

const PREFIX = 'readback-convert-';
/** Of this process, in use. */
const inUse = new Set<string>();

export interface Scratch {
  readonly path: string;
  remove(): Promise<void>;
}

export async function newScratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${ownName()}`));
  inUse.add(path);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      inUse.delete(path);
    },
  };
}

/** Removes what connectors left that are no more. What cannot be removed stays. */
export async function sweepScratch(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    const pid = processOf(name.slice(PREFIX.length));
    const isLeft = pid === null ? await isOld(path) : pid === process.pid ? !inUse.has(path) : !isRunning(pid);
    if (isLeft) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
