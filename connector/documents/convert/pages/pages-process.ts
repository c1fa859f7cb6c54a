/** The process that opens a PDF from outside: `node pages-process.js '{"path": …}'`. Says what it does in lines of JSON. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import { askedSchema, CRASHED, type Asked, type Line } from './lines.js';
import { pictureSize, sizesInShort, type PageSize } from './page-shape.js';
import { openPdf, type OpenPdf } from './pdfium.js';

/** Text stays sharp, and a page of text takes some 15 kB. */
const JPEG_QUALITY = 82;

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function work(asked: Asked): Promise<void> {
  const pdf = await openPdf(asked.path);
  const refused = typeof pdf === 'string' ? pdf : pdf.pages < 1 ? 'no-pages' : pdf.pages > asked.mostPages ? 'too-many-pages' : null;
  if (typeof pdf === 'string' || refused !== null) {
    if (refused !== null) say({ is: 'refused', code: refused });
    return;
  }
  const sizes: PageSize[] = Array.from({ length: pdf.pages }, (_, index) => pdf.size(index + 1));
  say({ is: 'opened', pages: pdf.pages, sizes: sizesInShort(sizes).map(([width, height]) => [width, height]) });
  if (asked.folder !== null) drawAll(pdf, asked.folder, asked.from);
}

function drawAll(pdf: OpenPdf, folder: string, from: number): void {
  for (let page = from; page <= pdf.pages; page += 1) {
    say({ is: 'drawing', page });
    const { width, height } = pictureSize(pdf.size(page));
    const pixels = pdf.draw(page, width, height) ?? new Uint8Array(width * height * 4).fill(255);
    writeFileSync(join(folder, `${page}.jpg`), jpeg.encode({ data: pixels, width, height }, JPEG_QUALITY).data);
    say({ is: 'drawn', page });
  }
}

let exitCode = 0;
try {
  await work(askedSchema.parse(JSON.parse(process.argv[2] ?? '')));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  exitCode = error instanceof Error && error.name === 'RuntimeError' ? CRASHED : 1;
}
// What was said is on its way first.
process.stdout.write('', () => process.exit(exitCode));
