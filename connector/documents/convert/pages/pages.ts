/**
 * Counts, measures and draws the pages of a PDF, in a process of its own (pages-process.ts): the file
 * comes from outside, and PDFium may crash, hang or grow on it. What happens to the process is told
 * apart here; a page that cannot be drawn gets a white picture, and the others are drawn all the same.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import jpeg from 'jpeg-js';
import type { RefusalCode } from '../../kinds.js';
import { runBounded, type Bounds, type Ended } from '../bounded/run.js';
import { CRASHED, lineSchema, type Asked, type Line } from './lines.js';
import { pictureSize, soundSize, type PageSize } from './page-shape.js';

/** More pages than anybody sends; figures of more would not be readable either. */
export const MOST_PAGES = 5_000;
const OPEN: Bounds = { deadline_ms: 60_000, memory_bytes: 2 * 1024 ** 3 };
const DRAW: Bounds = { deadline_ms: 30 * 60_000, memory_bytes: 2 * 1024 ** 3 };
/** One page that takes longer is left white. */
const PAGE_MS = 30_000;
/** Pages at which the process may crash or hang before the rest is left white, too. */
const MOST_BAD_PAGES = 20;
const PROCESS = join(dirname(fileURLToPath(import.meta.url)), 'pages-process.js');
const MEGABYTES_OF_JAVASCRIPT = 512;

export interface Opened {
  readonly pages: number;
  /** One for all pages where they are the same, else one for each. */
  readonly sizes: readonly PageSize[];
}

export class PagesProblem extends Error {
  constructor(readonly code: RefusalCode, detail: string) {
    super(`the pages cannot be read: ${code}${detail === '' ? '' : ` (${detail})`}`);
  }
}

/** Throws PagesProblem; what `signal` says when it is aborted. */
export async function openPages(path: string, signal: AbortSignal, bounds: Bounds = OPEN): Promise<Opened> {
  const result = await run({ path, folder: null, from: 1, mostPages: MOST_PAGES }, signal, bounds, () => undefined);
  if (result.opened === null) throw problemOf(result.ended);
  return result.opened;
}

/**
 * Draws the pages from `from` on into `folder` (`1.jpg`, …) and calls `drawn` for each as soon as its
 * picture is there, one after the other. Throws PagesProblem where the file does not open at all.
 */
export async function drawPages(
  options: { readonly path: string; readonly folder: string; readonly from: number; readonly opened: Opened; readonly signal: AbortSignal },
  drawn: (page: number) => Promise<void>,
): Promise<void> {
  const { path, folder, opened, signal } = options;
  let next = options.from;
  let told = Promise.resolve();
  const tell = (page: number): void => {
    told = told.then(() => drawn(page));
    // Waited for below; a failure of it in between must not end the connector.
    told.catch(() => undefined);
  };
  for (let bad = 0; next <= opened.pages && bad < MOST_BAD_PAGES; bad += 1) {
    const result = await run({ path, folder, from: next, mostPages: MOST_PAGES }, signal, DRAW, (line) => {
      if (line.is !== 'drawn') return;
      next = line.page + 1;
      tell(line.page);
    });
    await told;
    if (result.opened === null) throw problemOf(result.ended);
    if (next > opened.pages) return;
    if (result.ended.how === 'deadline') break;
    await writeWhite(folder, next, opened);
    tell(next);
    next += 1;
  }
  for (; next <= opened.pages; next += 1) {
    await writeWhite(folder, next, opened);
    tell(next);
  }
  await told;
}

interface Run {
  readonly ended: Ended;
  readonly opened: Opened | null;
}

async function run(asked: Asked, signal: AbortSignal, bounds: Bounds, onLine: (line: Line) => void): Promise<Run> {
  const state: { opened: Opened | null; refused: RefusalCode | null } = { opened: null, refused: null };
  const ended = await runBounded([process.execPath, `--max-old-space-size=${MEGABYTES_OF_JAVASCRIPT}`, PROCESS, JSON.stringify({ ...asked, path: resolve(asked.path) })], {
    bounds,
    // Nothing of the connector's settings is for it.
    env: { PATH: process.env['PATH'] },
    cwd: dirname(PROCESS),
    signal,
    ...(asked.folder === null ? {} : { silent_ms: PAGE_MS }),
    onLine: (text) => {
      const line = parsed(text);
      if (line?.is === 'opened') state.opened = line;
      if (line?.is === 'refused') state.refused = line.code;
      if (line !== null) onLine(line);
      return undefined;
    },
  });
  signal.throwIfAborted();
  if (state.opened === null && state.refused !== null) throw new PagesProblem(state.refused, '');
  return { ended, opened: state.opened };
}

function problemOf({ how, code, stderr }: Ended): Error {
  if (how === 'deadline' || how === 'silent') return new PagesProblem('too-slow', '');
  if (how === 'memory') return new PagesProblem('too-much-memory', '');
  if (code === CRASHED) return new PagesProblem('corrupt', stderr.slice(0, 500));
  // No fault of the file: a disk that cannot be read, a machine without memory.
  return new Error(`the process for pages ended with ${code ?? 'a signal'}: ${stderr.slice(0, 500)}`);
}

function parsed(text: string): Line | null {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    // Libraries print, too.
    return null;
  }
}

async function writeWhite(folder: string, page: number, { sizes }: Opened): Promise<void> {
  const { width, height } = pictureSize(sizes[page - 1] ?? sizes[0] ?? soundSize(0, 0));
  const data = Buffer.alloc(width * height * 4, 255);
  await writeFile(join(folder, `${page}.jpg`), jpeg.encode({ data, width, height }, 80).data);
}
