/** Automatic answers: absence, acknowledgement, challenge, list robot. */
import { NOTHING_KNOWN, type Classification } from '../classification.js';
import { saying, type Mail } from '../mail.js';

/** Message classes of answers by a rule (MS-OXCMSG). */
const OOF_CLASS = /^IPM\.Note\.Rules\.(?:OofTemplate|ReplyTemplate)\./i;

interface Rule {
  readonly code: string;
  readonly find: (mail: Mail) => string | null;
}

const RULES: readonly Rule[] = [
  { code: 'automatic-class', find: ({ item }) => (OOF_CLASS.test(item.messageClass) ? saying(item.messageClass) : null) },
  // RFC 3834 section 5: anything but "no" is automatic.
  { code: 'auto-submitted', find: (mail) => mail.matching('Auto-Submitted', /^\s*(?!no\b)[a-z]/i) },
  { code: 'exchange-rule', find: (mail) => mail.matching('X-MS-Exchange-Generated-Message-Source', /Mailbox Rules Agent/i) },
  { code: 'autoreply-header', find: (mail) => mail.matching('X-Autoreply', /^\s*(?!no\b)\S/i) ?? mail.matching('X-Autorespond', /\S/) },
];

export function findAutomatic(mail: Mail): Classification | null {
  for (const { code, find } of RULES) {
    const says = find(mail);
    if (says !== null) return { ...NOTHING_KNOWN, kind: 'auto_reply', reasons: [{ code, says }], automatic: { sort: 'unknown', returnDate: null, standIn: null } };
  }
  return null;
}
