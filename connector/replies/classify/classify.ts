/**
 * What kind of mail came in: a pure function. This file only states the order, which matters:
 *
 *     bounce     first, because a non-delivery report carries In-Reply-To with our Message-ID, often
 *                "Re:" in its subject and Auto-Submitted: it looks like a reply, and like an automatic one
 *     receipt    next, because it is a report too, and automatic by its headers
 *     calendar   before automatic, because calendars answer by themselves where a person pressed Accept
 *     automatic  before person: a robot answers in the thread as a person does
 *     person     what is left and answers something; else it is none of these
 *
 * No single weak header (Precedence, X-Auto-Response-Suppress, X-MS-Exchange-Inbox-Rules-Loop)
 * decides anything: people's mail carries them too. Each kind has a file or folder of its own.
 */
import type { MailBody, MailItem } from '../../mailbox/index.js';
import { findAutomatic } from './automatic/index.js';
import { findBounce } from './bounce/index.js';
import { findCalendar } from './calendar.js';
import { NOTHING_KNOWN, type Classification } from './classification.js';
import { Mail } from './mail.js';
import { notificationOf } from './notification.js';
import { findPerson } from './person.js';
import { findReceipt } from './receipt.js';
import { wantsNoMore } from './wants-no-more.js';

/** Classifies a mail; `body` is null where it was not read. */
export function classify(item: MailItem, body: MailBody | null): Classification {
  const mail = new Mail(item, body);
  return findBounce(mail) ?? findReceipt(mail) ?? findCalendar(mail) ?? findAutomatic(mail) ?? findPerson(mail) ?? other(mail);
}

/** What a service sends says so; the rest shows nothing, and may be anything: also somebody who begins anew, to ask for no more mail. */
function other(mail: Mail): Classification {
  const says = mail.body === null ? 'Nothing in the header of this mail says that it answers anything.' : 'Nothing in this mail says that it answers anything.';
  const notification = notificationOf(mail);
  if (notification !== null) return { ...NOTHING_KNOWN, kind: 'other', reasons: [notification] };
  return { ...NOTHING_KNOWN, kind: 'other', reasons: [{ code: 'answers-nothing', says }], wantsNoMore: wantsNoMore(mail.ownText) };
}
