/**
 * What a file is, asked before it is taken in: by its content, and of a PDF also whether it opens
 * and has pages, so that the person who uploads it hears of a password at once.
 */
import type { Finding } from './inspect/finding.js';
import { refused } from './inspect/finding.js';
import { inspectContent } from './inspect/inspect.js';
import { openPages, PagesProblem } from './pages/pages.js';
import type { Bounds } from './bounded/run.js';

/** Opening takes half a second for most files; for one that takes longer the job has more time. */
const WHILE_SOMEBODY_WAITS: Bounds = { deadline_ms: 15_000, memory_bytes: 2 * 1024 ** 3 };
/** Each takes a process, and as much memory as its file. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * @param path of the local file system
 * @param fileName as it was uploaded; what it claims is held against what is in the file
 */
export async function inspect(path: string, fileName: string): Promise<Finding> {
  const finding = await inspectContent(path, fileName);
  if (!finding.accepted || finding.format !== 'pdf') return finding;
  return oneOfFew(async () => {
    try {
      await openPages(path, new AbortController().signal, WHILE_SOMEBODY_WAITS);
      return finding;
    } catch (error) {
      if (!(error instanceof PagesProblem)) throw error;
      return error.code === 'too-slow' ? finding : refused(error.code);
    }
  });
}

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  // Whoever is done hands its place over.
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
