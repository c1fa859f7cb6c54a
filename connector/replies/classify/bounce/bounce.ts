/** Mails that say that another mail was not delivered. */
import { NOTHING_KNOWN, type Classification } from '../classification.js';
import { saying, type Mail } from '../mail.js';

/** Message classes of delivery reports (MS-OXCMSG). */
const NDR_CLASS = /^REPORT\.IPM\..*\.(?:NDR|DR|Delayed)$/i;
/** Local parts that only mail systems write from (RFC 5321 section 4.5.1, and convention). */
const MAILER = /^(?:mailer-daemon|postmaster)@/i;

interface Rule {
  readonly code: string;
  readonly find: (mail: Mail) => string | null;
}

const RULES: readonly Rule[] = [
  { code: 'report-class', find: ({ item }) => (NDR_CLASS.test(item.messageClass) ? item.messageClass : null) },
  // RFC 3464: a delivery status notification.
  { code: 'delivery-report', find: (mail) => mail.matching('Content-Type', /report-type\s*=\s*"?delivery-status/i) },
  { code: 'failed-recipients', find: (mail) => mail.matching('X-Failed-Recipients', /@/) },
  { code: 'mailer-daemon', find: (mail) => (MAILER.test(mail.from) && mail.matching('Return-Path', /^\s*<\s*>/) !== null ? mail.from : null) },
];

export function findBounce(mail: Mail): Classification | null {
  for (const { code, find } of RULES) {
    const says = find(mail);
    if (says === null) continue;
    const bounce = { recipients: [], originalMessageId: mail.item.inReplyTo, status: null, smtp: null };
    return { ...NOTHING_KNOWN, kind: 'bounce_hard', reasons: [{ code, says: saying(says) }], bounce };
  }
  return null;
}
