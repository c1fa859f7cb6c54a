/**
 * When the mails of a campaign are due: pure functions of dates. "Day" is the day within the
 * campaign (day 1 is the day of the first mail), not a distance from the mail before. Mails go out
 * Monday to Friday at an hour of the mailbox's time zone; what falls on a weekend goes on Monday.
 */
import { DateTime } from 'luxon';

export interface SendTime {
  /** Local hour, 0 to 23. */
  readonly hour: number;
  /** IANA time zone of the mailbox. */
  readonly zone: string;
}

/**
 * When the first mail of somebody enrolled now is due: at once during the sending hour, else the
 * next time that hour comes on a working day; that is day 1. A first mail of a later `day` comes
 * as many days after.
 */
export function firstDueAt(now: Date, { hour, zone }: SendTime, day = 1): Date {
  const local = DateTime.fromJSDate(now, { zone });
  if (day === 1 && local.hour === hour && !isWeekend(local)) return now;
  const today = atHour(local, hour);
  const next = today > local || local.hour === hour ? today : atHour(local.plus({ days: 1 }), hour);
  return onWorkingDay(onWorkingDay(next, hour).plus({ days: day - 1 }), hour).toJSDate();
}

/** The moment that was day 1 for somebody whose first mail, that of `day`, was sent at `sentAt`. */
export function dayOneOf(sentAt: Date, day: number, zone: string): Date {
  return DateTime.fromJSDate(sentAt, { zone }).minus({ days: day - 1 }).toJSDate();
}

/**
 * When the mail of `day` is due for somebody whose day 1 was `startedAt`. Never on the same local
 * day as the mail before it (`lastSentAt`), however late that one was.
 */
export function stepDueAt(startedAt: Date, day: number, lastSentAt: Date, { hour, zone }: SendTime): Date {
  const planned = onWorkingDay(atHour(DateTime.fromJSDate(startedAt, { zone }).plus({ days: day - 1 }), hour), hour);
  const last = DateTime.fromJSDate(lastSentAt, { zone });
  const earliest = onWorkingDay(atHour(last.plus({ days: 1 }), hour), hour);
  return (planned > earliest ? planned : earliest).toJSDate();
}

/**
 * When mails go on to somebody who is away until `lastDay` (ISO 8601 date): at the sending hour of
 * the working day after it.
 */
export function resumesAt(lastDay: string, { hour, zone }: SendTime): Date {
  return onWorkingDay(atHour(DateTime.fromISO(lastDay, { zone }).plus({ days: 1 }), hour), hour).toJSDate();
}

/** The sending hour of the next working day: nothing that was taken back goes on before it. */
export function nextWorkingDay(now: Date, { hour, zone }: SendTime): Date {
  return onWorkingDay(atHour(DateTime.fromJSDate(now, { zone }).plus({ days: 1 }), hour), hour).toJSDate();
}

/** True when mails may go out at this moment: a working day, and not before the sending hour. */
export function maySendAt(now: Date, { hour, zone }: SendTime): boolean {
  const local = DateTime.fromJSDate(now, { zone });
  return !isWeekend(local) && local.hour >= hour;
}

function atHour(day: DateTime, hour: number): DateTime {
  return day.set({ hour, minute: 0, second: 0, millisecond: 0 });
}

function onWorkingDay(time: DateTime, hour: number): DateTime {
  return isWeekend(time) ? atHour(time.plus({ days: 8 - time.weekday }), hour) : time;
}

function isWeekend(time: DateTime): boolean {
  return time.weekday > 5;
}
