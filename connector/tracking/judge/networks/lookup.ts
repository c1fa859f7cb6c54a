/**
 * From an address to the class of its network. Called for every hit at ingest, so the table is
 * flattened once into ranges that do not overlap (the narrower network wins), and a look-up is a
 * parse without splitting strings and one binary search: 0.1 µs for IPv4 and 0.6 µs for IPv6 (two busy cores).
 */
import type { NetworkClass } from './classes.js';

export interface Range {
  readonly cidr: string;
  readonly class: NetworkClass;
}

/** The class of an address's network; null if it is in none, or is no address. */
export type Lookup = (address: string) => NetworkClass | null;

interface Span {
  readonly start: bigint;
  readonly end: bigint;
  readonly class: NetworkClass;
}

interface Segment {
  readonly start: bigint;
  readonly class: NetworkClass | null;
}

const WORD = 0xffff_ffffn;

export function lookupOf(ranges: readonly Range[]): Lookup {
  const spans = ranges.map((range) => ({ ...spanOf(range.cidr), class: range.class }));
  const four = flatten(spans.filter(({ version }) => version === 4), 32);
  const six = flatten(spans.filter(({ version }) => version === 6), 128);
  const starts4 = Uint32Array.from(four, ({ start }) => Number(start));
  const starts6 = Uint32Array.from(six.flatMap(({ start }) => [start >> 96n, start >> 64n, start >> 32n, start].map((part) => Number(part & WORD))));
  const words = new Uint32Array(4);
  const class4 = (value: number): NetworkClass | null => four[lastAtOrBefore(four.length, (at) => (starts4[at] ?? 0) - value)]?.class ?? null;
  return (address) => {
    const value = parse4(address, 0);
    if (value >= 0) return class4(value);
    if (!parse6(address, words)) return null;
    if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return class4(words[3] ?? 0);
    return six[lastAtOrBefore(six.length, (at) => compare6(starts6, at * 4, words))]?.class ?? null;
  };
}

/** First and last address of a network, as numbers of its family. */
export function spanOf(cidr: string): { readonly version: 4 | 6; readonly start: bigint; readonly end: bigint; readonly exact: boolean } {
  const [address = '', prefix = ''] = cidr.split('/');
  const four = parse4(address, 0);
  const words = new Uint32Array(4);
  if (four < 0 && !parse6(address, words)) throw new RangeError(`"${cidr}" is no network`);
  const bits = four < 0 ? 128 : 32;
  const value = four < 0 ? words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) : BigInt(four);
  const size = 1n << BigInt(bits - Number(prefix));
  const start = value - (value % size);
  return { version: four < 0 ? 6 : 4, start, end: start + size - 1n, exact: start === value };
}

/** Networks are nested or apart, never crossing: a stack of the open ones tells whose turn it is. */
function flatten(spans: readonly Span[], bits: number): Segment[] {
  const sorted = [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.end > b.end ? -1 : 1));
  const segments: Segment[] = [{ start: 0n, class: null }];
  const open: Span[] = [];
  const closeUpTo = (limit: bigint | null): void => {
    for (let top = open.at(-1); top !== undefined && (limit === null || top.end < limit); top = open.at(-1)) {
      open.pop();
      push(segments, top.end + 1n, open.at(-1)?.class ?? null);
    }
  };
  for (const span of sorted) {
    closeUpTo(span.start);
    open.push(span);
    push(segments, span.start, span.class);
  }
  closeUpTo(null);
  // What begins behind the last address there is would not fit its words.
  return segments.filter(({ start }) => start < 1n << BigInt(bits));
}

function push(segments: Segment[], start: bigint, kind: NetworkClass | null): void {
  if (segments.at(-1)?.start === start) segments.pop();
  if (segments.length === 0 || segments.at(-1)?.class !== kind) segments.push({ start, class: kind });
}

/** The last of `count` sorted entries that `order` does not put behind. */
function lastAtOrBefore(count: number, order: (at: number) => number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (order(middle) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

function compare6(starts: Uint32Array, at: number, words: Uint32Array): number {
  for (let word = 0; word < 4; word++) {
    const difference = (starts[at + word] ?? 0) - (words[word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Dotted IPv4 from `from` to the end as a number; -1 if it is none. */
function parse4(text: string, from: number): number {
  let value = 0;
  let part = -1;
  let dots = 0;
  if (text.length - from > 15) return -1;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && part >= 0) {
      value = value * 256 + part;
      part = -1;
      dots++;
    } else if (code >= 48 && code <= 57) {
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return -1;
    } else return -1;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

/** IPv6 (RFC 4291 2.2, with `::`, an IPv4 tail, a zone) into four words; false if it is none. */
function parse6(text: string, words: Uint32Array): boolean {
  words.fill(0);
  const zone = text.indexOf('%');
  const end = zone < 0 ? text.length : zone;
  const groups = new Uint16Array(8);
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return false;
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const group = groupEnd(text, at, end);
    if (text.charCodeAt(group) === 46 && group < end) {
      const tail = parse4(text.slice(at, end), 0);
      if (tail < 0 || count > 6) return false;
      groups[count++] = tail >>> 16;
      groups[count++] = tail & 0xffff;
      at = end;
      break;
    }
    if (group === at || group - at > 4 || count > 7) return false;
    groups[count++] = Number.parseInt(text.slice(at, group), 16);
    at = group;
    if (at === end) break;
    if (text.charCodeAt(at) !== 58) return false;
    at++;
    if (at < end && text.charCodeAt(at) === 58) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    } else if (at === end) return false;
  }
  if (gap < 0 ? count !== 8 : count > 7) return false;
  const missing = 8 - count;
  for (let from = 0; from < count; from++) {
    const to = gap < 0 || from < gap ? from : from + missing;
    const word = to >>> 1;
    words[word] = ((words[word] ?? 0) | ((groups[from] ?? 0) << (to % 2 === 0 ? 16 : 0))) >>> 0;
  }
  return true;
}

/** Where the hexadecimal digits that begin at `at` end. */
function groupEnd(text: string, at: number, end: number): number {
  let to = at;
  while (to < end) {
    const code = text.charCodeAt(to) | 32;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) break;
    to++;
  }
  return to;
}
