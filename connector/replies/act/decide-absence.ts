/**
 * Whom an automatic answer is about, and until when nothing goes to somebody who is away: pure
 * functions. A machine answers for a mailbox, never for others: it is about the person it comes
 * from, or, where the mail went to one person only, about that one, whatever address answers.
 */
import { DateTime } from 'luxon';

interface Candidate {
  readonly mailboxId: string;
  readonly personId: string;
}

export interface MachineFacts {
  /** Of the address that answered; null: nobody we know. */
  readonly personId: string | null;
  readonly mailboxId: string;
  readonly recipients: readonly { readonly personId: string | null }[];
}

/** The enrollments an automatic answer is about; of the person it comes from in every mailbox. */
export function aboutWhom<E extends Candidate>({ personId, mailboxId, recipients }: MachineFacts, enrollments: readonly E[]): E[] {
  if (personId !== null) return enrollments.filter((one) => one.personId === personId);
  const [only] = recipients;
  if (recipients.length !== 1 || only === undefined || only.personId === null) return [];
  return enrollments.filter((one) => one.mailboxId === mailboxId && one.personId === only.personId);
}

/** A return date further ahead than this asks. Days. */
export const ASK_BEYOND_DAYS = 60;

export interface Absence {
  /** The last day nothing goes, ISO 8601 date. */
  readonly lastDay: string;
  /** So far ahead that the rep is asked first. */
  readonly isFar: boolean;
}

/**
 * Until when somebody is away. A date that has passed says nothing any more: it counts as none.
 * @param returnDate ISO 8601 date, null if none was stated
 * @param absenceDays the team's number of days where no date is stated
 */
export function absenceOf(returnDate: string | null, { now, zone, absenceDays }: { readonly now: Date; readonly zone: string; readonly absenceDays: number }): Absence {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const stated = returnDate === null ? null : DateTime.fromISO(returnDate, { zone });
  if (stated === null || !stated.isValid || stated < today) return { lastDay: isoDate(today.plus({ days: absenceDays })), isFar: false };
  return { lastDay: isoDate(stated), isFar: stated > today.plus({ days: ASK_BEYOND_DAYS }) };
}

function isoDate(day: DateTime): string {
  return day.toFormat('yyyy-MM-dd');
}
