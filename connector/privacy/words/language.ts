/** Which language a recipient's page is in: the one chosen on it, else the browser's first one that there is, else English. Pure. */
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { nl } from './nl.js';
import type { Words } from './words.js';

/** In the order they are offered. */
export const LANGUAGES: readonly Words[] = [en, de, fr, it, es, nl];

export interface Asked {
  /** `?lang=`; anything else than one of ours is as good as none. */
  readonly chosen: unknown;
  /** `Accept-Language` (RFC 9110 section 12.5.4). */
  readonly accepted: string | undefined;
}

const LONGEST_HEADER = 500;

/** Gives the words, and whether they were chosen on the page: its links then go on in them. */
export function languageFor({ chosen, accepted = '' }: Asked): { readonly words: Words; readonly isChosen: boolean } {
  const own = typeof chosen === 'string' ? wordsIn(chosen) : undefined;
  if (own !== undefined) return { words: own, isChosen: true };
  const [first = en] = preferences(accepted).flatMap((range) => wordsIn(range) ?? []);
  return { words: first, isChosen: false };
}

/** `de-AT` is German, too. */
function wordsIn(range: string): Words | undefined {
  const primary = range.toLowerCase().split('-')[0];
  return LANGUAGES.find(({ lang }) => lang === primary);
}

/** Language ranges, the most wanted first; unwanted ones (q=0) left out. */
function preferences(accepted: string): string[] {
  const ranges = accepted.slice(0, LONGEST_HEADER).split(',').map((item) => {
    const [range = '', ...parameters] = item.split(';').map((part) => part.trim());
    const q = parameters.find((parameter) => /^q=/i.test(parameter));
    return { range, weight: q === undefined ? 1 : Number(q.slice(2)) };
  });
  return ranges.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight).map(({ range }) => range);
}
