/** PDFs to be read, made in place. */
import { PDFDocument, StandardFonts } from 'pdf-lib';

/** Pages with a heading and some lines each; page 3 and every tenth speak of the "arcade lease". */
export async function aPdf(pages = 12, size: [number, number] = [595, 842]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number += 1) {
    const page = pdf.addPage(size);
    page.drawText(`Page ${number}`, { x: 60, y: size[1] - 100, size: 36, font });
    for (let line = 0; line < 20; line += 1) {
      const text = line === 4 && (number === 3 || number % 10 === 0) ? 'the arcade lease runs for five years' : `Line ${line + 1}: machines, tokens, and what they cost a month.`;
      page.drawText(text, { x: 60, y: size[1] - 150 - line * 24, size: 12, font });
    }
  }
  return pdf.save();
}
