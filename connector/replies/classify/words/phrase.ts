/**
 * Phrases as people write them down, made into something that finds them in folded text:
 *
 *     out of (the|my|) office     one of several words, or none
 *     bin … nicht im büro         up to eight words of the same sentence in between
 *     erreichbar*                 the rest of a word
 *
 * Accents, capitals and punctuation do not matter. No phrase can take more than linear time: gaps
 * are bounded, and nothing repeats within a repetition.
 */
import { fold, type Folded } from './fold.js';

export interface Found {
  /** The words of the mail. */
  readonly words: string;
  /** Where they begin and end in the folded text. */
  readonly from: number;
  readonly to: number;
}

export type Phrases = readonly RegExp[];

const GAP = '(?:(?![.\\n] )[^ ]+ ){0,8}';
const CLOSED_GAP = '[^.\\n]{0,16}';
const CLOSED_SCRIPT = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\u0E00-\u0E7F]/;

/** Compiles phrases; each may stand anywhere in a text. */
export function phrases(sources: readonly string[]): Phrases {
  return sources.map((source) => new RegExp(pattern(source), 'g'));
}

/** The first of the phrases, in their order, that the text contains. */
export function findPhrase(text: Folded, wanted: Phrases): Found | null {
  for (const phrase of wanted) {
    phrase.lastIndex = 0;
    const match = phrase.exec(text.text);
    if (match === null) continue;
    const to = match.index + match[0].length;
    return { words: text.words(match.index + (match[0].startsWith(' ') ? 1 : 0), to), from: match.index, to };
  }
  return null;
}

/** Every place where one of the phrases stands, in the order of the text. */
export function findEach(text: Folded, wanted: Phrases): Found[] {
  const found: Found[] = [];
  for (const phrase of wanted) {
    phrase.lastIndex = 0;
    for (const match of text.text.matchAll(phrase)) {
      const to = match.index + match[0].length;
      found.push({ words: text.words(match.index + (match[0].startsWith(' ') ? 1 : 0), to), from: match.index, to });
    }
  }
  return found.sort((left, right) => left.from - right.from);
}

/** The pattern of a phrase: every word takes the blank behind it along, so that words left out leave no blank. */
function pattern(source: string): string {
  const plain = source.replace(/ +([|)])/g, '$1').replace(/^[ …]+|[ …]+$/g, '').replace(/ \*$/, '');
  const closed = CLOSED_SCRIPT.test(plain);
  const reader: Reader = { pieces: plain.split(/( *… *|[()|*])/).filter((piece) => piece !== ''), at: 0, closed };
  const inner = sequence(reader, '');
  return closed ? inner : ` ${inner.trimEnd()}(?= )`;
}

interface Reader {
  readonly pieces: readonly string[];
  at: number;
  readonly closed: boolean;
}

/** Reads up to the "|" or ")" that ends it. `before`: what stands before it in the pattern. */
function sequence(reader: Reader, before: string): string {
  let result = '';
  const blankStands = (): boolean => before + result === '' || / (?:\)\?)?$/.test(before + result) || (before + result).endsWith(GAP);
  while (reader.at < reader.pieces.length) {
    const piece = reader.pieces[reader.at] ?? '';
    if (piece === '|' || piece === ')') break;
    reader.at += 1;
    if (piece.includes('…')) result += reader.closed ? CLOSED_GAP : `${blankStands() ? '' : ' '}${GAP}`;
    else if (piece === '*') result += '[^ ]*';
    else if (piece === '(') result += group(reader, before + result);
    else if (reader.closed) result += folded(piece).replaceAll(' ', '');
    else result += spaced(piece, blankStands());
  }
  return result;
}

/** A group of alternatives; the last one empty: it may be left out, with the blank behind it. */
function group(reader: Reader, before: string): string {
  const alternatives: string[] = [];
  do {
    alternatives.push(sequence(reader, before));
  } while (reader.pieces[reader.at++] === '|');
  const optional = alternatives.at(-1) === '';
  const inner = alternatives.filter((alternative) => alternative !== '').join('|');
  if (!optional) return `(?:${inner})`;
  return reader.closed ? `(?:${inner})?` : `(?:(?:${inner}) )?`;
}

/** The words of a piece, with a blank where the piece has one, unless one stands before it already. */
function spaced(piece: string, blankStands: boolean): string {
  const words = folded(piece);
  const start = /^[^\p{L}\p{N}]/u.test(piece) && !blankStands ? ' ' : '';
  if (words === '') return start;
  return `${start}${words}${/[^\p{L}\p{N}]$/u.test(piece) ? ' ' : ''}`;
}

function folded(piece: string): string {
  return fold(piece).text.trim();
}
