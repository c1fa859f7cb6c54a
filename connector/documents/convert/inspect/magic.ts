/** Files that are no documents, by their first bytes: the sentence a person reads names what it is. */
import { other, type Other } from './finding.js';

/** Read from the beginning of a file to tell what it is. */
export const HEAD_BYTES = 4_096;

const WORD_AGAIN = 'Open it in Word, save it as .docx, and upload that.';
const WEB_PAGE = other('a web page', WORD_AGAIN);
const LEFTOVER = 'Upload the file itself.';

const STARTS: readonly (readonly [bytes: Buffer, Other])[] = [
  [hex('4d5a'), other('a program')],
  [hex('7f454c46'), other('a program')],
  [hex('cffaedfe'), other('a program')],
  [hex('cefaedfe'), other('a program')],
  [hex('cafebabe'), other('a program')],
  [hex('89504e470d0a1a0a'), other('a picture')],
  [hex('ffd8ff'), other('a picture')],
  [text('GIF8'), other('a picture')],
  [hex('49492a00'), other('a picture')],
  [hex('4d4d002a'), other('a picture')],
  [text('8BPS'), other('a picture')],
  [text('RIFF'), other('a picture, a sound or a film')],
  [text('ID3'), other('a sound')],
  [text('OggS'), other('a sound or a film')],
  [hex('1a45dfa3'), other('a film')],
  [hex('377abcaf271c'), other('an archive', 'Unpack it, and upload the files in it.')],
  [text('Rar!'), other('an archive', 'Unpack it, and upload the files in it.')],
  [hex('1f8b'), other('an archive', 'Unpack it, and upload the files in it.')],
  [text('%!PS'), other('a PostScript file')],
  [hex('ff575043'), other('a WordPerfect document')],
  [hex('dba52d00'), other('a document of a Word older than Word 6', WORD_AGAIN)],
  [hex('9ba52100'), other('a document of a Word older than Word 6', WORD_AGAIN)],
  [hex('31be0000'), other('a document of a Word older than Word 6', WORD_AGAIN)],
  [hex('fe37001c'), other('a document of a Word older than Word 6', WORD_AGAIN)],
  [hex('fe370023'), other('a document of a Word older than Word 6', WORD_AGAIN)],
  [hex('0baddeed'), other('a presentation of an old PowerPoint', 'Open it in PowerPoint, save it as .pptx, and upload that.')],
  [hex('4c00000001140200'), other('only a shortcut to a file', LEFTOVER)],
  [text('[InternetShortcut]'), other('only a link', LEFTOVER)],
  [hex('00051607'), other('only what a Mac notes beside a file', LEFTOVER)],
  [hex('00051600'), other('only what a Mac notes beside a file', LEFTOVER)],
  [text('version https://git-lfs'), other('only a note of where the file is', LEFTOVER)],
];

/** Null: none of those we know. */
export function knownStart(head: Buffer): Other | null {
  const start = STARTS.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (start !== undefined) return start[1];
  if (head.toString('latin1', 0, 2) === 'BM' && head.length > 10 && head.readUInt32LE(6) === 0) return other('a picture');
  return head.toString('latin1', 4, 8) === 'ftyp' ? other('a picture or a film') : null;
}

/** Word writes one of these beside a file that is open: the length of a name, and the name. */
export function isOwnerFile(head: Buffer, size: number, fileName: string): boolean {
  return size < 1_024 && /^~\$/.test(fileName) && (head[0] ?? 255) <= 54;
}

/** Null: it is no text. */
export function asText(head: Buffer): Other | null {
  const content = decoded(head);
  if (content === null) return null;
  const start = content.trimStart().slice(0, 2_000).toLowerCase();
  // One way only to read a row of comments: with more, a file of nothing else would be tried for years.
  if (/^(<\?xml[^>]*>)?\s*(<!--((?!-->).)*-->\s*)*<(!doctype html|html|head|body|meta|table|div)\b/s.test(start)) return WEB_PAGE;
  if (start.includes('mime-version:') && start.includes('content-type:')) return start.includes('multipart/related') ? other('a web page saved for Word', WORD_AGAIN) : other('a mail', 'Upload the file that is attached to it.');
  if (start.includes('progid="word.document"') || start.includes('schemas.microsoft.com/office/2006/xmlpackage')) return other('a document as plain XML', WORD_AGAIN);
  if (start.startsWith('<?xml') || start.startsWith('<svg')) return other('an XML file');
  return other('plain text', WORD_AGAIN);
}

function decoded(head: Buffer): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff) return Buffer.from(head.subarray(2, head.length - (head.length % 2))).swap16().toString('utf16le');
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) return null;
  // Of other encodings nearly every byte is a letter or a sign, too.
  return head.toString('utf8').replace(/^\ufeff/, '');
}

function hex(bytes: string): Buffer {
  return Buffer.from(bytes, 'hex');
}

function text(ascii: string): Buffer {
  return Buffer.from(ascii, 'latin1');
}
