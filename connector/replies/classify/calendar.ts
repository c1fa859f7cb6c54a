/** Meeting requests and what people answer to ours. */
import { NOTHING_KNOWN, type Classification } from './classification.js';
import { saying, type Mail } from './mail.js';

/** Message classes of meeting requests (MS-OXOCAL). */
const REQUEST_CLASS = /^IPM\.Schedule\.Meeting\.Request/i;

export function findCalendar(mail: Mail): Classification | null {
  const { messageClass } = mail.item;
  if (!REQUEST_CLASS.test(messageClass)) return null;
  return { ...NOTHING_KNOWN, kind: 'calendar', reasons: [{ code: 'calendar-class', says: saying(messageClass) }], calendar: 'request' };
}
