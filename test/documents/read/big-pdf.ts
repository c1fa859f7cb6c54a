/**
 * A long, heavy PDF, written the plain way many programs write it: page behind page, each with its
 * description, its picture and its text, and one flat list of all pages. For a reader that wants to
 * show one page it is the worst there is: what it has to know of the others lies all over the file.
 */
import { randomFillSync } from 'node:crypto';

const ACROSS_PX = 100;

/** @param page_bytes of each page's picture, which cannot be compressed */
export function bigPdf(pages: number, page_bytes: number): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  const put = (part: string | Buffer): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (id: number, head: string, stream?: Buffer): void => {
    offsets[id] = length;
    put(`${id} 0 obj\n${head}\n`);
    if (stream !== undefined) {
      put('stream\n');
      put(stream);
      put('\nendstream\n');
    }
    put('endobj\n');
  };
  const down = Math.ceil(page_bytes / (ACROSS_PX * 3));
  const idOf = (page: number): number => 1 + page * 3;
  put('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n');
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, index) => `${idOf(index + 1)} 0 R`).join(' ')}] >>`);
  object(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (let page = 1; page <= pages; page += 1) {
    const id = idOf(page);
    const text = Buffer.from(`BT /F1 36 Tf 60 740 Td (Page ${page}) Tj ET q 300 0 0 300 60 300 cm /Im1 Do Q`);
    object(id, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 ${id + 2} 0 R >> >> /Contents ${id + 1} 0 R >>`);
    object(id + 1, `<< /Length ${text.length} >>`, text);
    const picture = randomFillSync(Buffer.alloc(ACROSS_PX * 3 * down));
    object(id + 2, `<< /Type /XObject /Subtype /Image /Width ${ACROSS_PX} /Height ${down} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length ${picture.length} >>`, picture);
  }
  const table = length;
  put(`xref\n0 ${offsets.length}\n0000000000 65535 f \n`);
  for (const offset of offsets.slice(1)) put(`${String(offset).padStart(10, '0')} 00000 n \n`);
  put(`trailer\n<< /Size ${offsets.length} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return Buffer.concat(parts);
}
