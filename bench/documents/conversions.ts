/**
 * Seconds and memory from a file to its PDF, by format, over files the bench makes itself: Word and
 * PowerPoint of one page to hundreds, their older formats made of them by the converter, RTF, and
 * pictures of pages of PDFs. LibreOffice of this machine does all where there is one, and LibreOffice
 * as WebAssembly a few of each format; else that does all.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSoffice, sofficeConverter } from '../../connector/documents/convert/converters/soffice.js';
import { wasmConverter } from '../../connector/documents/convert/converters/wasm.js';
import type { Converted, Converter } from '../../connector/documents/convert/converters/converter.js';
import { drawPages, openPages } from '../../connector/documents/convert/pages/pages.js';
import { installedConverter } from '../../test/documents/convert/converter-installed.js';
import { docxOf, pptxOf } from '../../test/documents/files/ooxml-files.js';
import { pdfOf } from '../../test/documents/files/pdf-files.js';
import { percentile, type Figure } from '../report.js';

const BYTES_PER_MB = 1024 ** 2;
const DOCX_PAGES = [1, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 320];
const PPTX_SLIDES = [1, 1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120];
const OLDER_PAGES = [1, 2, 3, 5, 8, 12, 20, 40];
/** Of those, what the second converter does, too. */
const SAMPLES = 2;
const PDF_PAGES = [1, 10, 100, 500];

type Format = 'docx' | 'pptx' | 'doc' | 'ppt' | 'rtf';

interface File {
  readonly format: Format;
  readonly content: Buffer;
}

export async function measureConversions(progress: (text: string) => void): Promise<{ readonly figures: Figure[]; readonly notes: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'readback-bench-convert-'));
  try {
    const wasm = wasmConverter((await installedConverter()).folder);
    const soffice = await findSoffice(process.env['SOFFICE_PATH']);
    const files = await makeFiles(wasm, folder, progress);
    const main = soffice === null ? wasm : sofficeConverter(soffice);
    const figures = await measure(main, files, folder, progress);
    if (soffice !== null) figures.push(...(await measure(wasm, files.filter((file) => files.filter(({ format }) => format === file.format).indexOf(file) < SAMPLES), folder, progress)));
    figures.push(...(await measurePictures(folder, progress)));
    return { figures, notes: [`${files.length} Word and PowerPoint files; memory is the most all processes of a conversion held, looked at every 0.25 s.`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFiles(converter: Converter, folder: string, progress: (text: string) => void): Promise<File[]> {
  const files: File[] = [
    ...DOCX_PAGES.map((pages): File => ({ format: 'docx', content: docxOf({ pages, paragraphs: 5 }) })),
    ...PPTX_SLIDES.map((slides): File => ({ format: 'pptx', content: pptxOf({ slides }) })),
    { format: 'rtf', content: rtfOf(2) },
    { format: 'rtf', content: rtfOf(50) },
  ];
  for (const pages of OLDER_PAGES) {
    progress(`making .doc and .ppt of ${pages} pages`);
    files.push({ format: 'doc', content: await madeFrom(converter, { format: 'docx', content: docxOf({ pages, paragraphs: 5 }) }, 'doc', folder) });
    files.push({ format: 'ppt', content: await madeFrom(converter, { format: 'pptx', content: pptxOf({ slides: pages }) }, 'ppt', folder) });
  }
  return files;
}

async function measure(converter: Converter, files: readonly File[], folder: string, progress: (text: string) => void): Promise<Figure[]> {
  const results = new Map<Format, Converted[]>();
  for (const [index, file] of files.entries()) {
    progress(`${converter.kind}: file ${index + 1} of ${files.length} (${file.format})`);
    const [converted] = await convert(converter, file, 'pages.pdf', folder);
    results.set(file.format, [...(results.get(file.format) ?? []), converted]);
  }
  return [...results].flatMap(([format, all]): Figure[] => [
    { what: `${converter.kind}: .${format} (${all.length} files), median`, value: percentile(all.map(({ took_ms }) => took_ms), 0.5) / 1_000, unit: 's' },
    { what: `${converter.kind}: .${format}, slowest`, value: Math.max(...all.map(({ took_ms }) => took_ms)) / 1_000, unit: 's' },
    { what: `${converter.kind}: .${format}, memory`, value: Math.max(...all.map(({ peak_bytes }) => peak_bytes)) / BYTES_PER_MB, unit: 'MB' },
  ]);
}

async function measurePictures(folder: string, progress: (text: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const pages of PDF_PAGES) {
    progress(`pictures of a PDF of ${pages} pages`);
    const own = await mkdtemp(join(folder, 'pictures-'));
    const path = join(own, 'pages.pdf');
    await writeFile(path, await pdfOf({ pages }));
    const { signal } = new AbortController();
    const began_ms = performance.now();
    const opened = await openPages(path, signal);
    await drawPages({ path, folder: own, from: 1, opened, signal }, () => Promise.resolve());
    figures.push({ what: `PDF of ${pages} ${pages === 1 ? 'page' : 'pages'}: counted, measured and drawn`, value: (performance.now() - began_ms) / 1_000, unit: 's' });
  }
  return figures;
}

async function madeFrom(converter: Converter, file: File, format: Format, folder: string): Promise<Buffer> {
  const [, path] = await convert(converter, file, `made.${format}`, folder);
  return readFile(path);
}

async function convert(converter: Converter, { format, content }: File, name: string, folder: string): Promise<[Converted, string]> {
  const own = await mkdtemp(join(folder, 'one-'));
  const input = join(own, `document.${format}`);
  const output = join(own, name);
  await writeFile(input, content);
  return [await converter.convert({ input, format, folder: own, output, signal: new AbortController().signal }), output];
}

function rtfOf(pages: number): Buffer {
  const page = (number: number): string => `\\b Page ${number}\\b0\\par ${'An offer of a service within the terms. '.repeat(60)}\\par\\page `;
  return Buffer.from(`{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}${Array.from({ length: pages }, (_, index) => page(index + 1)).join('')}}`);
}
