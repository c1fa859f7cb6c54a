/**
 * Encoded words in headers (RFC 2047), as mail programs really write them: split within a character,
 * with blanks inside, cut off, in charsets nobody registered, or raw UTF-8 beside them. What cannot
 * be read stays as it is. Linear in the length of the value.
 */
import { decodeCharset } from './charset.js';

const WORD = /=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?([^?]{0,8000})\?=/gi;

/** Words that follow one another in the same charset: a character may be split over two of them. */
interface Run {
  readonly charset: string;
  readonly bytes: Buffer[];
}

/** The value with every encoded word decoded; blanks between two of them are dropped (section 6.2). */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  const pieces: (string | Run)[] = [];
  let after = 0;
  for (const found of value.matchAll(WORD)) {
    const [whole, charset = '', encoding = '', text = ''] = found;
    const between = value.slice(after, found.index);
    const before = between.trim() === '' ? pieces.at(-1) : undefined;
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQ(text);
    after = found.index + whole.length;
    if (typeof before === 'object' && before.charset === charset.toLowerCase()) {
      before.bytes.push(bytes);
      continue;
    }
    if (typeof before !== 'object') pieces.push(between);
    pieces.push({ charset: charset.toLowerCase(), bytes: [bytes] });
  }
  pieces.push(value.slice(after));
  return pieces.map((piece) => (typeof piece === 'string' ? piece : decodeCharset(Buffer.concat(piece.bytes), piece.charset))).join('');
}

function fromQ(text: string): Buffer {
  return Buffer.from(
    text.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
