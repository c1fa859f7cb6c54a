/**
 * Where hits are kept while PostgreSQL is slow or away: files in DATA_DIR/hits, appended and
 * synchronised before anybody is answered, and read back in order afterwards (replay.ts). A file is
 * deleted once all of it is in the database; replaying one twice does no harm, because groups and
 * hits carry their ids.
 *
 * States of a file: being appended → sealed (full, or about to be read) → replayed and deleted.
 * Its name says whose it is. Those of a dead connector are taken over by renaming, so that of two
 * takers one wins; where the owner ran on another machine that shares this folder, nobody can see
 * whether it lives, so its file is left alone as long as it is touched now and then.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, utimes, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isAlive, ownMark } from '../../database/index.js';
import { messageOf } from '../../errors.js';
import type { Group } from './group.js';
import { recordOf } from './journal-file.js';

const FILE_BYTES = 32 * 1024 ** 2;
const TOUCH_EVERY_MS = 15_000;
const ABANDONED_AFTER_MS = 60_000;
const SUFFIX = '.journal';

const ownerSchema = z.object({ host: z.string(), pid: z.number(), started: z.string(), one: z.string() });
type Owner = z.infer<typeof ownerSchema>;

export interface JournalOptions {
  /** Made when first needed. */
  readonly directory: string;
  /** Together, of this connector's files. */
  readonly limit_bytes: number;
  readonly log: Logger;
}

interface Waiting {
  readonly record: Buffer;
  readonly done: (kept: boolean) => void;
}

export class Journal {
  private readonly owner: string;
  private sequence = 0;
  private file: { readonly handle: FileHandle; readonly path: string; bytes: number } | null = null;
  private readonly sealed: { readonly path: string; readonly bytes: number }[] = [];
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> | null = null;
  private readonly touching: NodeJS.Timeout;

  /** @param one tells journals of one process apart */
  constructor(private readonly options: JournalOptions, one = 'hits') {
    this.owner = Buffer.from(JSON.stringify({ host: hostname(), ...ownMark(), one } satisfies Owner)).toString('base64url');
    this.touching = setInterval(() => void this.touch(), TOUCH_EVERY_MS);
    this.touching.unref();
  }

  /** Bytes on disk that are not in the database yet. */
  get bytes(): number {
    return this.sealed.reduce((sum, { bytes }) => sum + bytes, this.file?.bytes ?? 0);
  }

  /** True once it is on disk; false if there is no room for it. */
  append(group: Group): Promise<boolean> {
    const record = recordOf(group);
    if (this.bytes + this.waitingBytes + record.length > this.options.limit_bytes) return Promise.resolve(false);
    this.waitingBytes += record.length;
    return new Promise((done) => {
      this.waiting.push({ record, done });
      this.writing ??= this.writeAll();
    });
  }

  /** The oldest file there is to be replayed; the one being appended only when it is the last, and not being written to right now. */
  async next(): Promise<string | null> {
    if (this.sealed.length === 0 && this.writing === null) await this.seal();
    return this.sealed[0]?.path ?? null;
  }

  /** All of it is in the database. */
  finished(path: string): void {
    const index = this.sealed.findIndex((file) => file.path === path);
    if (index !== -1) this.sealed.splice(index, 1);
    remove(path);
  }

  /** Takes over what dead connectors left here. */
  adopt(): void {
    for (const { path, name, mtimeMs, size } of this.abandoned()) {
      const own = this.pathOf();
      try {
        renameSync(path, own);
      } catch {
        continue;
      }
      this.sealed.push({ path: own, bytes: size });
      this.options.log.info({ file: name, bytes: size, written: new Date(mtimeMs) }, 'hits that another connector left in its journal are taken over');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.touching);
    await this.writing;
    await this.seal();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      const records = Buffer.concat(batch.map(({ record }) => record));
      const kept = await this.write(records);
      this.waitingBytes -= records.length;
      for (const { done } of batch) done(kept);
    }
    // In the same turn as the last look at what waits: whoever comes after it begins anew.
    this.writing = null;
  }

  private async write(records: Buffer): Promise<boolean> {
    try {
      const file = (this.file ??= await this.create());
      await file.handle.appendFile(records);
      await file.handle.datasync();
      file.bytes += records.length;
      if (file.bytes >= FILE_BYTES) await this.seal();
      return true;
    } catch (error) {
      this.options.log.error({ code: 'HITS_NOT_KEPT', error: messageOf(error) }, 'the journal of hits could not be written');
      // What was half written must not stand before what comes next.
      await this.seal();
      return false;
    }
  }

  private async create(): Promise<NonNullable<typeof this.file>> {
    mkdirSync(this.options.directory, { recursive: true, mode: 0o700 });
    const path = this.pathOf();
    const handle = await open(path, 'ax', 0o600);
    syncDirectory(this.options.directory);
    return { handle, path, bytes: 0 };
  }

  private async seal(): Promise<void> {
    const { file } = this;
    if (file === null) return;
    this.file = null;
    if (file.bytes > 0) this.sealed.push({ path: file.path, bytes: file.bytes });
    try {
      await file.handle.truncate(file.bytes);
      await file.handle.close();
    } catch (error) {
      // Its end is cut off when it is read.
      this.options.log.warn({ error: messageOf(error) }, 'a file of the journal could not be closed');
    }
    if (file.bytes === 0) remove(file.path);
  }

  private pathOf(): string {
    this.sequence += 1;
    return join(this.options.directory, `${this.owner}.${String(this.sequence).padStart(9, '0')}${SUFFIX}`);
  }

  /** In the order they were written. */
  private abandoned(): { path: string; name: string; mtimeMs: number; size: number }[] {
    return names(this.options.directory)
      .filter((name) => !name.startsWith(`${this.owner}.`))
      .flatMap((name) => {
        const path = join(this.options.directory, name);
        const found = statSync(path, { throwIfNoEntry: false });
        return found === undefined ? [] : [{ path, name, mtimeMs: found.mtimeMs, size: found.size }];
      })
      .filter(({ name, mtimeMs }) => isAbandoned(name, mtimeMs))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private async touch(): Promise<void> {
    const now = new Date();
    for (const path of [...this.sealed.map((file) => file.path), ...(this.file === null ? [] : [this.file.path])]) {
      await utimes(path, now, now).catch(() => undefined);
    }
  }
}

/** Where that fails, a later connector replays it once more, which does no harm. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that has become read-only, for example.
  }
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith(SUFFIX));
  } catch {
    return [];
  }
}

function isAbandoned(name: string, mtimeMs: number): boolean {
  const owner = ownerOf(name);
  if (owner?.host === hostname()) return !isAlive(owner);
  return mtimeMs < Date.now() - ABANDONED_AFTER_MS;
}

function ownerOf(name: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(Buffer.from(name.split('.')[0] ?? '', 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

/** A file is there after a power cut only when its folder says so. Windows has no such thing. */
function syncDirectory(directory: string): void {
  try {
    const folder = openSync(directory, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // The file system does it by itself, or not at all.
  }
}
