/**
 * Text as phrases are looked for in it: words in lower case without accents, one blank between them
 * and at both ends, `.` between sentences, `\n` between paragraphs, no other punctuation; no blanks
 * within Chinese, Japanese and Korean, which put them where they like. "Out-of-office" and
 * "out of office", "I’m" and "i m" become the same. Every character knows where it came from, so that
 * a reason can give the mail's own words. Linear in the length of the text.
 */

export interface Folded {
  readonly text: string;
  /** The words of the mail that stand at these positions of the folded text. */
  words(from: number, to: number): string;
  /** Where in the mail's own text a position of the folded text comes from. */
  origin(at: number): number;
}

/** Longer words are no words. Characters. */
const LONGEST_WORD = 60;

const LETTER = /[\p{L}\p{N}]/u;
const MARK = /\p{M}/u;
const WITHOUT_SPACES = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\u0E00-\u0E7F]/;
const SENTENCE_END = /[.!?。！？]/;
/** Letters that stay whole when accents are taken off. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i', ð: 'd', þ: 'th' };

export function fold(original: string): Folded {
  let text = ' ';
  const origins: number[] = [0];
  let wordLength = 0;
  let lineEnds = 0;
  /** Separator still to come: blank < sentence < paragraph. */
  let pending = '';

  const put = (folded: string, origin: number): void => {
    for (let at = 0; at < folded.length; at += 1) origins.push(origin);
    text += folded;
  };

  for (let at = 0; at < original.length; ) {
    const point = original.codePointAt(at) ?? 0;
    const character = String.fromCodePoint(point);
    const letters = foldCharacter(character, point);
    if (letters === '') {
      if (character === '\n') lineEnds += 1;
      else if (character !== ' ') lineEnds = 0;
      if (lineEnds >= 2) pending = '\n';
      else if (endsSentence(original, at, character) && pending !== '\n') pending = '.';
      else if (pending === '' && !MARK.test(character)) pending = ' ';
    } else {
      lineEnds = 0;
      if (pending !== '') {
        const between = separator(pending, text, letters);
        put(between, at);
        if (between !== '') wordLength = 0;
        pending = '';
      }
      if (wordLength < LONGEST_WORD) put(letters, at);
      wordLength += letters.length;
    }
    at += character.length;
  }
  put(text.endsWith(' ') ? '' : ' ', original.length);
  origins.push(original.length);

  return {
    text,
    origin: (at) => origins[at] ?? original.length,
    words: (from, to) => {
      const start = origins[from] ?? 0;
      // The character after the last one may be a separator that stands a little further on.
      const end = Math.max(start + 1, (origins[Math.max(from, to - 1)] ?? original.length) + 1);
      return original.slice(start, end).replace(/\s+/g, ' ').trim();
    },
  };
}

/** The character in lower case without accents; '' for what is no letter and no digit. */
function foldCharacter(character: string, point: number): string {
  if (point < 0x80) {
    if ((point >= 0x61 && point <= 0x7a) || (point >= 0x30 && point <= 0x39)) return character;
    return point >= 0x41 && point <= 0x5a ? character.toLowerCase() : '';
  }
  if (point >= 0xac00 && point <= 0xd7af) return character;
  const plain = character.normalize('NFKC').toLowerCase();
  let folded = '';
  for (const letter of plain.normalize('NFD')) {
    const whole = WHOLE_LETTERS[letter] ?? letter;
    if (LETTER.test(whole) && !(whole >= '\u0300' && whole <= '\u036f')) folded += whole;
    else if (whole === '\u3099' || whole === '\u309a') return plain;
  }
  return folded;
}

/** A full stop ends a sentence where a blank follows, unless it belongs to a number ("14. August"). */
function endsSentence(original: string, at: number, character: string): boolean {
  if (!SENTENCE_END.test(character)) return false;
  if (character !== '.') return true;
  const next = original.charAt(at + 1);
  return (next === '' || /\s/.test(next)) && !/\d/.test(original.charAt(at - 1));
}

function separator(pending: string, before: string, letters: string): string {
  if (pending === '\n') return ' \n ';
  if (pending === '.') return ' . ';
  const closed = WITHOUT_SPACES.test(before.charAt(before.length - 1)) && WITHOUT_SPACES.test(letters);
  return closed || before.endsWith(' ') ? '' : ' ';
}
