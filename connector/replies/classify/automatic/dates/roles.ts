/**
 * What a day named in a text is to somebody's absence: the first day back, the last day away, or how
 * long it lasts. Told by the nearest words before it, in some languages behind it, within the same
 * sentence and up to the day named before.
 */
import { fold } from '../../words/fold.js';
import { LANGUAGES } from '../../words/languages/index.js';
import type { DateWords, Vocabulary } from '../../words/vocabulary.js';
import type { Mention } from './mentions.js';
import type { Token } from './tokens.js';

export interface Role {
  /** `through`: away on that day still. */
  readonly role: 'back' | 'until' | 'through';
  readonly language: Vocabulary | null;
}

/** Words before a day that may say what it is. Tokens. */
const BEFORE = 12;
/** Words behind it. Tokens. */
const BEHIND = 6;
const CLOSED_SCRIPT = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/;
const DASH = /^[-–—~〜～−]$/;

interface Word {
  readonly role: Role['role'];
  readonly text: string;
  readonly language: Vocabulary;
}

const WORDS_BEFORE = words((dates) => [['back', dates.backOn], ['until', dates.until], ['through', dates.through]]);
const WORDS_BEHIND = words((dates) => [['back', dates.backOnAfter ?? []], ['until', dates.untilAfter ?? []], ['through', dates.throughAfter ?? []]]);
const INCLUSIVE = words((dates) => [['through', dates.inclusive]]);
const BETWEEN = words((dates) => [['until', dates.to]]);

export function roleOf(all: readonly Token[], found: readonly Mention[], index: number): Role | null {
  const mention = found[index];
  if (mention === undefined) return null;
  const previous = found[index - 1];
  const start = Math.max(previous?.to ?? 0, mention.from - BEFORE);
  const end = Math.min(found[index + 1]?.from ?? all.length, mention.to + BEHIND);
  const before = lastSentence(all.slice(start, mention.from));
  const behind = firstSentence(all.slice(mention.to, end));

  const inclusive = nearestBehind(firstSentence(all.slice(mention.to, Math.min(end, mention.to + 3))), INCLUSIVE);
  const said = nearestBefore(before, WORDS_BEFORE) ?? nearestBehind(behind, WORDS_BEHIND);
  if (said !== null) return said.role === 'until' && inclusive !== null ? { role: 'through', language: said.language } : said;
  const ofRange = previous?.what.kind === mention.what.kind && linksRange(all.slice(previous.to, mention.from));
  if (mention.endsRange || ofRange) return { role: inclusive === null ? 'until' : 'through', language: null };
  return null;
}

/** Only "to", "bis", a dash and the like between two days. */
function linksRange(between: readonly Token[]): boolean {
  if (between.length === 0 || between.length > 4) return false;
  if (between.some(({ kind, text }) => kind === 'mark' && DASH.test(text)) && between.every(({ kind }) => kind === 'mark' || kind === 'word')) return true;
  const text = joined(between);
  return BETWEEN.some((word) => text.includes(word.text));
}

/** The role whose words end last, and of those that end together the longest: "until and including" before "until". */
function nearestBefore(window: readonly Token[], wanted: readonly Word[]): Role | null {
  const text = joined(window);
  let best: { word: Word; end: number } | null = null;
  for (const word of wanted) {
    const at = text.lastIndexOf(word.text);
    if (at === -1) continue;
    const end = at + word.text.length;
    if (best === null || end > best.end || (end === best.end && word.text.length > best.word.text.length)) best = { word, end };
  }
  return best === null ? null : { role: best.word.role, language: best.word.language };
}

function nearestBehind(window: readonly Token[], wanted: readonly Word[]): Role | null {
  const text = joined(window);
  let best: { word: Word; at: number } | null = null;
  for (const word of wanted) {
    const at = text.indexOf(word.text);
    if (at === -1) continue;
    if (best === null || at < best.at || (at === best.at && word.text.length > best.word.text.length)) best = { word, at };
  }
  return best === null ? null : { role: best.word.role, language: best.word.language };
}

function joined(window: readonly Token[]): string {
  return ` ${window.filter(({ kind }) => kind !== 'mark').map(({ text }) => text).join(' ')} `;
}

function lastSentence(window: readonly Token[]): readonly Token[] {
  return window.slice(window.findLastIndex((token, at) => endsSentence(token, window, at)) + 1);
}

function firstSentence(window: readonly Token[]): readonly Token[] {
  const end = window.findIndex((token, at) => endsSentence(token, window, at));
  return end === -1 ? window : window.slice(0, end);
}

/** A full stop behind a number, or within an abbreviation, ends nothing. */
function endsSentence({ kind, text }: Token, window: readonly Token[], at: number): boolean {
  if (kind === 'paragraph' || text === '!' || text === '?' || text === '。') return true;
  if (text !== '.') return false;
  const before = window[at - 1];
  const next = window[at + 1];
  return before?.kind === 'word' && before.text.length > 4 && next !== undefined && next.spaced && next.kind !== 'number';
}

function words(of: (dates: DateWords) => readonly (readonly [Role['role'], readonly string[]])[]): readonly Word[] {
  return LANGUAGES.flatMap((language) =>
    of(language.dates).flatMap(([role, list]) =>
      list.map((word) => {
        const text = fold(word).text.trim();
        return { role, text: CLOSED_SCRIPT.test(text) ? text : ` ${text} `, language };
      }),
    ),
  );
}
