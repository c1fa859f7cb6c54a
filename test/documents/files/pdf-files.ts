/** Makes PDFs for tests and benches, with pdf-lib; encrypted and broken ones by hand. */
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { wordsOf } from './ooxml-files.js';

export interface PdfOptions {
  readonly pages: number;
  /** Width and height of each page in points; default A4. */
  readonly sizes?: readonly (readonly [number, number])[];
  /** Bytes of ballast on each page, so that the file gets large. */
  readonly ballast_bytes?: number;
}

export async function pdfOf({ pages, sizes = [[595, 842]], ballast_bytes = 0 }: PdfOptions): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page += 1) {
    const [width, height] = sizes[(page - 1) % sizes.length] ?? [595, 842];
    const made = document.addPage([width, height]);
    made.drawText(`Page ${page}`, { x: width / 12, y: height * 0.85, size: Math.max(6, Math.min(width, height) / 12), font });
    for (let line = 0; line < 12; line += 1) {
      made.drawText(plain(wordsOf(page * 20 + line, 10)), { x: width / 12, y: height * (0.75 - line * 0.05), size: Math.max(4, height / 70), font });
    }
    if (ballast_bytes > 0) {
      const ballast = document.context.stream(ballastOf(page, ballast_bytes));
      made.node.set(document.context.obj('Ballast'), document.context.register(ballast));
    }
  }
  return Buffer.from(await document.save());
}

/** Bytes that nothing can pack, the same for the same seed. */
function ballastOf(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function plain(text: string): string {
  return text.normalize('NFC');
}
