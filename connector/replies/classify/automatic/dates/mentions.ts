/**
 * Where a text names a day, in any of the languages:
 *
 *     2026-08-14   14.8.2026   14.8.   8/14   14 août 2026   August 14th   2026年8月14日   8월 14일
 *     3.–14. August   August 3-14   8月3日~14日      one mention: its last day, as the end of a range
 *     Monday   tomorrow
 */
import { LANGUAGES } from '../../words/languages/index.js';
import { fold } from '../../words/fold.js';
import type { Token } from './tokens.js';

export interface Mention {
  /** First token, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly what:
    | { readonly kind: 'day'; readonly year: number | null; readonly month: number; readonly day: number; /** Month and day may be the other way round. */ readonly ambiguous: boolean }
    | { readonly kind: 'weekday'; /** 0 is Monday. */ readonly weekday: number }
    | { readonly kind: 'tomorrow' };
  /** The end of a range that is written as one: "3.–14. August". */
  readonly endsRange: boolean;
}

interface Read {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  readonly ambiguous: boolean;
  readonly to: number;
}

/** More days than this are a timetable. */
const MOST_MENTIONS = 40;

/** Stand between a day and its month, or a month and its year, and mean nothing. */
const FILLERS = new Set(['st', 'nd', 'rd', 'th', 'of', 'de', 'del', 'd', 'er', 'eme', 'e', '.', ',', 'º', 'ª', '°', 'o', 'a', 'den', 'do', 'ro', "'", '’', 'r', 'г', 'го', 'ого', 'dia', 'the', ')', 'ten']);
const DASHES = new Set(['-', '–', '—', '~', '〜', '～', '−', '‐', '/', '−']);
const DATE_MARKS = new Set(['.', '/', '-', '–', '‑']);

const MONTHS = monthWords();
const WEEKDAYS = wordNumbers(LANGUAGES.map(({ dates }) => dates.weekdays));
/** Abbreviations that are common words of other languages: Polish "do", Italian "di", English "so" and "man". Beside a date they would add nothing. */
const COMMON_WORD = /^(?:[a-z]{1,2}|man)$/;
const TO = new Set(LANGUAGES.flatMap(({ dates }) => dates.to).map(key));
const TOMORROW = new Set(LANGUAGES.flatMap(({ dates }) => dates.tomorrow).map(key));

export function mentions(all: readonly Token[]): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < all.length && found.length < MOST_MENTIONS; ) {
    const read = isoDate(all, at) ?? cjkDate(all, at, found.at(-1)) ?? numericDate(all, at) ?? dayAndMonth(all, at) ?? monthAndDay(all, at);
    if (read !== null) {
      const { to, ...day } = read;
      found.push({ from: at, to, what: { kind: 'day', ...day }, endsRange: followsNumber(all, at) || spansRange(all, at, to) });
      at = to;
      continue;
    }
    const token = all[at];
    if (token?.kind === 'word') {
      const weekday = COMMON_WORD.test(token.text) ? null : WEEKDAYS(token.text);
      if (weekday !== null) found.push({ from: at, to: at + 1, what: { kind: 'weekday', weekday }, endsRange: false });
      else if (TOMORROW.has(token.text)) found.push({ from: at, to: at + 1, what: { kind: 'tomorrow' }, endsRange: false });
    }
    at += 1;
  }
  return withoutDecoration(found, all);
}

/** "Monday, 14 August" names one day: the weekday beside a date adds nothing. */
function withoutDecoration(found: readonly Mention[], all: readonly Token[]): Mention[] {
  return found.filter((mention, at) => {
    if (mention.what.kind !== 'weekday') return true;
    const next = found[at + 1];
    const before = found[at - 1];
    const onlyFillers = (from: number, to: number): boolean => to - from <= 4 && all.slice(from, to).every(({ kind, text }) => kind !== 'number' && (kind === 'mark' || FILLERS.has(text) || text.length <= 3));
    if (next?.what.kind === 'day' && onlyFillers(mention.to, next.from)) return false;
    return !(before?.what.kind === 'day' && onlyFillers(before.to, mention.from) && all.slice(before.to, mention.from).every(({ kind }) => kind === 'mark'));
  });
}

