/**
 * The day somebody says they are back. Words that name it ("back on", "ab dem … wieder") win over an
 * end of the absence; "until X" is taken as X, "until X inclusive" and "through X" as the day after.
 * Without a year it is the next such day from the mail's own date. What lies before the mail, or more
 * than two years ahead, is no return date.
 */
import type { Mail } from '../mail.js';
import { subjectLine } from '../subject-line.js';
import { dayOf, daysBetween, exists, isoDay, plusDays, weekdayOf, type Day } from './dates/day.js';
import { mentions, type Mention } from './dates/mentions.js';
import { roleOf, type Role } from './dates/roles.js';
import { tokens } from './dates/tokens.js';

const LONGEST_ABSENCE_DAYS = 731;
/** A day without a year that would be later than this was meant to be in the past: the notice is stale. */
const LONGEST_WITHOUT_YEAR_DAYS = 300;
/** Text read for dates. Characters. */
const TEXT_READ = 3_000;

/** Which number comes first in a date with slashes; null if nothing tells. */
type OrderHint = 'dmy' | 'mdy' | null;

export function returnDate(mail: Mail, own: string): string | null {
  const sent = sentDay(mail);
  const line = subjectLine(mail.subject);
  const subject = line.prefix === null ? line.rest : '';
  for (const text of [own.slice(0, TEXT_READ), subject.slice(0, 300)]) {
    const day = returnDayIn(text, sent, orderHint(mail));
    if (day !== null) return isoDay(day);
  }
  return null;
}

/** The return day a text names, for a mail sent on `sent`; null if none. */
export function returnDayIn(text: string, sent: Day, hint: OrderHint): Day | null {
  const all = tokens(text);
  const found = mentions(all);
  const ofText = slashOrder(text);
  const named = found.flatMap((mention, index) => {
    const role = roleOf(all, found, index);
    const day = role === null ? null : dayNamed(mention, sent, orderFor(role, hint, ofText));
    return role === null || day === null ? [] : [{ role: role.role, day: role.role === 'through' ? plusDays(day, 1) : day }];
  });
  const plausible = named.filter(({ day }) => daysBetween(sent, day) >= 0 && daysBetween(sent, day) <= LONGEST_ABSENCE_DAYS);
  const back = plausible.filter(({ role }) => role === 'back').map(({ day }) => day);
  // "Away from 3 August, back on 17 August" begins with the same words in some languages: the later day is meant.
  const last = back.reduce<Day | null>((latest, day) => (latest === null || daysBetween(latest, day) > 0 ? day : latest), null);
  return last ?? (plausible.find(({ role }) => role === 'through') ?? plausible[0])?.day ?? null;
}

/** Another date of the same text with slashes may tell which number is the month. */
function slashOrder(text: string): OrderHint {
  for (const [, first = '', second = ''] of text.matchAll(/\b(\d{1,2})\/(\d{1,2})(?!\d)/g)) {
    if (Number(first) > 12) return 'dmy';
    if (Number(second) > 12) return 'mdy';
  }
  return null;
}

/** English is written in both orders; the other languages with slashes put the day first. */
function orderFor({ language }: Role, hint: OrderHint, ofText: OrderHint): OrderHint {
  if (ofText !== null) return ofText;
  if (language !== null && language.code !== 'en') return 'dmy';
  return hint;
}

function dayNamed({ what }: Mention, sent: Day, order: OrderHint): Day | null {
  if (what.kind === 'tomorrow') return plusDays(sent, 1);
  if (what.kind === 'weekday') return plusDays(sent, (what.weekday - weekdayOf(sent) + 6) % 7 + 1);
  const asRead = dated(what.year, what.month, what.day, sent);
  if (!what.ambiguous || order === 'dmy') return asRead;
  const swapped = dated(what.year, what.day, what.month, sent);
  if (order === 'mdy' || asRead === null) return swapped;
  if (swapped === null) return asRead;
  // Absences are short: of two readings the nearer one is meant.
  const [near, far] = [daysBetween(sent, asRead), daysBetween(sent, swapped)];
  if (far < 0) return asRead;
  return near >= 0 && near <= far ? asRead : swapped;
}

function dated(year: number | null, month: number, day: number, sent: Day): Day | null {
  if (year !== null) return exists({ year, month, day }) ? { year, month, day } : null;
  for (const candidate of [sent.year, sent.year + 1]) {
    const next = { year: candidate, month, day };
    const ahead = exists(next) ? daysBetween(sent, next) : -1;
    if (ahead >= 0) return ahead <= LONGEST_WITHOUT_YEAR_DAYS ? next : null;
  }
  return null;
}

/** The calendar day of the writer: by the zone of the Date header, where there is one. */
function sentDay(mail: Mail): Day {
  const at = mail.item.sentAt ?? mail.item.receivedAt;
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d)(\d\d)\b/.exec(mail.value('Date')) ?? [];
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return dayOf(new Date(at.getTime() + offset * 60_000));
}

/** Whether the writer of an English mail puts the month first. */
function orderHint(mail: Mail): OrderHint {
  const language = `${mail.value('Content-Language')} ${mail.value('Accept-Language')}`;
  if (/\ben-(?:gb|au|ie|nz|in|za)\b/i.test(language)) return 'dmy';
  const zone = /([+-]\d\d)\d\d\b/.exec(mail.value('Date'))?.[1] ?? '';
  if (/^-0[4-9]|^-10/.test(zone)) return 'mdy';
  if (/^\+0[1-9]|^\+1/.test(zone)) return 'dmy';
  return /\ben-us\b/i.test(language) ? 'mdy' : null;
}
