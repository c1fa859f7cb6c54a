/**
 * A subject taken apart: what mail programs, lists and ticket systems put before it, and the rest.
 * "Re:" stands in many languages, in brackets of a list ("[ops] Re: …", "Re: [ops] …"), with a count
 * ("Re[2]:", "Re(2):"), or with the colon of another script.
 */
import { fold } from './words/fold.js';
import { LANGUAGES } from './words/languages/index.js';

export interface SubjectLine {
  /** The first prefix: an answer, a forward, or neither. */
  readonly prefix: 'answer' | 'forward' | null;
  /** True if "Re:" or its kin stands anywhere before the subject. */
  readonly answers: boolean;
  /** Subject without prefixes and without tags before it. */
  readonly rest: string;
}

/** A prefix is a word or two before a colon. Characters. */
const LONGEST_PREFIX = 24;
/** More prefixes than this are none. */
const MOST_PREFIXES = 12;
const PREFIX = /^\s*([^\s:：[\](){}<>"][^:：[\](){}<>"]{0,23}?)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*/;
const TAG = /^\s*(?:\[[^\]]{1,80}\]|\*{2,5}[^*]{1,30}\*{2,5}|\([^)]{1,30}\)(?=\s*[\p{L}]{1,6}\s*:))\s*/u;

const ANSWERS = prefixes('answerPrefixes');
const FORWARDS = prefixes('forwardPrefixes');

export function subjectLine(subject: string): SubjectLine {
  let rest = subject;
  let prefix: SubjectLine['prefix'] = null;
  let answers = false;
  for (let count = 0; count < MOST_PREFIXES; count += 1) {
    const tag = TAG.exec(rest);
    if (tag !== null && tag[0].length < rest.length) {
      rest = rest.slice(tag[0].length);
      continue;
    }
    const found = PREFIX.exec(rest.slice(0, LONGEST_PREFIX + 40));
    if (found === null) break;
    const word = key(found[1] ?? '');
    const kind = ANSWERS.has(word) ? 'answer' : FORWARDS.has(word) ? 'forward' : null;
    if (kind === null) break;
    prefix ??= kind;
    answers ||= kind === 'answer';
    rest = rest.slice(found[0].length);
  }
  return { prefix, answers, rest: rest.trim() };
}

function prefixes(kind: 'answerPrefixes' | 'forwardPrefixes'): ReadonlySet<string> {
  return new Set(LANGUAGES.flatMap((language) => language[kind]).map(key));
}

function key(prefix: string): string {
  return fold(prefix).text.trim();
}
