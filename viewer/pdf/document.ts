/**
 * Opens a document with pdf.js: its worker is started, and the first bytes are under way, before
 * pdf.js itself has arrived. Nothing in a document can run: no evaluation of text, no scripts of
 * forms, no XFA.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type * as pdfjsModule from 'pdfjs-dist/legacy/build/pdf.mjs';
import { CHUNK_BYTES, type Source } from './source.js';

export type PdfJs = typeof pdfjsModule;

export interface OpenDocument {
  readonly pdfjs: PdfJs;
  readonly pdf: PDFDocumentProxy;
}

/** @param bytes length of the document. Rejects where it is no PDF that can be read, or the worker does not start. */
export async function openDocument(source: Source, bytes: number): Promise<OpenDocument> {
  const worker = new Worker(`${PDFJS_FILES}pdf.worker.min.mjs`, { type: 'module', name: 'pages' });
  const broken = new Promise<never>((_resolve, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'the worker did not start')), { once: true });
  });
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = pdfjs.getDocument({
    range: transportOf(pdfjs, source, bytes),
    worker: pdfjs.PDFWorker.create({ port: worker }),
    rangeChunkSize: CHUNK_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    // The fonts of the machine differ, and squeeze letters where they are too wide: ours look the same everywhere.
    useSystemFonts: false,
    enableXfa: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    cMapUrl: new URL(`${PDFJS_FILES}cmaps/`, location.href).href,
    standardFontDataUrl: new URL(`${PDFJS_FILES}standard_fonts/`, location.href).href,
    wasmUrl: new URL(`${PDFJS_FILES}wasm/`, location.href).href,
    iccUrl: new URL(`${PDFJS_FILES}iccs/`, location.href).href,
  });
  return { pdfjs, pdf: await Promise.race([task.promise, broken]) };
}

function transportOf(pdfjs: PdfJs, source: Source, bytes: number): InstanceType<PdfJs['PDFDataRangeTransport']> {
  class Transport extends pdfjs.PDFDataRangeTransport {
    override requestDataRange(begin: number, end: number): void {
      void source.read({ begin, end }).then((chunk) => this.onDataRange(begin, chunk));
    }
  }
  return new Transport(bytes, null);
}