function isoDate(all: readonly Token[], at: number): Read | null {
  const year = number(all[at]);
  if (year === null || (all[at]?.text.length ?? 0) !== 4 || year < 1970 || year > 2199) return null;
  const mark = all[at + 1];
  if (mark?.kind !== 'mark' || !DATE_MARKS.has(mark.text) || all[at + 3]?.text !== mark.text) return null;
  const month = number(all[at + 2]);
  const day = number(all[at + 4]);
  if (month === null || day === null || !isMonth(month) || !isDay(day)) return null;
  return { year, month, day, ambiguous: false, to: at + 5 };
}

/** 8月14日, 2026年8月14日, 8월 14일; and "14日" alone as the end of a range that began with a month. */
function cjkDate(all: readonly Token[], at: number, before: Mention | undefined): Read | null {
  const first = number(all[at]);
  if (first === null) return null;
  const unit = all[at + 1]?.text ?? '';
  if (/^[年년]/.test(unit)) {
    const rest = cjkDate(all, at + 2, undefined);
    return rest === null || first < 1970 || first > 2199 ? null : { ...rest, year: first };
  }
  if (/^[月월]/.test(unit) && isMonth(first)) {
    const day = number(all[at + 2]);
    if (day === null || !isDay(day)) return null;
    const hasUnit = /^[日일号號]/.test(all[at + 3]?.text ?? '');
    return { year: null, month: first, day, ambiguous: false, to: at + 3 + (hasUnit && /^[日일号號]$/.test(all[at + 3]?.text ?? '') ? 1 : 0) };
  }
  if (/^[日일号號]/.test(unit) && isDay(first) && before?.what.kind === 'day' && at - before.to <= 3) {
    return { year: before.what.year, month: before.what.month, day: first, ambiguous: false, to: at + (/^[日일号號]$/.test(unit) ? 2 : 1) };
  }
  return null;
}

/** 14.8., 14.8.2026, 14/8, 8/14/26, 14-08-2026. */
function numericDate(all: readonly Token[], at: number): Read | null {
  const first = number(all[at]);
  const mark = all[at + 1];
  const second = number(all[at + 2]);
  if (first === null || second === null || mark?.kind !== 'mark' || !DATE_MARKS.has(mark.text) || mark.spaced) return null;
  if ((all[at]?.text.length ?? 0) > 2 || (all[at + 2]?.text.length ?? 0) > 2) return null;
  const third = all[at + 3]?.text === mark.text ? number(all[at + 4]) : null;
  const yearDigits = all[at + 4]?.text.length ?? 0;
  const year = third === null ? null : yearDigits === 4 ? third : yearDigits === 2 && !(all[at + 4]?.spaced ?? false) ? 2000 + third : null;
  if (year === null && (mark.text === '-' || mark.text === '–' || mark.text === '‑')) return null;
  // "3.-14.8." and clock times are no dates.
  if (year === null && (all[at + 3]?.text === ':' || (all[at + 2]?.text.length === 2 && mark.text === '.' && all[at + 3]?.text !== '.' && second > 12))) return null;
  const to = year === null ? at + 3 + (all[at + 3]?.text === '.' && mark.text === '.' ? 1 : 0) : at + 5;
  const dayFirst = isDay(first) && isMonth(second);
  const monthFirst = isMonth(first) && isDay(second);
  if (mark.text !== '/' || !monthFirst) return dayFirst ? { year, month: second, day: first, ambiguous: false, to } : monthFirst && mark.text !== '.' ? { year, month: first, day: second, ambiguous: false, to } : null;
  if (!dayFirst) return { year, month: first, day: second, ambiguous: false, to };
  return { year, month: second, day: first, ambiguous: first !== second, to };
}

