/**
 * The job `documents:convert`: from a stored file to pages that can be read. It can be killed at any
 * moment and begun again elsewhere: everything it stores is written whole or not at all, and its row
 * moves on only after what it says is stored.
 *
 * What a file cannot be made into is found out once and for all; a converter that hangs or crashes
 * gets three tries; a full disk, a converter that is away or missing costs nothing but time.
 */
import { createReadStream } from 'node:fs';
import { constants, copyFile, mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import { messageOf, ReadbackError } from '../../errors.js';
import type { JobRun } from '../../jobs/index.js';
import type { RefusalCode } from '../kinds.js';
import { folderOf, keysOf, type DocumentStore } from '../store/store.js';
import type { ConverterChoice } from './converters/choose.js';
import { ConversionProblem, type ConversionFault } from './converters/converter.js';
import { withFileBytes } from './inspect/file-bytes.js';
import type { Format } from './inspect/finding.js';
import { inspectContent } from './inspect/inspect.js';
import { isDamaged } from './inspect/zip.js';
import { drawPages, MOST_PAGES, openPages, PagesProblem, type Opened } from './pages/pages.js';
import { queueConversion } from './queue.js';
import { newScratch } from './scratch.js';
import { countTry, nowConverting, nowFailed, nowReady, nowWaiting, picturesStored, versionRow, type VersionKey, type VersionRow, type WaitsFor } from './version-row.js';

const MOST_TRIES = 3;
/** Pictures that are there when readers are let in; the others follow. */
const FIRST_PICTURES = 24;
/** A full disk, or a server that is away, is asked again. */
const AGAIN_AFTER_MS = 60_000;
const LARGEST_PDF_BYTES = 2 * 1024 ** 3;
const LARGEST_PICTURE_BYTES = 8 * 1024 ** 2;
/** Where progress stands (per cent) when the converter begins, and when it is done. */
const BEGUN = 5;
const CONVERTED = 60;
/** With less, a converter fails for want of room. */
const LITTLE_ROOM_BYTES = 64 * 1024 ** 2;
const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'STORE_FULL']);

export interface MakePagesParts {
  readonly dataSource: DataSource;
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly converters: ConverterChoice;
  /** How soon what waits for room, or for a server, is tried again; default: a minute. */
  readonly again_ms?: number;
  /** Called when a file waits for a converter that is not there. */
  readonly converterMissing: () => void;
}

