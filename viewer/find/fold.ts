/** Text as it is searched: without case, accents, ligatures and line ends. Pure. */

export interface Folded {
  readonly text: string;
  /** For each character of `text`, where it stood in the strings put together. */
  readonly at: Uint32Array;
}

/** A stretch of the strings put together; `to` is exclusive. */
export type Stretch = readonly [from: number, to: number];

/** @param pieces a page's strings in order; `ends` where a line ends behind one */
export function fold(pieces: readonly { readonly text: string; readonly ends: boolean }[]): Folded {
  const folded: string[] = [];
  const at: number[] = [];
  let raw = 0;
  let isSpace = true;
  const put = (text: string, from: number): void => {
    for (const char of text) {
      const space = /\s/.test(char);
      if (space && isSpace) continue;
      isSpace = space;
      folded.push(space ? ' ' : char);
      for (let unit = 0; unit < char.length; unit += 1) at.push(from);
    }
  };
  for (const { text, ends } of pieces) {
    for (const char of text) {
      put(foldChar(char), raw);
      raw += char.length;
    }
    if (ends) put(' ', raw);
  }
  return { text: folded.join(''), at: Uint32Array.from(at) };
}

export function foldQuery(query: string): string {
  return Array.from(query, foldChar).join('').replace(/\s+/g, ' ').trim();
}

/** Everywhere `query`, folded, stands; stretches do not overlap. */
export function matches({ text, at }: Folded, query: string): Stretch[] {
  if (query === '') return [];
  const found: Stretch[] = [];
  for (let from = text.indexOf(query); from !== -1; from = text.indexOf(query, from + query.length)) {
    found.push([at[from] ?? 0, (at[from + query.length - 1] ?? 0) + 1]);
  }
  return found;
}

function foldChar(char: string): string {
  if (char < '\u0080') return char.toLowerCase();
  if (char === '\u00ad') return '';
  return char.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