/** 14 August, 14. August 2026, 14th of August, 14 de agosto de 2026. */
function dayAndMonth(all: readonly Token[], at: number): Read | null {
  const day = number(all[at]);
  if (day === null || !isDay(day) || (all[at]?.text.length ?? 0) > 2) return null;
  const monthAt = skipFillers(all, at + 1);
  const month = MONTHS(all[monthAt]);
  if (month === null) return null;
  return { ...yearBehind(all, monthAt + 1), month, day, ambiguous: false };
}

/** August 14, August 14th, 2026, Aug. 3-14. */
function monthAndDay(all: readonly Token[], at: number): Read | null {
  const month = MONTHS(all[at]);
  if (month === null) return null;
  const dayAt = skipFillers(all, at + 1);
  const day = number(all[dayAt]);
  if (day === null || !isDay(day) || (all[dayAt]?.text.length ?? 0) > 2 || all[dayAt + 1]?.text === ':') return null;
  const behind = skipOrdinal(all, dayAt + 1);
  const last = DASHES.has(all[behind]?.text ?? '') ? number(all[behind + 1]) : null;
  if (last !== null && isDay(last) && last > day && MONTHS(all[skipFillers(all, behind + 2)]) === null) {
    return { ...yearBehind(all, skipOrdinal(all, behind + 2)), month, day: last, ambiguous: false };
  }
  return { ...yearBehind(all, behind), month, day, ambiguous: false };
}

function yearBehind(all: readonly Token[], at: number): { year: number | null; to: number } {
  const yearAt = skipFillers(all, at);
  const year = number(all[yearAt]);
  if (year !== null && all[yearAt]?.text.length === 4 && year >= 1970 && year <= 2199) return { year, to: yearAt + 1 };
  return { year: null, to: at };
}

function skipFillers(all: readonly Token[], at: number): number {
  let next = at;
  while (next < at + 3 && FILLERS.has(all[next]?.text ?? '')) next += 1;
  return next;
}

function skipOrdinal(all: readonly Token[], at: number): number {
  return ['st', 'nd', 'rd', 'th', 'º', '.'].includes(all[at]?.text ?? '') ? at + 1 : at;
}

/** "3.-14.8.", "3 – 14 August", "du 3 au 14 août": a dash or "to" and another number stand before it. */
function followsNumber(all: readonly Token[], at: number): boolean {
  if (!DASHES.has(all[at - 1]?.text ?? '') && !TO.has(all[at - 1]?.text ?? '')) return false;
  return [all[at - 2], all[at - 3], all[at - 4]].some((token) => token?.kind === 'number' || MONTHS(token) !== null);
}

/** "August 3-14" was read as one. */
function spansRange(all: readonly Token[], from: number, to: number): boolean {
  return all[from]?.kind === 'word' && all.slice(from, to).some(({ kind, text }) => kind === 'mark' && DASHES.has(text));
}

function number(token: Token | undefined): number | null {
  return token?.kind === 'number' ? Number(token.text) : null;
}

function isDay(value: number): boolean {
  return value >= 1 && value <= 31;
}

function isMonth(value: number): boolean {
  return value >= 1 && value <= 12;
}

function monthWords(): (token: Token | undefined) => number | null {
  const find = wordNumbers(LANGUAGES.map(({ dates }) => dates.months));
  return (token) => {
    const month = token?.kind === 'word' ? find(token.text) : null;
    return month === null ? null : month + 1;
  };
}

/** Looks a word up in lists of lists; "*" at the end of an entry stands for any ending. */
function wordNumbers(lists: readonly (readonly (readonly string[])[])[]): (word: string) => number | null {
  const exact = new Map<string, number>();
  const beginnings: [string, number][] = [];
  for (const list of lists) {
    list.forEach((words, index) => {
      for (const word of words) {
        if (word.endsWith('*')) beginnings.push([key(word.slice(0, -1)), index]);
        else if (!exact.has(key(word))) exact.set(key(word), index);
      }
    });
  }
  return (word) => exact.get(word) ?? beginnings.find(([beginning]) => word.startsWith(beginning))?.[1] ?? null;
}

function key(word: string): string {
  return fold(word).text.trim();
}
