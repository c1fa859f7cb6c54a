/**
 * LibreOffice as WebAssembly, of the npm package `@matbee/libreoffice-converter` (MPL-2.0): which of
 * its files are run, and whether they are those we know. 250 MB, so installed only where it is needed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const PACKAGE = '@matbee/libreoffice-converter';
export const PACKAGE_VERSION = '2.7.2';
/** Unpacked. */
export const PACKAGE_BYTES = 252_000_000;

/** Every file of it that is run or read, with its SHA-256. */
const FILES: Readonly<Record<string, string>> = {
  'loader.cjs': '7cebd863dcd071a5eb02bc26fa7701e7dc5c865d1e130e5595672e56a34934cf',
  'soffice.cjs': 'b67acadcb30171e6ec018754fcbe5b527443a3ef1c84f352e29aecff6d210e43',
  'soffice.worker.cjs': '458bc142e7f837baf44a2d186a0b65b0a11ece760e5dab79ebca2789c9feeef5',
  'soffice.wasm': 'ea3d8f3b69bd1e586a8ea973e0dfa61c758612fcc529dc94ac2e30519f8b4f7b',
  'soffice.data': '8f4e98aa67e108e161cecc7906d7ac0dd3941ef9347f999c3b9dbc049f165020',
};

/** Folder of those files, in the folder the package is installed into. */
export function libraryFolder(installation: string): string {
  return join(installation, 'node_modules', ...PACKAGE.split('/'), 'wasm');
}

/** Quickly: whether its largest file is there. */
export async function isInstalled(installation: string): Promise<boolean> {
  return stat(join(libraryFolder(installation), 'soffice.wasm')).then((file) => file.isFile(), () => false);
}

/** Name of the first file that is missing or not what it was when it was chosen; null: all is well. */
export async function strangeFile(installation: string): Promise<string | null> {
  for (const [name, known] of Object.entries(FILES)) {
    const found = await digest(join(libraryFolder(installation), name)).catch(() => null);
    if (found !== known) return name;
  }
  return null;
}

/**
 * LibreOffice starts more threads than the package prepares, four; a further one can only be made
 * while the main thread rests, and that waits for it: it hung in four of five conversions on two busy
 * cores. With sixteen it does in one of three, and mostly goes on after half a minute.
 */
export async function prepareThreads(installation: string): Promise<void> {
  const path = join(libraryFolder(installation), 'soffice.cjs');
  const program = await readFile(path, 'utf8');
  await writeFile(path, program.replace('pthreadPoolSize=4', 'pthreadPoolSize=16'));
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
