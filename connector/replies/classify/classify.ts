/**
 * What kind of mail came in: a pure function. This first version knows the automatic answers that
 * say so themselves; a bounce is tested before a reply, because a non-delivery report carries
 * In-Reply-To with our Message-ID. No single weak header (Precedence, X-Auto-Response-Suppress,
 * X-MS-Exchange-Inbox-Rules-Loop) decides anything: people's mail carries them too.
 */
import type { Header, MailBody, MailItem } from '../../mailbox/index.js';
import { NOTHING_KNOWN, type Classification, type MailKind } from './classification.js';

interface MailFacts {
  readonly messageClass: string;
  readonly headers: readonly Header[];
  readonly from: string;
}

interface Rule {
  readonly code: string;
  readonly kind: MailKind;
  readonly find: (mail: MailFacts) => string | null;
}

/** Message classes of reports (MS-OXCMSG, MS-OXOABK): delivery reports, then read receipts. */
const NDR_CLASS = /^REPORT\.IPM\..*\.(?:NDR|DR|Delayed)$/i;
const RECEIPT_CLASS = /^REPORT\.IPM\..*\.IPNN?RN$/i;
const OOF_CLASS = /^IPM\.Note\.Rules\.(?:OofTemplate|ReplyTemplate)\./i;
/** Local parts that only mail systems write from (RFC 5321 section 4.5.1, and convention). */
const MAILER = /^(?:mailer-daemon|postmaster)@/i;

const RULES: readonly Rule[] = [
  { code: 'report-class', kind: 'bounce_hard', find: ({ messageClass }) => (NDR_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 3464: a delivery status notification.
  { code: 'delivery-report', kind: 'bounce_hard', find: (mail) => headerMatching(mail, 'Content-Type', /report-type\s*=\s*"?delivery-status/i) },
  { code: 'failed-recipients', kind: 'bounce_hard', find: (mail) => headerMatching(mail, 'X-Failed-Recipients', /@/) },
  { code: 'mailer-daemon', kind: 'bounce_hard', find: (mail) => (MAILER.test(mail.from) && isNullReturnPath(mail) ? mail.from : null) },
  { code: 'receipt-class', kind: 'receipt', find: ({ messageClass }) => (RECEIPT_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 8098: a message disposition notification.
  { code: 'receipt', kind: 'receipt', find: (mail) => headerMatching(mail, 'Content-Type', /report-type\s*=\s*"?disposition-notification/i) },
  { code: 'automatic-class', kind: 'auto_reply', find: ({ messageClass }) => (OOF_CLASS.test(messageClass) ? messageClass : null) },
  // RFC 3834 section 5: anything but "no" is automatic.
  { code: 'auto-submitted', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'Auto-Submitted', /^\s*(?!no\b)[a-z]/i) },
  { code: 'exchange-rule', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'X-MS-Exchange-Generated-Message-Source', /Mailbox Rules Agent/i) },
  { code: 'autoreply-header', kind: 'auto_reply', find: (mail) => headerMatching(mail, 'X-Autoreply', /^\s*(?!no\b)\S/i) ?? headerMatching(mail, 'X-Autorespond', /\S/) },
];

/** Classifies a mail; `body` is null where it was not read. Whatever no rule calls automatic, a person wrote. */
export function classify(item: MailItem, body: MailBody | null): Classification {
  const mail: MailFacts = { messageClass: item.messageClass, headers: item.headers, from: item.from?.address ?? '' };
  for (const { code, kind, find } of RULES) {
    const says = find(mail);
    if (says === null) continue;
    const reasons = [{ code, says }];
    if (kind.startsWith('bounce')) return { ...NOTHING_KNOWN, kind, reasons, bounce: { recipients: [], originalMessageId: item.inReplyTo, status: null, smtp: null } };
    if (kind === 'auto_reply') return { ...NOTHING_KNOWN, kind, reasons, automatic: { sort: 'unknown', returnDate: null, standIn: null } };
    return { ...NOTHING_KNOWN, kind, reasons };
  }
  const says = body === null ? 'Nothing in the header of this mail says that a machine wrote it.' : 'Nothing in this mail says that a machine wrote it.';
  return { ...NOTHING_KNOWN, kind: 'human_reply', reasons: [{ code: 'no-sign-of-a-machine', says }] };
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
