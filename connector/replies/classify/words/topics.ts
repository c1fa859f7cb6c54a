/** The phrases of all languages by what they say, compiled once. */
import type { Folded } from './fold.js';
import { LANGUAGES } from './languages/index.js';
import { findPhrase, phrases, type Found, type Phrases } from './phrase.js';
import type { Vocabulary } from './vocabulary.js';

/** What a mail's text can say that tells people from machines. */
export const TOPICS = ['automatic', 'absence', 'back', 'instead', 'later', 'departed', 'received', 'willAnswer', 'ticket', 'noReply', 'challenge', 'list', 'wantsNoMore', 'wantsMore'] as const;
export type Topic = (typeof TOPICS)[number];

export interface Said extends Found {
  readonly language: Vocabulary;
}

/** A language, its phrases, and letters without which none of them can stand in a text. */
type Compiled = readonly [Vocabulary, Phrases, RegExp | null];

const SCRIPTS = [/[\u0400-\u04FF]/, /[\uAC00-\uD7AF]/, /[\u3040-\u30FF\u3400-\u9FFF]/, /[\u0370-\u03FF]/];

const COMPILED = new Map<Topic, readonly Compiled[]>();

/** What the text says of this in any language: where it says so first; null if nothing. */
export function says(text: Folded, topic: Topic): Said | null {
  let first: Said | null = null;
  for (const [language, wanted, script] of compiled(topic)) {
    if (script !== null && !script.test(text.text)) continue;
    for (const phrase of wanted) {
      const found = findPhrase(text, [phrase]);
      if (found !== null && (first === null || found.from < first.from)) first = { ...found, language };
    }
  }
  return first;
}

/** All phrases of a topic. */
export function phrasesOf(topic: Topic): Phrases {
  return compiled(topic).flatMap(([, wanted]) => wanted);
}

function compiled(topic: Topic): readonly Compiled[] {
  const known = COMPILED.get(topic);
  if (known !== undefined) return known;
  const made = LANGUAGES.map((language) => [language, phrases(language[topic]), SCRIPTS.find((script) => script.test(language[topic].join(' '))) ?? null] as const);
  COMPILED.set(topic, made);
  return made;
}
