/** Times in words, short and calm: they change in steps one can read, not every second. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Days and months are named in the language of the other words. */
const LANGUAGE = 'en-GB';

const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'short' });
const dayAndMonth = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', year: 'numeric' });
const weekdayAndDay = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'short', day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'long', day: 'numeric', month: 'long' });
const exact = new Intl.DateTimeFormat(LANGUAGE, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** Whole days from one time to a later one, by the calendar here. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(later) - midnight(earlier)) / (24 * HOUR_MS));
}

/** How long ago: "now", "20 s", "9 min", "3 h", then the clock time with the day. */
export function agoWords(at: Date, now: Date): string {
  const ago_ms = now.getTime() - at.getTime();
  if (ago_ms < 10 * SECOND_MS && ago_ms > -MINUTE_MS) return 'now';
  if (ago_ms < 0) return whenWords(at, now);
  if (ago_ms < MINUTE_MS) return `${Math.floor(ago_ms / SECOND_MS / 10) * 10} s`;
  if (ago_ms < HOUR_MS) return `${Math.floor(ago_ms / MINUTE_MS)} min`;
  if (daysBetween(at, now) === 0) return `${Math.floor(ago_ms / HOUR_MS)} h`;
  return clock.format(at);
}

/** A day and a time, past or to come: "today 09:00", "tomorrow 09:00", "Wed 09:00", "12 Nov 09:00". */
export function whenWords(at: Date, now: Date): string {
  const days = daysBetween(now, at);
  return `${dayWord(at, now, days)} ${clock.format(at)}`;
}

function dayWord(at: Date, now: Date, days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  if (Math.abs(days) < 7) return weekday.format(at);
  return at.getFullYear() === now.getFullYear() ? dayAndMonth.format(at) : dayMonthYear.format(at);
}

/** Since when, as short as it stays clear: "10:40" today, else "12 Nov". */
export function sinceWords(at: Date, now: Date): string {
  return daysBetween(at, now) === 0 ? clock.format(at) : dayWord(at, now, -daysBetween(at, now));
}

/** Since when, exactly: "10:40" today, else with the day: "Wed 10:40". */
export function fromWords(at: Date, now: Date): string {
  return daysBetween(at, now) === 0 ? clock.format(at) : whenWords(at, now);
}

/** A day to come: "today", "tomorrow", "Mon 17 Aug", with the year where it is another. */
export function untilWords(at: Date, now: Date): string {
  const days = daysBetween(now, at);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  return at.getFullYear() === now.getFullYear() ? weekdayAndDay.format(at).replace(',', '') : dayMonthYear.format(at);
}

/** How long something took, rounded down: "4 s", "12 min", "3 h", "2 days". */
export function lengthWords(length_ms: number): string {
  if (length_ms < MINUTE_MS) return `${Math.max(1, Math.floor(length_ms / SECOND_MS))} s`;
  if (length_ms < HOUR_MS) return `${Math.floor(length_ms / MINUTE_MS)} min`;
  if (length_ms < 48 * HOUR_MS) return `${Math.floor(length_ms / HOUR_MS)} h`;
  return `${Math.floor(length_ms / (24 * HOUR_MS))} days`;
}

/** A time span's ends: "today 10:40 to 11:05", "Wed 22:10 to Thu 06:30". */
export function spanWords(from: Date, until: Date, now: Date): string {
  const end = daysBetween(from, until) === 0 ? clock.format(until) : whenWords(until, now);
  return `${whenWords(from, now)} to ${end}`;
}

/** A heading over a day's lines. */
export function dayHeading(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (at.getFullYear() !== now.getFullYear()) return dayMonthYear.format(at);
  return longDay.format(at);
}

/** Everything about a moment, for those who ask. */
export function exactWords(at: Date): string {
  return exact.format(at);
}

/** "09:00" for an hour of the day. */
export function hourWords(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** The time zone of this computer, where its clock shows another time than that of `zone`; null where they agree. */
export function otherZoneHere(zone: string, now: Date): string | null {
  const shownIn = (timeZone?: string) => new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(now);
  return shownIn(zone) === shownIn() ? null : new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
