/**
 * Why a mail did not arrive, as people say it. Reports say it in codes (RFC 3463, as extended by the
 * IANA registry of enhanced status codes); servers are careless with them, so the detail that names
 * the cause wins over the class, and no code is shown as anything but a code.
 */
import type { ActivityData } from '../api/shapes.js';

type Bounce = NonNullable<ActivityData['bounce']>;
export type Severity = Bounce['recipients'][number]['severity'];

interface Codes {
  /** Enhanced status, such as 5.1.1. */
  readonly status: string | null;
  /** SMTP reply, such as 550. */
  readonly smtp: number | null;
}

/** By subject and detail of the status; the class (4 or 5) only says whether it may pass. */
const BY_DETAIL: Readonly<Record<string, string>> = {
  '1.1': 'The address does not exist.',
  '1.2': 'Nobody receives mail at this domain.',
  '1.3': 'The address is written wrongly.',
  '1.6': 'The person has moved to another address.',
  '1.10': 'The address does not exist.',
  '2.0': 'The mailbox takes no mail.',
  '2.1': 'The mailbox is switched off.',
  '2.2': 'The mailbox is full.',
  '2.3': 'The mail is too large for this mailbox.',
  '3.4': 'The mail is too large for their server.',
  '4.1': 'Their mail server does not answer.',
  '4.3': 'Their domain could not be looked up.',
  '4.4': 'Their domain names no mail server.',
  '4.7': 'It could not be delivered in time.',
  '5.3': 'The mail has too many recipients.',
  '7.0': 'Their server refuses the mail by its rules.',
  '7.1': 'Their server refuses the mail by its rules.',
};

/** By subject alone. */
const BY_SUBJECT: Readonly<Record<string, string>> = {
  '1': 'The address cannot be used.',
  '2': 'The mailbox takes no mail.',
  '3': 'Their mail server has a problem.',
  '4': 'Their mail server cannot be reached.',
  '5': 'Their mail server did not understand ours.',
  '6': 'Their mail server cannot take this kind of mail.',
  '7': 'Their server refuses the mail by its rules.',
};

const BY_REPLY: Readonly<Record<number, string>> = {
  421: 'Their mail server is busy.',
  450: 'The mailbox is busy.',
  451: 'Their mail server has a problem.',
  452: 'Their mail server has no room left.',
  550: 'Their server does not take mail for this address.',
  551: 'The person is not at this server.',
  552: 'The mailbox is full.',
  553: 'The address is written wrongly.',
  554: 'Their server refuses the mail.',
};

/** The cause, one sentence. */
export function causeOf({ status, smtp }: Codes): string {
  const [, subject = '', detail = ''] = /^[245]\.(\d+)\.(\d+)$/.exec(status ?? '') ?? [];
  return BY_DETAIL[`${subject}.${detail}`] ?? BY_SUBJECT[subject] ?? (smtp === null ? undefined : BY_REPLY[smtp]) ?? 'Their server gave no reason we know.';
}

/** What it means for what comes next. */
export const CONSEQUENCES: Readonly<Record<Severity, string>> = {
  hard: 'Writing again will not help.',
  soft: 'It may pass: later mails are still tried.',
  delayed: 'Exchange goes on trying. There is nothing to do yet.',
};

/** "550 5.1.1", as the report has it; null if it has none. */
export function codesIn({ status, smtp }: Codes): string | null {
  const codes = [smtp, status].filter((code) => code !== null).join(' ');
  return codes === '' ? null : codes;
}

/** The gravest of what a report says. */
export function severityOf(data: ActivityData): Severity {
  const severities = new Set(data.bounce?.recipients.map(({ severity }) => severity));
  for (const severity of ['hard', 'soft', 'delayed'] as const) if (severities.has(severity)) return severity;
  if (data.mailKind === 'bounce_soft') return 'soft';
  return data.mailKind === 'bounce_delayed' ? 'delayed' : 'hard';
}