export async function makePages(parts: MakePagesParts, key: VersionKey, run: JobRun): Promise<void> {
  const row = await versionRow(parts.dataSource.manager, key);
  if (row === null || row.state === 'failed' || (row.state === 'ready' && row.pictures >= (row.pages ?? 0))) return;
  const scratch = await newScratch().catch(asFull);
  if (scratch === null) return waitForRoom(parts, key);
  try {
    if (row.state === 'ready') await drawRest(parts, row, scratch.path, run.signal);
    else await make(parts, row, scratch.path, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    await after(parts, key, run, error);
  } finally {
    await scratch.remove();
    // Deleted in the middle: what was stored since belongs to nobody.
    if ((await versionRow(parts.dataSource.manager, key)) === null) await parts.store.removeAll(folderOf(key.documentId, key.version));
  }
}

/** Gone, or made by somebody else: nothing more to do. */
class Over extends Error {}

/** Refused for good. */
class Refusal extends Error {
  constructor(readonly code: RefusalCode) {
    super(`the file is refused: ${code}`);
  }
}

async function make(parts: MakePagesParts, row: VersionRow, scratch: string, signal: AbortSignal): Promise<void> {
  const { dataSource, store, clock, converters } = parts;
  const keys = keysOf(row.documentId, row.version);
  const original = await store.local(keys.original);
  try {
    const finding = await inspectContent(original.path, row.fileName);
    if (!finding.accepted) throw new Refusal(finding.code);
    let pdf = original.path;
    if (finding.format !== 'pdf') {
      const converter = await converters.choose();
      if (converter === null) {
        await nowWaiting(dataSource.manager, row, 'converter-missing');
        parts.converterMissing();
        return;
      }
      await orOver(nowConverting(dataSource.manager, row, BEGUN));
      const input = await placed(original.path, scratch, finding.format);
      const folder = join(scratch, 'converter');
      await mkdir(folder);
      pdf = join(folder, 'pages.pdf');
      await converter.convert({ input, format: finding.format, folder, output: pdf, signal }).catch(async (error: unknown) => {
        throw await explained(error, input, scratch);
      });
    }
    await orOver(nowConverting(dataSource.manager, row, CONVERTED));
    const opened = await openPages(pdf, signal).catch((error: unknown) => {
      // Of a PDF that we made ourselves it is the converter that failed.
      if (error instanceof PagesProblem && finding.format !== 'pdf' && error.code === 'corrupt') throw new ConversionProblem('crashed', 'it made a PDF that does not open');
      throw error;
    });
    if (finding.format !== 'pdf') await store.write(keys.pdf, createReadStream(pdf), LARGEST_PDF_BYTES);
    const first = Math.min(FIRST_PICTURES, opened.pages);
    let isReady = false;
    await draw(parts, row, { path: pdf, scratch, opened, from: 1, signal }, async (pictures) => {
      if (isReady || pictures < first) return;
      await orOver(nowReady(dataSource.manager, row, { ...opened, pictures, at: clock.now() }));
      isReady = true;
    });
  } finally {
    await original.release();
  }
}

/** The pictures that were still missing when readers were let in. */
async function drawRest(parts: MakePagesParts, row: VersionRow, scratch: string, signal: AbortSignal): Promise<void> {
  const { pdf, original } = keysOf(row.documentId, row.version);
  const file = await parts.store.local(row.kind === 'pdf' ? original : pdf);
  try {
    const opened: Opened = { pages: row.pages ?? 0, sizes: row.sizes ?? [] };
    await draw(parts, row, { path: file.path, scratch, opened, from: row.pictures + 1, signal }, () => Promise.resolve());
  } finally {
    await file.release();
  }
}

interface Drawing {
  readonly path: string;
  readonly scratch: string;
  readonly opened: Opened;
  readonly from: number;
  readonly signal: AbortSignal;
}

/** Draws and stores pictures; `stored` is called with how many there are. */
async function draw({ dataSource, store }: MakePagesParts, key: VersionKey, { path, scratch, opened, from, signal }: Drawing, stored: (pictures: number) => Promise<void>): Promise<void> {
  const folder = join(scratch, 'pictures');
  await mkdir(folder);
  const stop = new AbortController();
  const stopping = AbortSignal.any([signal, stop.signal]);
  const keys = keysOf(key.documentId, key.version);
  await drawPages({ path, folder, from, opened, signal: stopping }, async (page) => {
    try {
      const picture = join(folder, `${page}.jpg`);
      await store.write(keys.thumbnail(page), createReadStream(picture), LARGEST_PICTURE_BYTES);
      await rm(picture);
      await stored(page);
      if (page % FIRST_PICTURES === 0 || page === opened.pages) await picturesStored(dataSource.manager, key, page);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
}

/** What follows from a failure. Throwing means: the same job again, later. */
async function after(parts: MakePagesParts, key: VersionKey, run: JobRun, error: unknown): Promise<void> {
  const { dataSource, log } = parts;
  if (error instanceof Over) return;
  if (isNoRoom(error)) return waitForRoom(parts, key);
  const verdict = verdictOn(error);
  if (verdict === null) {
    if (run.attempt < run.maxAttempts) throw error;
    log.error({ document: key.documentId, reason: messageOf(error) }, 'the pages of a document could not be made');
    await given(parts, key, 'converter-failed');
    return;
  }
  if (verdict.again === 'later') {
    log.warn({ document: key.documentId, reason: messageOf(error) }, 'the converter is away; the file waits');
    return waitFor(parts, key, 'converter-away');
  }
  if (verdict.again === 'few' && (await countTry(dataSource.manager, key)) < MOST_TRIES) throw error;
  log.info({ document: key.documentId, code: verdict.code, reason: messageOf(error) }, 'the pages of a document cannot be made');
  await given(parts, key, verdict.code);
}

/** Given up. Of one that is read already only the missing pictures are. */
async function given({ dataSource }: MakePagesParts, key: VersionKey, code: RefusalCode): Promise<void> {
  if (!(await nowFailed(dataSource.manager, key, code))) await picturesStored(dataSource.manager, key, MOST_PAGES);
}

interface Verdict {
  readonly code: RefusalCode;
  /** `never`: it is no use. `few`: perhaps it goes better once more. `later`: no fault of the file. */
  readonly again: 'never' | 'few' | 'later';
}

const OF_FAULT: Readonly<Record<ConversionFault, Verdict>> = {
  refused: { code: 'converter-failed', again: 'never' },
  slow: { code: 'too-slow', again: 'few' },
  crashed: { code: 'converter-failed', again: 'few' },
  memory: { code: 'too-much-memory', again: 'never' },
  away: { code: 'converter-failed', again: 'later' },
};

/** Null: nothing is known of it, a fault of our own or of the machine. */
function verdictOn(error: unknown): Verdict | null {
  if (error instanceof Refusal) return { code: error.code, again: 'never' };
  if (error instanceof ConversionProblem) return OF_FAULT[error.fault];
  if (error instanceof PagesProblem) return { code: error.code, again: error.code === 'too-slow' ? 'few' : 'never' };
  return null;
}

async function waitForRoom(parts: MakePagesParts, key: VersionKey): Promise<void> {
  parts.log.warn({ document: key.documentId }, 'there is no room for the pages of a document; it waits');
  return waitFor(parts, key, 'store-full');
}

async function waitFor({ dataSource, again_ms = AGAIN_AFTER_MS }: MakePagesParts, key: VersionKey, what: WaitsFor): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await nowWaiting(tx, key, what);
    await queueConversion(tx, key.documentId, key.version, new Date(Date.now() + again_ms));
  });
}

/** A copy, under a name that ends as its format wants it: whatever happens in the converter, the original stays what it was. */
async function placed(path: string, scratch: string, format: Format): Promise<string> {
  const input = join(scratch, `document.${format}`);
  await copyFile(path, input, constants.COPYFILE_FICLONE);
  return input;
}

/** Why a converter did not take a file, where that can be told. */
async function explained(error: unknown, input: string, scratch: string): Promise<unknown> {
  if (!(error instanceof ConversionProblem) || (error.fault !== 'refused' && error.fault !== 'crashed')) return error;
  const { bavail, bsize } = await statfs(scratch);
  if (bavail * bsize < LITTLE_ROOM_BYTES) return new ReadbackError('STORE_FULL', undefined, {}, { cause: error });
  return (await withFileBytes(input, isDamaged)) ? new Refusal('corrupt') : error;
}

async function orOver(step: Promise<boolean>): Promise<void> {
  if (!(await step)) throw new Over();
}

function isNoRoom(error: unknown): boolean {
  if (error instanceof ReadbackError) return error.code === 'STORE_FULL';
  return error instanceof Error && 'code' in error && NO_ROOM.has(error.code);
}

function asFull(error: unknown): null {
  if (isNoRoom(error)) return null;
  throw error;
}
