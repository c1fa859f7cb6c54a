/**
 * What a mail says and carries: its tree of parts, flat. Another mail inside it is one part and is
 * not looked into: what a returned mail says is not what this mail says. Bounded in depth, number and
 * size of parts, and lenient: a boundary that was lost is guessed from the first line that looks
 * like one, parts that never end are read as far as they go.
 */
import type { Header, MailBody, MailPart } from '../../types.js';
import { decodeCharset } from '../charset.js';
import { textOfHtml } from '../html.js';
import { headerValues } from '../headers.js';
import { contentType, type ContentType } from './content-type.js';
import { readFields } from './fields.js';
import { decodeTransfer } from './transfer.js';

const DEEPEST = 20;
const PARTS_AT_MOST = 200;
/** Text of a mail, characters. */
const LONGEST_TEXT = 100_000;
/** Text of any other part, characters. */
const LONGEST_PART = 60_000;

interface Found {
  plain: string[];
  html: string[];
  /** Text to show: plain, or made from HTML. */
  shown: string[];
  parts: MailPart[];
}

interface Walk {
  readonly source: Buffer;
  parts: number;
}

/** `bodyAt` is where the body begins, `headers` those before it. */
export function readParts(source: Buffer, headers: readonly Header[], bodyAt: number): MailBody {
  const { shown, html, parts } = walk({ source, parts: 0 }, headers, bodyAt, source.length, 0, '');
  return { text: shown.join('\n\n').slice(0, LONGEST_TEXT), html: html.join('\n').slice(0, LONGEST_TEXT), parts };
}

function walk(state: Walk, headers: readonly Header[], start: number, end: number, depth: number, within: string): Found {
  state.parts += 1;
  const stated = contentType(first(headers, 'content-type'));
  const type = stated.type.includes('/') ? stated.type : within === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  if (type.startsWith('multipart/') && depth < DEEPEST) {
    const ranges = split(state.source, start, end, stated.parameters.get('boundary') ?? '');
    if (ranges.length > 0) return joined(state, type, ranges, depth);
  }
  return leaf(state.source.subarray(start, end), headers, type, stated);
}

function joined(state: Walk, type: string, ranges: readonly Range[], depth: number): Found {
  const children: Found[] = [];
  for (const { start, end } of ranges) {
    if (state.parts >= PARTS_AT_MOST) break;
    const { headers, bodyAt } = readFields(state.source, start, end);
    children.push(isMail(headers) ? returned(state.source.subarray(start, end)) : walk(state, headers, bodyAt, end, depth + 1, type));
  }
  const all: Found = {
    plain: children.flatMap(({ plain }) => plain),
    html: children.flatMap(({ html }) => html),
    shown: children.flatMap(({ shown }) => shown),
    parts: children.flatMap(({ parts }) => parts),
  };
  if (type !== 'multipart/alternative') return all;
  // The same words in two forms: the plain ones are shown, unless there are none.
  return all.plain.some((text) => text.trim() !== '') ? { ...all, shown: all.plain } : all;
}

/** Some systems put a returned mail between boundaries as it is, without a header of the part. */
function isMail(headers: readonly Header[]): boolean {
  const names = new Set(headers.slice(0, 100).map(({ name }) => name.toLowerCase()));
  return names.has('from') && (names.has('received') || names.has('message-id'));
}

function returned(source: Buffer): Found {
  return { plain: [], html: [], shown: [], parts: [{ type: 'message/rfc822', headers: [], text: decodeCharset(source.subarray(0, LONGEST_PART), '') }] };
}

function leaf(raw: Buffer, headers: readonly Header[], type: string, stated: ContentType): Found {
  const encoding = first(headers, 'content-transfer-encoding');
  const disposition = contentType(first(headers, 'content-disposition')).type;
  const text = (): string => decodeCharset(decodeTransfer(raw, encoding), stated.parameters.get('charset') ?? '').replaceAll('\0', '');
  const isShown = !disposition.startsWith('attachment') && !isReport(type);
  if (type === 'text/html' && isShown) {
    const html = text();
    return { plain: [], html: [html], shown: [textOfHtml(html)], parts: [] };
  }
  if ((type === 'text/plain' || type === 'text/enriched' || type.startsWith('multipart/')) && isShown) {
    const plain = text();
    return { plain: [plain], html: [], shown: [plain], parts: [] };
  }
  const readable = type.startsWith('text/') || type.startsWith('message/') || type === 'application/ics';
  return { plain: [], html: [], shown: [], parts: [{ type, headers, text: readable ? text().slice(0, LONGEST_PART) : '' }] };
}

function isReport(type: string): boolean {
  return type === 'text/rfc822-headers' || type === 'text/calendar';
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The parts between the boundaries; none where the boundary is nowhere. */
function split(source: Buffer, start: number, end: number, stated: string): Range[] {
  const boundary = stated !== '' && delimiterAt(source, `--${stated}`, start, end) !== -1 ? stated : guessedBoundary(source, start, end);
  if (boundary === '') return [];
  const delimiter = `--${boundary}`;
  const ranges: Range[] = [];
  let at = delimiterAt(source, delimiter, start, end);
  while (at !== -1 && ranges.length < PARTS_AT_MOST) {
    const after = at + Buffer.byteLength(delimiter, 'latin1');
    if (source[after] === 0x2d && source[after + 1] === 0x2d) break;
    const line = source.indexOf(0x0a, after);
    if (line === -1 || line >= end) break;
    const next = delimiterAt(source, delimiter, line, end);
    ranges.push({ start: line + 1, end: next === -1 ? end : withoutLineEnd(source, line + 1, next) });
    at = next;
  }
  return ranges;
}

/** Where a line begins with the delimiter, at or after `from`, which is the start of a line or an end of one. */
function delimiterAt(source: Buffer, delimiter: string, from: number, end: number): number {
  if (source.toString('latin1', from, from + delimiter.length) === delimiter) return from;
  const at = source.indexOf(`\n${delimiter}`, from, 'latin1');
  return at === -1 || at + 1 >= end ? -1 : at + 1;
}

function withoutLineEnd(source: Buffer, start: number, end: number): number {
  let stop = end;
  if (stop > start && source[stop - 1] === 0x0a) stop -= 1;
  if (stop > start && source[stop - 1] === 0x0d) stop -= 1;
  return stop;
}

/** The first line "--something" above a line that names a content type; '' if there is none. */
function guessedBoundary(source: Buffer, start: number, end: number): string {
  const head = source.toString('latin1', start, Math.min(end, start + 20_000));
  return /(?:^|\n)--(\S[^\r\n]{0,198})\r?\n(?:[A-Za-z-]{1,60}:[^\n]{0,500}\n){0,3}Content-[A-Za-z-]{1,40}:/.exec(head)?.[1]?.trimEnd() ?? '';
}

function first(headers: readonly Header[], name: string): string {
  return headerValues(headers, name)[0] ?? '';
}
