/** Text of a mail made plain for rules: one kind of line end, one kind of blank, nothing invisible. */

/** Zero-width characters, soft hyphens, marks of direction, byte order marks: programs strew them into text. */
const INVISIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;
/** No-break and typographic blanks. */
const BLANK = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\t]/g;

export function plainLines(text: string): string {
  return text.replace(/\r\n?|\u2028|\u2029/g, '\n').replace(INVISIBLE, '').replace(BLANK, ' ');
}
