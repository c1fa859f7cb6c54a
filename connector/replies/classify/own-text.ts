/**
 * What the writer of a mail wrote, without what is quoted and without the signature. Quotes are told
 * by their shape, which is the same in every language: lines behind ">", a line "On …, X wrote:"
 * before such lines, a block of "From: … Sent: … To: … Subject: …", a rule "-----Original Message-----".
 * Words of the languages help where the shape alone is not enough. Errs towards keeping text: a quote
 * that nothing marks stays. Linear in the length of the text.
 */
import { LANGUAGES } from './words/languages/index.js';

export interface Separated {
  readonly own: string;
  /** Something was quoted or forwarded. */
  readonly quotes: boolean;
  /** A line such as "On …, X wrote:" stands above a quote, as only answers have it. */
  readonly attributed: boolean;
}

const QUOTED = /^ {0,3}[>|]/;
/** A rule with words in it, such as "-----Original Message-----", in any language. */
const RULE_WITH_WORDS = /^ {0,3}[-_=]{3,40} {0,3}[\p{L}][^\n]{3,120}$/u;
const RULE_END = /[-_=]{3,40} {0,3}$/;
/** A rule without words, as Outlook draws above the header block of the mail it quotes. */
const RULE = /^ {0,3}[_-]{5,200} *$/;
/** "Von: …" with a word or a few before a colon of any script. */
const FIELD = /^[ *]{0,4}([\p{L}][\p{L}'. -]{0,24})[ *]{0,2}[:：][ *]{0,2}/u;
const ADDRESS = /[^\s<>@]{1,64}@[^\s<>@]{1,255}/;
/** "Am 3. Mai 2026 um 10:04 schrieb X <x@y>:" in any language: has a number and ends with a colon. */
const ATTRIBUTION_END = /[:：] *$/;
/** RFC 3676 section 4.3, also without its blank. */
const SIGNATURE = /^-- ?$/;
/** What ticket systems draw where the answer should stop. */
const REPLY_ABOVE = /^ {0,3}(?:[#=*-]{2,10} ?[\p{L}][^\n]{5,100} ?[#=*-]{2,10}) *$/u;
const LONGEST_LINE = 500;
/** No more lines are read. */
const MOST_LINES = 4_000;
/** Lines that a header block may have, with blank ones. */
const BLOCK = 10;

const LABELS = wordsOf((language) => language.labels);
const WROTE = wordsOf((language) => language.wrote);

export function ownText(text: string): string {
  return separate(text).own;
}

export function separate(text: string): Separated {
  const lines = text.split('\n', MOST_LINES);
  const kept: string[] = [];
  let textLines = 0;
  const lastQuoted = lines.findLastIndex((line) => QUOTED.test(line));
  let quotes = false;
  let attributed = false;
  let inSignature = false;
  for (let at = 0; at < lines.length; at += 1) {
    const whole = lines[at] ?? '';
    const line = whole.slice(0, LONGEST_LINE);
    if (!hasText(line)) {
      if (!inSignature) kept.push('');
      continue;
    }
    if (QUOTED.test(line)) {
      quotes = true;
      inSignature = false;
      const { lines: dropped, sure } = attributionBefore(kept);
      attributed ||= sure;
      textLines -= kept.splice(kept.length - dropped).filter(hasText).length;
      continue;
    }
    const isBlock = isRuleWithWords(lines, at) ? !REPLY_ABOVE.test(line) || startsHeaderBlock(lines, at + 1, 2) : startsHeaderBlock(lines, RULE.test(line) ? at + 1 : at, RULE.test(line) ? 2 : 3);
    if (isBlock) {
      quotes = true;
      if (textLines > 0) break;
    }
    // Some mail programs quote without ">" below the attribution: nothing tells where that ends, so it goes on to the end.
    if (lastQuoted < at && textLines > 0 && isNamedAttributionAt(lines, at)) {
      quotes = true;
      attributed = true;
      break;
    }
    if (SIGNATURE.test(line) && textLines > 0) inSignature = true;
    if (inSignature) continue;
    kept.push(whole);
    textLines += 1;
  }
  return { own: kept.join('\n').trim(), quotes, attributed };
}

function hasText(line: string): boolean {
  return /\S/.test(line);
}

/** "-----Original Message-----", also where it goes on in the next line ("----- Forwarded by X on\n3 May -----"). */
function isRuleWithWords(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').slice(0, LONGEST_LINE);
  if (!RULE_WITH_WORDS.test(line)) return false;
  return RULE_END.test(line) || RULE_END.test((lines[at + 1] ?? '').slice(0, LONGEST_LINE));
}

/** Fields one after another: three of them and an address, or so many labels of a quoted header. */
function startsHeaderBlock(lines: readonly string[], at: number, enough: number): boolean {
  if (!FIELD.test((lines[at] ?? '').slice(0, LONGEST_LINE))) return false;
  const block = lines.slice(at, at + BLOCK).map((line) => line.slice(0, LONGEST_LINE)).filter((line) => line.trim() !== '').slice(0, 5);
  const labels = block.map((line) => FIELD.exec(line)?.[1]).filter((label) => label !== undefined);
  const known = new Set(labels.map((label) => plain(label)).filter((label) => LABELS.has(label)));
  if (known.size >= enough) return true;
  return labels.length >= 3 && known.size > 0 && block.some((line) => FIELD.test(line) && ADDRESS.test(line));
}

/** An attribution in this line, or in this and the next. */
function isAttributionAt(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').slice(0, LONGEST_LINE);
  if (isAttribution(line)) return true;
  const next = (lines[at + 1] ?? '').slice(0, LONGEST_LINE);
  return line.trim() !== '' && ATTRIBUTION_END.test(next) && /\d/.test(line) && isAttribution(`${line} ${next}`);
}

/** An attribution that names who wrote: without a quote below it, a time of day is not enough. */
function isNamedAttributionAt(lines: readonly string[], at: number): boolean {
  if (!isAttributionAt(lines, at)) return false;
  const text = [lines[at], lines[at + 1]].map((line) => (line ?? '').slice(0, LONGEST_LINE).trim());
  return text.slice(0, ATTRIBUTION_END.test(text[0] ?? '') ? 1 : 2).some((line) => /<[^<>\s]{1,64}@/.test(line) || endsWithWrote(line));
}

/** Ends with a colon, and names a date and somebody: by an address, a time of day, or the word "wrote". */
function isAttribution(line: string): boolean {
  if (!ATTRIBUTION_END.test(line) || !/\d/.test(line) || line.length >= LONGEST_LINE) return false;
  return ADDRESS.test(line) || /\d[:.h]\d\d/.test(line) || endsWithWrote(line);
}

function endsWithWrote(line: string): boolean {
  const words = plain(line).split(/[\s:：]+/).filter((word) => word !== '');
  return words.slice(-4).some((word, at, last) => WROTE.has(word) || WROTE.has(`${word} ${last[at + 1] ?? ''}`));
}

/** How many of the last lines are the "X wrote:" above quoted lines, blank ones included; `sure` if that is all they can be. */
function attributionBefore(kept: readonly string[]): { lines: number; sure: boolean } {
  let last = kept.length - 1;
  while (last >= 0 && !hasText(kept[last] ?? '') && kept.length - last < 3) last -= 1;
  const line = (kept[last] ?? '').slice(0, LONGEST_LINE);
  if (!ATTRIBUTION_END.test(line)) return { lines: 0, sure: false };
  const isTwoLines = isAttribution(`${(kept[last - 1] ?? '').slice(0, LONGEST_LINE)} ${line}`);
  const sure = isAttribution(line) || isTwoLines || endsWithWrote(line);
  if (isTwoLines && !isAttribution(line) && !/\d/.test(line)) return { lines: kept.length - Math.max(0, last - 1), sure };
  return { lines: sure || /\d/.test(line) || ADDRESS.test(line) || line.length < 100 ? kept.length - last : 0, sure };
}

function plain(words: string): string {
  return words.trim().toLowerCase();
}

function wordsOf(of: (language: (typeof LANGUAGES)[number]) => readonly string[]): ReadonlySet<string> {
  return new Set(LANGUAGES.flatMap(of).map((word) => plain(word)));
}
