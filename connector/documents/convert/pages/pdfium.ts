/** PDFium, as far as pages are counted, measured and drawn with it. Runs in a process of its own only. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PDFiumModule } from '@hyzyla/pdfium';
import { soundSize, type PageSize } from './page-shape.js';

/** FPDF_GetLastError: a password is needed. */
const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;
const FORMAT_BGRA = 4;
const WHITE = 0xffff_ffff;
/** FPDF_ANNOT, and FPDF_REVERSE_BYTE_ORDER: RGBA instead of BGRA. */
const RENDER_FLAGS = 0x01 | 0x10;
const CHUNK_BYTES = 16 * 1024 * 1024;
const FLOAT_BYTES = 4;

type Module = Awaited<ReturnType<typeof PDFiumModule>>;

/** Not in the package's types. */
interface Measuring {
  _FPDF_GetPageSizeByIndexF(document: number, index: number, size: number): number;
}

export interface OpenPdf {
  readonly pages: number;
  /** Without drawing it. @param page from 1 */
  size(page: number): PageSize;
  /** RGBA on white; null: it cannot be drawn. */
  draw(page: number, width: number, height: number): Uint8Array | null;
}

/** The document, or why it does not open. */
export async function openPdf(path: string): Promise<OpenPdf | 'password' | 'corrupt'> {
  const module = await PDFiumModule({});
  if (!canMeasure(module)) throw new Error('this PDFium cannot measure pages');
  module._FPDF_InitLibraryWithConfig({});
  const file = readInto(module, path);
  // Without a password: one that only restricts its owner's rights opens all the same.
  const document = module._FPDF_LoadMemDocument(file.at, file.bytes, 0);
  if (document === 0) {
    const error = module._FPDF_GetLastError();
    return error === ERROR_PASSWORD || error === ERROR_SECURITY ? 'password' : 'corrupt';
  }
  const sizeAt = module.wasmExports.malloc(2 * FLOAT_BYTES);
  return {
    pages: module._FPDF_GetPageCount(document),
    size: (page) => {
      if (module._FPDF_GetPageSizeByIndexF(document, page - 1, sizeAt) === 0) return soundSize(0, 0);
      const size = new DataView(module.HEAPU8.buffer, sizeAt, 2 * FLOAT_BYTES);
      return soundSize(size.getFloat32(0, true), size.getFloat32(FLOAT_BYTES, true));
    },
    draw: (page, width, height) => draw(module, document, page, width, height),
  };
}

function draw(module: Module, document: number, page: number, width: number, height: number): Uint8Array | null {
  const loaded = module._FPDF_LoadPage(document, page - 1);
  if (loaded === 0) return null;
  const stride = width * 4;
  const pixels = module.wasmExports.malloc(stride * height);
  try {
    const bitmap = module._FPDFBitmap_CreateEx(width, height, FORMAT_BGRA, pixels, stride);
    if (pixels === 0 || bitmap === 0) return null;
    module._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    module._FPDF_RenderPageBitmap(bitmap, loaded, 0, 0, width, height, 0, RENDER_FLAGS);
    const drawn = module.HEAPU8.slice(pixels, pixels + stride * height);
    module._FPDFBitmap_Destroy(bitmap);
    return drawn;
  } finally {
    module.wasmExports.free(pixels);
    module._FPDF_ClosePage(loaded);
  }
}

/** Straight into PDFium's memory, so that a file is not held twice. */
function readInto(module: Module, path: string): { readonly at: number; readonly bytes: number } {
  const file = openSync(path, 'r');
  try {
    const bytes = fstatSync(file).size;
    const at = module.wasmExports.malloc(bytes);
    if (at === 0) throw new Error('no memory for the file');
    for (let done = 0; done < bytes; ) {
      const read = readSync(file, module.HEAPU8, at + done, Math.min(CHUNK_BYTES, bytes - done), done);
      if (read === 0) break;
      done += read;
    }
    return { at, bytes };
  } finally {
    closeSync(file);
  }
}

function canMeasure(module: Module): module is Module & Measuring {
  return '_FPDF_GetPageSizeByIndexF' in module;
}
