/**
 * Documents in a folder. A file is written beside, under a name that says which process writes it,
 * brought to the disk and then renamed into place: whatever happens, its key holds all of it or
 * nothing, and what was there before stays there. Left over by a killed process, the half-written
 * are found by that name at the next start.
 *
 * Several connectors may share the folder, over the network, too: only what a process of this
 * machine left, or nobody touched for a day, is taken for left over.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ReadbackError } from '../../errors.js';
import type { ByteRange, DocumentStore, StoredFile } from './store.js';

/** Files being written. No key begins with a dot. */
const INCOMING = '.incoming';
const LEFT_OVER_AFTER_MS = 24 * 60 * 60_000;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** No room: on the disk, for this user, or (of a file system that says no more than that) for inodes. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);

/** Opens the folder, which is made where there is none, and clears what killed processes left in it. Throws STORE_FULL. */
export async function openFolderStore(root: string): Promise<DocumentStore> {
  const incoming = join(root, INCOMING);
  await orFull(() => mkdir(incoming, { recursive: true, mode: PRIVATE_FOLDER }));
  await sweep(incoming);
  return new FolderStore(root, incoming);
}

class FolderStore implements DocumentStore {
  constructor(
    private readonly root: string,
    private readonly incoming: string,
  ) {}

  async write(key: string, content: Readable, atMost_bytes: number): Promise<StoredFile> {
    const path = this.#pathOf(key);
    const half = join(this.incoming, `${ownName()}${randomUUID()}`);
    try {
      return await orFull(async () => {
        const stored = await writeWhole(half, content, atMost_bytes);
        await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
        await rename(half, path);
        await this.#keepNames(path);
        return stored;
      });
    } catch (error) {
      // Whoever gives the content would wait for ever, or go on.
      content.destroy();
      await rm(half, { force: true });
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await orMissing(() => open(this.#pathOf(key), 'r'));
    return file.createReadStream(range === undefined ? {} : { start: range.first, end: range.last });
  }

  async size(key: string): Promise<number | null> {
    const path = this.#pathOf(key);
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async removeAll(folder: string): Promise<void> {
    await rm(this.#pathOf(folder), { recursive: true, force: true });
  }

  async local(key: string): Promise<{ readonly path: string; release(): Promise<void> }> {
    const path = this.#pathOf(key);
    await orMissing(() => stat(path));
    return { path, release: () => Promise.resolve() };
  }

  #pathOf(key: string): string {
    const segments = key.split('/');
    if (!segments.every((segment) => SEGMENT.test(segment))) throw new RangeError(`"${key}" is no key of the store`);
    return join(this.root, ...segments);
  }

  /** After a power cut a file is found only if the folders that name it were brought to the disk, too. */
  async #keepNames(path: string): Promise<void> {
    for (let folder = dirname(path); folder.length >= this.root.length; folder = dirname(folder)) {
      const handle = await open(folder, constants.O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }
}

async function writeWhole(path: string, content: Readable, atMost_bytes: number): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', PRIVATE_FILE);
  try {
    for await (const chunk of chunksOf(content)) {
      bytes += chunk.length;
      if (bytes > atMost_bytes) throw tooLarge(atMost_bytes);
      hash.update(chunk);
      // Writes all of it, from where the last ended.
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    // A network file system may say only now that there was no room.
    await file.close();
  }
  return { bytes, sha256: hash.digest() };
}

async function* chunksOf(content: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    if (chunk instanceof Uint8Array) yield chunk;
    else if (typeof chunk === 'string') yield Buffer.from(chunk);
    else throw new TypeError('a file is made of bytes');
  }
}

export function tooLarge(atMost_bytes: number): ReadbackError {
  const most = `${Math.floor(atMost_bytes / 1024 ** 2)} MB`;
  return new ReadbackError('DOCUMENT_TOO_LARGE', `This file is larger than ${most}, the most this connector takes (DOCUMENT_MAX_MB).`, { limit: atMost_bytes });
}

/** Of the process that writes: a machine, and a process of it. */
export function ownName(pid = process.pid): string {
  return `${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-')}_${pid}_`;
}

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const pid = processOf(name);
    if (pid === null ? await isOld(path) : pid === process.pid || !isRunning(pid) || (await isOld(path))) await rm(path, { force: true });
  }
}

/** The process of this machine that such a name says; null: one of another machine. */
export function processOf(name: string): number | null {
  const own = ownName(0).replace(/0_$/, '');
  return name.startsWith(own) ? Number(name.slice(own.length).split('_')[0]) : null;
}

export async function isOld(path: string): Promise<boolean> {
  const changed = await stat(path).then(({ mtimeMs }) => mtimeMs, () => Date.now());
  return Date.now() - changed > LEFT_OVER_AFTER_MS;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function orFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (NO_ROOM.has(codeOf(error))) throw new ReadbackError('STORE_FULL', undefined, {}, { cause: error });
    throw error;
  }
}

async function orMissing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new ReadbackError('NOT_FOUND', undefined, {}, { cause: error });
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
