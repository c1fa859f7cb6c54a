/**
 * The process in which LibreOffice runs as WebAssembly, for one file: `node wasm-process.js '{"library": …}'`.
 * It is spoken to through LibreOfficeKit's C interface (include/LibreOfficeKit/LibreOfficeKit.h): an
 * object is a pointer to a pointer to its class, whose first field is its size and whose others are
 * functions in fixed order. Its file system is in memory, and macros are off unless asked for.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { extname, join } from 'node:path';
import { wasmAskedSchema, type WasmAsked, type WasmLine } from './wasm-lines.js';

/** Bytes of a pointer; fields of the two classes, counted in pointers. */
const POINTER = 4;
const OFFICE_GET_ERROR = 3;
const OFFICE_LOAD_WITH_OPTIONS = 4;
const DOCUMENT_SAVE_AS = 2;
const INSTALLATION = '/instdir/program';

interface LibreOffice {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly FS: {
    mkdir(path: string): void;
    writeFile(path: string, content: Uint8Array): void;
    readFile(path: string): Uint8Array;
  };
  readonly wasmTable: { get(index: number): (...args: readonly number[]) => number };
  _malloc(bytes: number): number;
  _libreofficekit_hook(path: number): number;
}

interface Loader {
  createModule(config: object): Promise<unknown>;
}

function say(line: WasmLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function convert({ library, input, format, output }: WasmAsked): Promise<void> {
  const loader: unknown = createRequire(import.meta.url)(join(library, 'loader.cjs'));
  if (!isLoader(loader)) throw new Error('this is no loader');
  const office: unknown = await loader.createModule({});
  if (!isLibreOffice(office)) throw new Error('this is no LibreOffice');
  // `/tmp` is there in some builds.
  for (const folder of ['/tmp', '/instdir/user', '/instdir/user/temp']) {
    try {
      office.FS.mkdir(folder);
    } catch {
      continue;
    }
  }
  const text = (value: string): number => {
    const bytes = Buffer.from(`${value}\0`);
    const at = office._malloc(bytes.length);
    office.HEAPU8.set(bytes, at);
    return at;
  };
  const pointerAt = (address: number): number => office.HEAPU32[address / POINTER] ?? 0;
  const call = (object: number, field: number, ...args: readonly number[]): number => office.wasmTable.get(pointerAt(pointerAt(object) + field * POINTER))(object, ...args);

  const kit = office._libreofficekit_hook(text(INSTALLATION));
  if (kit === 0) throw new Error('LibreOfficeKit did not start');
  say({ is: 'started' });
  office.FS.writeFile(`/tmp/document.${format}`, readFileSync(input));
  const document = call(kit, OFFICE_LOAD_WITH_OPTIONS, text(`file:///tmp/document.${format}`), text('Batch=true,Language=en-US'));
  if (document === 0) {
    say({ is: 'refused', says: textAt(office, call(kit, OFFICE_GET_ERROR)) });
    return;
  }
  say({ is: 'loaded' });
  // Made is what the name of the output says: a PDF, and for tests the older formats, too.
  const extension = extname(output);
  const saved = call(document, DOCUMENT_SAVE_AS, text(`file:///tmp/made${extension}`), text(extension.slice(1)), text(''));
  if (saved === 0) {
    say({ is: 'refused', says: textAt(office, call(kit, OFFICE_GET_ERROR)) });
    return;
  }
  writeFileSync(output, office.FS.readFile(`/tmp/made${extension}`));
  say({ is: 'done' });
}

function textAt({ HEAPU8 }: LibreOffice, at: number): string {
  return at === 0 ? '' : Buffer.from(HEAPU8.slice(at, HEAPU8.indexOf(0, at))).toString('utf8');
}

function isLoader(value: unknown): value is Loader {
  return typeof value === 'object' && value !== null && 'createModule' in value;
}

function isLibreOffice(value: unknown): value is LibreOffice {
  return typeof value === 'object' && value !== null && ['HEAPU8', 'HEAPU32', 'FS', 'wasmTable', '_malloc', '_libreofficekit_hook'].every((name) => name in value);
}

/** It has no way to the network; should a later version have one, it ends here. */
function refuseNetwork(): void {
  Socket.prototype.connect = () => {
    throw new Error('a converter has no network');
  };
  globalThis.fetch = () => Promise.reject(new Error('a converter has no network'));
}

try {
  refuseNetwork();
  await convert(wasmAskedSchema.parse(JSON.parse(process.argv[2] ?? '')));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
// LibreOffice's threads would keep it alive, and may hang when they are asked to end. What was said is on its way first.
process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'));
