/** Text cut into numbers, words (folded as in `words/fold.ts`) and marks, as dates are read from it. Linear. */
import { fold } from '../../words/fold.js';

export interface Token {
  readonly kind: 'number' | 'word' | 'mark' | 'paragraph';
  /** Digits, folded word, or the mark. */
  readonly text: string;
  /** A blank stands before it. */
  readonly spaced: boolean;
}

const TOKEN = /(\p{Nd}{1,8})|([\p{L}\p{M}]{1,60})|(\n\s*\n)|([^\s\p{L}\p{M}\p{Nd}])/gu;

export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, number, word, paragraph] = match;
    const spaced = /\s/.test(text.charAt(match.index - 1));
    if (number !== undefined) found.push({ kind: 'number', text: number.normalize('NFKC'), spaced });
    else if (word !== undefined) found.push({ kind: 'word', text: fold(word).text.trim(), spaced });
    else found.push({ kind: paragraph === undefined ? 'mark' : 'paragraph', text: paragraph === undefined ? whole.normalize('NFKC') : '', spaced });
  }
  return found;
}
