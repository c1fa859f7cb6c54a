/** Receipts: that a mail was read, deleted unread or delivered (RFC 8098, MS-OXOMSG). */
import { NOTHING_KNOWN, type Classification } from './classification.js';
import { saying, type Mail } from './mail.js';

/** Message classes of receipts: read and not read. */
const RECEIPT_CLASS = /^REPORT\.IPM\..*\.IPNN?RN$/i;

export function findReceipt(mail: Mail): Classification | null {
  const { messageClass } = mail.item;
  if (RECEIPT_CLASS.test(messageClass)) return receipt('receipt-class', messageClass);
  const says = mail.matching('Content-Type', /report-type\s*=\s*"?disposition-notification/i);
  return says === null ? null : receipt('receipt', says);
}

function receipt(code: string, words: string): Classification {
  return { ...NOTHING_KNOWN, kind: 'receipt', reasons: [{ code, says: saying(words) }] };
}
