/** Dates of mail (RFC 5322 section 3.3, and what comes instead). */

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);

/** Null for what is no date, or one that no mail can have. */
export function dateIn(value: string): Date | null {
  const text = value.slice(0, 200).replace(/\([^()]{0,100}\)/g, ' ').trim();
  if (text === '') return null;
  const time = Date.parse(text);
  return Number.isNaN(time) || time < EARLIEST || time > LATEST ? null : new Date(time);
}
