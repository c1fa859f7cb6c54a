/**
 * What kind of mail came in: a pure function. This first version knows the automatic answers that
 * say so themselves; a bounce is tested before a reply, because a non-delivery report carries
 * In-Reply-To with our Message-ID. No single weak header (Precedence, X-Auto-Response-Suppress,
 * X-MS-Exchange-Inbox-Rules-Loop) decides anything: people's mail carries them too.
 */
import type { Header } from '../mailbox/index.js';

export type ReplyKind = 'human' | 'auto_reply' | 'bounce';

export interface MailFacts {
  /** MAPI message class; '' if unknown. */
  readonly messageClass: string;
  readonly headers: readonly Header[];
  /** Address in From, '' if there is none. */
  readonly from: string;
}

export interface Classification {
  readonly kind: ReplyKind;
  /** Stable code of what gave it away. */
  readonly code: string;
  /** The words that did. */
  readonly says: string;
}

interface Rule {
  readonly code: string;
  readonly kind: ReplyKind;
  readonly find: (mail: MailFacts) => string | null;
}

/** Message classes of reports (MS-OXCMSG, MS-OXOABK): delivery reports, then read receipts. */
const NDR_CLASS = /^REPORT\.IPM\..*\.(?:NDR|DR|Delayed)$/i;
const RECEIPT_CLASS = /^REPORT\.IPM\..*\.IPNN?RN$/i;
const OOF_CLASS = /^IPM\.Note\.Rules\.(?:OofTemplate|ReplyTemplate)\./i;
/** Local parts that only mail systems write from (RFC 5321 section 4.5.1, and convention). */
const MAILER = /^(?:mailer-daemon|postmaster)@/i;

const RULES: readonly Rule[] = [
  { code: 'report-class', kind: 'bounce', find: ({ messageClass }) => (NDR_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 3464: a delivery status notification.
  { code: 'delivery-report', kind: 'bounce', find: (mail) => headerMatching(mail, 'Content-Type', /report-type\s*=\s*"?delivery-status/i) },
  { code: 'failed-recipients', kind: 'bounce', find: (mail) => headerMatching(mail, 'X-Failed-Recipients', /@/) },
  { code: 'mailer-daemon', kind: 'bounce', find: (mail) => (MAILER.test(mail.from) && isNullReturnPath(mail) ? mail.from : null) },
  { code: 'receipt-class', kind: 'auto_reply', find: ({ messageClass }) => (RECEIPT_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 8098: a message disposition notification.
  { code: 'receipt', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'Content-Type', /report-type\s*=\s*"?disposition-notification/i) },
  { code: 'automatic-class', kind: 'auto_reply', find: ({ messageClass }) => (OOF_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 3834 section 5: anything but "no" is automatic.
  { code: 'auto-submitted', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'Auto-Submitted', /^\s*(?!no\b)[a-z]/i) },
  { code: 'exchange-rule', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'X-MS-Exchange-Generated-Message-Source', /Mailbox Rules Agent/i) },
  { code: 'autoreply-header', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'X-Autoreply', /^\s*(?!no\b)\S/i) ?? headerMatching(mail, 'X-Autorespond', /\S/) },
];

/** Classifies a mail that answers one of ours. Whatever no rule calls automatic, a person wrote. */
export function classify(mail: MailFacts): Classification {
  for (const { code, kind, find } of RULES) {
    const says = find(mail);
    if (says !== null) return { kind, code, says };
  }
  return { kind: 'human', code: 'no-sign-of-a-machine', says: 'Nothing in this mail says that a machine wrote it.' };
}

/** `Name: value` of the first header with this name whose value matches. */
function headerMatching({ headers }: MailFacts, name: string, pattern: RegExp): string | null {
  const wanted = name.toLowerCase();
  const found = headers.find((header) => header.name.toLowerCase() === wanted && pattern.test(header.value));
  return found === undefined ? null : `${found.name}: ${found.value.trim().slice(0, 200)}`;
}

function isNullReturnPath(mail: MailFacts): boolean {
  return headerMatching(mail, 'Return-Path', /^\s*<\s*>/) !== null;
}
