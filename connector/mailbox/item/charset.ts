/**
 * Bytes of a mail to text, by the charset it names: the encoding standard of browsers first (it knows
 * how charsets are really used), then iconv-lite for those that only mail still has. A charset
 * nobody knows, or none, is UTF-8 where the bytes are that, else Windows-1252. Never throws.
 */
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const decoders = new Map<string, TextDecoder | null>();
/** Labels are short; a mail that names thousands of charsets does not fill the memory with decoders. */
const DECODERS_AT_MOST = 200;

/** Text in it is short, or somebody plays tricks. */
const LONGEST_UTF7_BYTES = 60_000;

export function decodeCharset(bytes: Buffer, charset: string): string {
  const label = charset.toLowerCase().replace(/[^a-z0-9_:.-]/g, '');
  try {
    if (label === 'utf-7' || label === 'unicode-1-1-utf-7') return decodeUtf7(bytes);
    if (label === 'iso-2022-kr') return decodeIso2022Kr(bytes);
    if (label !== '' && !GUESSED.has(label)) {
      const decoder = decoderOf(label);
      if (decoder !== null) return decoder.decode(bytes);
      if (iconv.encodingExists(label)) return iconv.decode(bytes, label);
    }
    return guessed(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Labels that say nothing, or that programs write whatever they send. */
const GUESSED = new Set(['us-ascii', 'ascii', 'unknown-8bit', 'x-unknown', 'unknown', 'utf-8', 'utf8', 'default', '8bit', '7bit', 'binary']);

function guessed(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return isMostlyUtf8(bytes) ? bytes.toString('utf8') : (decoderOf('windows-1252')?.decode(bytes) ?? bytes.toString('latin1'));
  }
}

/** Damaged or cut UTF-8 decodes with a replacement here and there; another charset with one for nearly each. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 4096).toString('utf8');
  let broken = 0;
  let beyondAscii = 0;
  for (const character of sample) {
    if (character === '\uFFFD') broken += 1;
    else if (character > '\x7F') beyondAscii += 1;
  }
  return beyondAscii > broken;
}

function decoderOf(label: string): TextDecoder | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  const decoder = makeDecoder(label);
  if (decoders.size < DECODERS_AT_MOST) decoders.set(label, decoder);
  return decoder;
}

function makeDecoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** RFC 1557: between SO and SI, seven-bit bytes are those of EUC-KR without their highest bit. */
function decodeIso2022Kr(bytes: Buffer): string {
  const SO = 0x0e;
  const SI = 0x0f;
  const euc: number[] = [];
  let shifted = false;
  for (const byte of bytes) {
    if (byte === SO || byte === SI) shifted = byte === SO;
    else euc.push(shifted && byte > 0x20 ? byte | 0x80 : byte);
  }
  const text = decoderOf('euc-kr')?.decode(Uint8Array.from(euc)) ?? '';
  return text.replace('\x1b$)C', '');
}

/** RFC 2152: "+" begins base64 of UTF-16, "-" or any other character ends it; "+-" is a plus. */
function decodeUtf7(bytes: Buffer): string {
  return bytes
    .subarray(0, LONGEST_UTF7_BYTES)
    .toString('latin1')
    .replace(/\+([A-Za-z0-9+/]{0,10000})-?/g, (_, encoded: string) => (encoded === '' ? '+' : utf16(Buffer.from(encoded, 'base64'))));
}

function utf16(bigEndian: Buffer): string {
  return bigEndian.subarray(0, bigEndian.length & ~1).swap16().toString('utf16le');
}
