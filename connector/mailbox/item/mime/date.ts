/** Dates of mail (RFC 5322 sections 3.3 and 4.3), and what comes instead. */

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);
const MINUTE_MS = 60_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours off UTC; other names are as good as none. */
const ZONES: Readonly<Record<string, number>> = { est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, cet: 1, cest: 2, bst: 1, msk: 3, jst: 9 };

const DATE = /(\d{1,2})[ -]{1,4}([A-Za-z]{3})[A-Za-z]{0,6}[ -]{1,4}(\d{2,6})\s{1,10}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?\s{0,10}(?:([+-])(\d{2}):?(\d{2})|([A-Za-z]{1,5}))?/;

/** Null for what is no date, or one that no mail can have. */
export function dateIn(value: string): Date | null {
  const text = value.slice(0, 200).replace(/\([^()]{0,100}\)/g, ' ').trim();
  const fields = DATE.exec(text);
  const time = fields === null ? otherwise(text) : timeOf(fields);
  return time === null || Number.isNaN(time) || time < EARLIEST || time > LATEST ? null : new Date(time);
}

function timeOf([, day, month = '', year = '', hours, minutes, seconds = '0', sign, zoneHours, zoneMinutes, zone = '']: RegExpExecArray): number | null {
  const at = MONTHS.indexOf(month.toLowerCase());
  if (at === -1) return null;
  const local = Date.UTC(fullYear(year), at, Number(day), Number(hours), Number(minutes), Math.min(Number(seconds), 59));
  // Date.UTC takes years below 100 for those of the twentieth century.
  if (fullYear(year) < 100) return null;
  const offset = sign === undefined ? (ZONES[zone.toLowerCase()] ?? 0) * 60 : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  return local - offset * MINUTE_MS;
}

/** RFC 5322 section 4.3: two digits below 50 are of this century, others and three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

/** ISO 8601, or "Mon Nov 23 10:00:00 2026". */
function otherwise(text: string): number | null {
  return /(?<!\d)(?:19|20)\d\d(?!\d)/.test(text) ? Date.parse(text) : null;
}
