/**
 * Encoded words in headers (RFC 2047), as mail programs really write them: split within a character,
 * with blanks inside, cut off, in charsets nobody registered, or raw UTF-8 beside them. What cannot
 * be read stays as it is. Linear in the length of the value.
 */
import { decodeCharset } from './charset.js';

const WORD = /=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?([^?]{0,8000})\?=/gi;
const BETWEEN_WORDS = /^[ \t\r\n]*$/;

/** The value with every encoded word decoded; blanks between two of them are dropped (section 6.2). */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let decoded = '';
  let after = 0;
  let open: { charset: string; bytes: Buffer[] } | null = null;
  const close = (): void => {
    if (open !== null) decoded += decodeCharset(Buffer.concat(open.bytes), open.charset);
    open = null;
  };
  for (const found of value.matchAll(WORD)) {
    const [whole, charset = '', encoding = '', text = ''] = found;
    const between = value.slice(after, found.index);
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQ(text);
    after = found.index + whole.length;
    // A character may be split over two words of the same charset: their bytes are joined first.
    if (open !== null && BETWEEN_WORDS.test(between) && sameCharset(open, charset)) {
      bytesOf(open).push(bytes);
      continue;
    }
    const joined = open !== null && BETWEEN_WORDS.test(between);
    close();
    if (!joined) decoded += between;
    open = { charset: charset.toLowerCase(), bytes: [bytes] };
  }
  close();
  return decoded + value.slice(after);
}

function sameCharset(open: { readonly charset: string }, charset: string): boolean {
  return open.charset === charset.toLowerCase();
}

function bytesOf(open: { readonly bytes: Buffer[] }): Buffer[] {
  return open.bytes;
}

function fromQ(text: string): Buffer {
  return Buffer.from(
    text.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
