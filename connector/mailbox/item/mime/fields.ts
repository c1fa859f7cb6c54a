/**
 * The header section of a mail or part as bytes (RFC 5322 section 2.2), read in one pass whatever its
 * size. Ten megabytes of header are read to their end, because In-Reply-To may stand there, but only
 * fields somebody asks for are kept beyond the first thousands.
 */
import type { Header } from '../../types.js';
import { decodeCharset } from '../charset.js';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const COLON = 0x3a;

/** Kept of fields of any name. */
const FIELDS_AT_MOST = 2_000;
const LONGEST_VALUE_BYTES = 16_000;
/** Fields that are kept wherever they stand, so often at most. */
const WANTED_AT_MOST = 20;
/** Ten thousand references fit. */
const LONGEST_IDS_BYTES = 1_500_000;
const WANTED = new Map<string, number>([
  ...['message-id', 'in-reply-to', 'references'].map((name): [string, number] => [name, LONGEST_IDS_BYTES]),
  ...[
    'from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'received', 'return-path', 'content-type', 'content-transfer-encoding',
    'content-disposition', 'auto-submitted', 'thread-index', 'x-ms-exchange-parent-message-id', 'x-failed-recipients', 'x-autoreply', 'precedence',
    'list-id', 'x-ms-exchange-generated-message-source', 'x-auto-response-suppress',
  ].map((name): [string, number] => [name, LONGEST_VALUE_BYTES]),
]);
/** Lengths of wanted names, by first letter: sorts out the other millions of lines without looking at more than a byte or two. */
const WANTED_LENGTHS = lengthsByLetter([...WANTED.keys()]);
/** How many wanted names have the same first letter and length. */
const WANTED_SHAPES = countByShape([...WANTED.keys()]);

export interface Fields {
  readonly headers: readonly Header[];
  /** Where the body begins. */
  readonly bodyAt: number;
}

/** Reads from `start` to the first empty line, or to `end`. Lines that are no field are left out. */
export function readFields(source: Buffer, start: number, end: number): Fields {
  const raw: { name: string; value: Buffer }[] = [];
  const kept = new Map<string, number>();
  let seen = 0;
  /** Shapes of which all names were kept often enough. */
  const full = new Map<number, number>();
  let nameEnd = -1;
  let fieldAt = -1;

  const close = (fieldEnd: number): void => {
    if (fieldAt === -1) return;
    const many = seen >= FIELDS_AT_MOST;
    seen += 1;
    const name = source.toString('latin1', fieldAt, nameEnd).trimEnd();
    const key = name.toLowerCase();
    const longest = WANTED.get(key);
    if (many && longest === undefined) return;
    const count = kept.get(key) ?? 0;
    if (many && count >= WANTED_AT_MOST) {
      if (count === WANTED_AT_MOST) full.set(shapeOf(key), (full.get(shapeOf(key)) ?? 0) + 1);
      kept.set(key, count + 1);
      return;
    }
    kept.set(key, Math.min(count + 1, WANTED_AT_MOST));
    raw.push({ name, value: source.subarray(nameEnd + 1, Math.min(fieldEnd, nameEnd + 1 + (longest ?? LONGEST_VALUE_BYTES))) });
  };

  let bodyAt = end;
  for (let at = firstLine(source, start, end); at < end; ) {
    const stop = endOfLine(source, at, end);
    const first = source[at];
    if (stop === at || (stop === at + 1 && first === CR)) {
      bodyAt = Math.min(stop + 1, end);
      close(at);
      fieldAt = -1;
      break;
    }
    if (first !== SPACE && first !== TAB) {
      close(at);
      const colon = seen < FIELDS_AT_MOST || mayBeWanted(source, at, full) ? colonOf(source, at, stop) : -1;
      fieldAt = colon === -1 ? -1 : at;
      nameEnd = colon;
    }
    at = stop + 1;
  }
  close(end);
  return { headers: decoded(raw), bodyAt };
}

/** Most lines are short, and a call costs more than looking at their bytes. */
const SHORT_BYTES = 48;

function endOfLine(source: Buffer, start: number, end: number): number {
  const near = Math.min(start + SHORT_BYTES, end);
  for (let at = start; at < near; at += 1) if (source[at] === LF) return at;
  if (near === end) return end;
  const found = source.indexOf(LF, near);
  return found === -1 || found > end ? end : found;
}

/** Of a whole mail, skips empty lines and the line "From …" that mailboxes in files put before each mail. */
function firstLine(source: Buffer, start: number, end: number): number {
  // A part may have no header: it begins with the empty line.
  if (start > 0) return start;
  let at = start;
  while (at < end && (source[at] === CR || source[at] === LF)) at += 1;
  const head = source.toString('latin1', at, Math.min(at + 8, end)).replace('\u00ef\u00bb\u00bf', '');
  if (!/^>?From /.test(head)) return at;
  const line = source.indexOf(LF, at);
  return line === -1 ? end : line + 1;
}

/** Position of the colon after a field name (printable ASCII, blanks before the colon), or -1. */
function colonOf(source: Buffer, at: number, stop: number): number {
  let blank = false;
  for (let position = at; position < stop && position < at + 200; position += 1) {
    const byte = source[position] ?? 0;
    if (byte === COLON) return position === at ? -1 : position;
    if (byte === SPACE || byte === TAB) blank = true;
    else if (blank || byte < 0x21 || byte > 0x7e) return -1;
  }
  return -1;
}

/** First letter and length of a name. */
function shapeOf(name: string): number {
  return (name.charCodeAt(0) | 0x20) * 1_000 + name.length;
}

function countByShape(names: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const name of names) counts.set(shapeOf(name), (counts.get(shapeOf(name)) ?? 0) + 1);
  return counts;
}

function lengthsByLetter(names: readonly string[]): readonly (readonly number[])[] {
  const lengths: number[][] = Array.from({ length: 256 }, () => []);
  for (const name of names) {
    for (const letter of [name.charCodeAt(0), name.toUpperCase().charCodeAt(0)]) if (lengths[letter]?.includes(name.length) === false) lengths[letter].push(name.length);
  }
  return lengths;
}

function mayBeWanted(source: Buffer, at: number, full: ReadonlyMap<number, number>): boolean {
  const letter = source[at] ?? 0;
  for (const length of WANTED_LENGTHS[letter] ?? []) {
    const after = source[at + length];
    if (after !== COLON && after !== SPACE && after !== TAB) continue;
    const shape = (letter | 0x20) * 1_000 + length;
    if (full.get(shape) !== WANTED_SHAPES.get(shape)) return true;
  }
  return false;
}

function decoded(raw: readonly { name: string; value: Buffer }[]): Header[] {
  return raw.map(({ name, value }) => ({ name, value: unfolded(decodeCharset(value, '')) }));
}

function unfolded(value: string): string {
  return value.replace(/\r\n|\n|\r/g, '').replaceAll('\0', '').trim();
}
