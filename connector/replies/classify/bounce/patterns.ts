/**
 * Phrases of many languages as one pattern. Accents are folded on both sides, because mail systems
 * lose them as often as they keep them; scripts that need their marks (Japanese, Korean) keep them.
 */

/** Marks of the Latin and Cyrillic scripts only. */
const ACCENTS = /[\u0300-\u036f]/g;
/** What else differs without meaning anything: quotes and dashes of typesetters. */
const QUOTES = /[\u2018\u2019\u02bc\u00b4`]/g;

/** Lower case, without accents, one kind of apostrophe. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(ACCENTS, '').normalize('NFC').toLowerCase().replace(QUOTES, "'");
}

/** Matches folded text that contains any of the phrases, which are pieces of patterns of bounded length, accents and case as one likes. */
export function anyOf(...phrases: readonly string[]): RegExp {
  return new RegExp(`(?:${phrases.map(plain).join('|')})`, 'u');
}

/** The words of folded text that match, with some around them; null where nothing does. */
export function found(text: string, pattern: RegExp): string | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const end = match.index + match[0].length;
  const before = text.slice(Math.max(0, match.index - 30), match.index);
  const behind = text.slice(end, end + 60);
  // Words cut in two are left out.
  const from = match.index > 30 ? before.replace(/^\S*\s/, '') : before;
  const to = text.length > end + 60 ? behind.replace(/\s\S*$/, '') : behind;
  return `${from}${match[0]}${to}`.replace(/\s+/g, ' ').trim();
}
