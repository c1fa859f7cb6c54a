/** Days of the calendar without a time or a zone. */

export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const MS_PER_DAY = 86_400_000;

/** True if there is such a day. */
export function exists({ year, month, day }: Day): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Days from the first to the second; below 0 if the second is earlier. */
export function daysBetween(first: Day, second: Day): number {
  return Math.round((epoch(second) - epoch(first)) / MS_PER_DAY);
}

export function plusDays(day: Day, days: number): Day {
  return dayOf(new Date(epoch(day) + days * MS_PER_DAY));
}

/** 0 is Monday. */
export function weekdayOf(day: Day): number {
  return (new Date(epoch(day)).getUTCDay() + 6) % 7;
}

/** The day in UTC. */
export function dayOf(date: Date): Day {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** ISO 8601. */
export function isoDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function epoch({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day);
}
