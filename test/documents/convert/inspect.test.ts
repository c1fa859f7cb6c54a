import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from '../../../connector/documents/convert/index.js';
import { inspectContent } from '../../../connector/documents/convert/inspect/inspect.js';
import { compoundOf, currentUser, wordHead } from '../files/compound-file.js';
import { encryptedPdf, pdfFrom } from '../files/encrypted-pdf.js';
import { docxOf, packageOf, pptxOf } from '../files/ooxml-files.js';
import { pdfOf } from '../files/pdf-files.js';
import { zipOf } from '../files/zip-file.js';

const WORD = 'application/vnd.ms-word';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const docx = docxOf({ pages: 2 });
const pptx = pptxOf({ slides: 2 });
const doc = compoundOf({ WordDocument: wordHead(false), '1Table': Buffer.alloc(5_000) });
const ppt = compoundOf({ 'PowerPoint Document': Buffer.alloc(9_000, 1), 'Current User': currentUser(false) });
const onePage = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>';

describe('what a file is', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-inspect-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const found = async (content: Buffer | string, fileName: string, full = false): Promise<string> => {
    const path = join(folder, 'file');
    await writeFile(path, content);
    const finding = await (full ? inspect : inspectContent)(path, fileName);
    return finding.accepted ? `${finding.kind} (${finding.format})` : finding.code;
  };

  const table: readonly (readonly [what: string, fileName: string, content: Buffer | string, is: string])[] = [
    ['Word', 'offer.docx', docx, 'docx (docx)'],
    ['Word with macros', 'offer.docm', docxOf({ pages: 1, mainType: `${WORD}.document.macroEnabled.main+xml`, extra: [{ name: 'word/vbaProject.bin', content: 'x' }] }), 'docx (docm)'],
    ['a template of Word', 'offer.dotx', docxOf({ pages: 1, mainType: `${OFFICE}.wordprocessingml.template.main+xml` }), 'docx (dotx)'],
    ['PowerPoint', 'offer.pptx', pptx, 'pptx (pptx)'],
    ['a slide show', 'offer.ppsx', pptxOf({ slides: 1, mainType: `${OFFICE}.presentationml.slideshow.main+xml` }), 'pptx (ppsx)'],
    ['Word 97', 'offer.doc', doc, 'doc (doc)'],
    ['PowerPoint 97', 'offer.ppt', ppt, 'ppt (ppt)'],
    ['newer Word under the old name', 'offer.doc', docx, 'docx (docx)'],
    ['RTF under the name of Word', 'offer.doc', '{\\rtf1\\ansi Hello}', 'doc (rtf)'],
    ['a document without an extension', 'offer', docx, 'docx (docx)'],
    ['a document with an extension that says nothing', 'offer.docx.bin', docx, 'docx (docx)'],
    ['a PDF behind other bytes', 'offer.pdf', Buffer.concat([Buffer.alloc(900, 0x20), pdfFrom([])]), 'pdf (pdf)'],
    ['a text of nothing but comments', 'offer.txt', '<!---->'.repeat(280), 'not-a-document'],
    ['a list of types that never ends', 'offer.docx', zipOf([{ name: '[Content_Types].xml', content: '<Override '.repeat(400_000) }]), 'corrupt'],
    ['nothing', 'offer.docx', '', 'empty'],
    ['Excel', 'offer.xlsx', packageOf('xl/workbook.xml', `${OFFICE}.spreadsheetml.sheet.main+xml`), 'not-a-document'],
    ['Excel 97', 'offer.xls', compoundOf({ Workbook: Buffer.alloc(10) }), 'not-a-document'],
    ['a mail of Outlook', 'offer.msg', compoundOf({ '__properties_version1.0': Buffer.alloc(10) }), 'not-a-document'],
    ['OpenDocument', 'offer.odt', zipOf([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true }, { name: 'content.xml', content: '<x/>' }]), 'not-a-document'],
    ['a picture', 'offer.png', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'not-a-document'],
    ['a text', 'offer.txt', 'Dear customer,', 'not-a-document'],
    ['an archive', 'offers.zip', zipOf([{ name: 'offer.docx', content: docx }]), 'not-a-document'],
    ['Excel under the name of Word', 'offer.docx', packageOf('xl/workbook.xml', `${OFFICE}.spreadsheetml.sheet.main+xml`), 'disguised'],
    ['a program under the name of Word', 'offer.docx', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'disguised'],
    ['a web page under the name of Word', 'offer.doc', '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>Offer</body></html>', 'disguised'],
    ['a web page in one piece under the name of Word', 'offer.doc', 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n', 'disguised'],
    ['a text under the name of PDF', 'offer.pdf', 'Dear customer,', 'disguised'],
    ['PowerPoint under the name of Word', 'offer.docx', pptx, 'disguised'],
    ['PDF under the name of Word', 'offer.docx', pdfFrom([]), 'disguised'],
    ['an archive under the name of Word', 'offer.docx', zipOf([{ name: 'readme.txt', content: 'x' }]), 'disguised'],
    ['the note of an open file', '~$offer.docx', Buffer.concat([Buffer.from([5]), Buffer.from('Riley'), Buffer.alloc(156, 0x20)]), 'disguised'],
    ['encrypted Word or PowerPoint', 'offer.docx', compoundOf({ EncryptionInfo: Buffer.alloc(200), EncryptedPackage: Buffer.alloc(9_000) }), 'password'],
    ['encrypted Word 97', 'offer.doc', compoundOf({ WordDocument: wordHead(true) }), 'password'],
    ['encrypted PowerPoint 97', 'offer.ppt', compoundOf({ 'PowerPoint Document': Buffer.alloc(9_000, 1), 'Current User': currentUser(true) }), 'password'],
    ['an encrypted archive of Word', 'offer.docx', zipOf([{ name: '[Content_Types].xml', content: 'x', encrypted: true }, { name: 'word/document.xml', content: 'x', encrypted: true }]), 'password'],
    ['Word cut off', 'offer.docx', docx.subarray(0, docx.length - 200), 'corrupt'],
    ['Word cut off, under no name', 'offer', docx.subarray(0, docx.length / 2), 'corrupt'],
    ['Word 97 cut off', 'offer.doc', doc.subarray(0, 3_000), 'corrupt'],
    ['Word 97 of its first sector only', 'offer.doc', doc.subarray(0, 512), 'corrupt'],
    ['noughts', 'offer.docx', Buffer.alloc(20_000), 'corrupt'],
    ['noughts under no name', 'offer', Buffer.alloc(20_000), 'not-a-document'],
    ['Word without its text', 'offer.docx', packageOf('word/other.xml', 'application/xml'), 'corrupt'],
    ['a small file that would unpack to 20 GB', 'offer.docx', docxOf({ pages: 1, extra: [1, 2, 3, 4, 5].map((n) => ({ name: `word/media/${n}.bin`, content: 'x', says_bytes: 0xf000_0000 })) }), 'too-large'],
  ];
  for (const [what, fileName, content, is] of table) {
    it(`${what} (${fileName}): ${is}`, async () => {
      assert.equal(await found(content, fileName), is);
    });
  }

  it('says what it is and what to do', async () => {
    const path = join(folder, 'file');
    await writeFile(path, compoundOf({ Workbook: Buffer.alloc(10) }));
    const named = await inspectContent(path, 'prices.xls');
    const disguised = await inspectContent(path, 'prices.doc');
    assert.equal(named.accepted ? '' : named.says, 'This is an Excel workbook, not a PDF, Word or PowerPoint file. Open it in the program it was made with, save it as PDF, and upload that.');
    assert.equal(disguised.accepted ? '' : disguised.says, 'The name says that this is a Word document, but in the file is an Excel workbook. Open it in the program it was made with, save it as PDF, and upload that.');
  });

  it('of a PDF is whether it opens and has pages', async () => {
    assert.equal(await found(await pdfOf({ pages: 3 }), 'offer.pdf', true), 'pdf (pdf)');
    assert.equal(await found(encryptedPdf({ user: 'secret', owner: 'boss' }), 'offer.pdf', true), 'password');
    assert.equal(await found(encryptedPdf({ user: '', owner: 'boss' }), 'offer.pdf', true), 'pdf (pdf)', 'only its owner has a password');
    assert.equal(await found(pdfFrom(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']), 'offer.pdf', true), 'no-pages');
    assert.equal(await found('%PDF-1.7\nnothing more', 'offer.pdf', true), 'corrupt');
    const damaged = pdfFrom(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', onePage]).toString('latin1').replace(/startxref\n\d+/, 'startxref\n7');
    assert.equal(await found(Buffer.from(damaged, 'latin1'), 'offer.pdf', true), 'pdf (pdf)', 'PDFium finds the pages of one without its table');
  });
});
