/**
 * Answers by people, told from everything else that is not automatic: first mails, newsletters,
 * notifications. Whatever names a mail it answers counts as an answer, because a missed reply is
 * worse than one too many; what only looks like one (a forward, a notification) needs more.
 */
import { NO_REPLY_SENDER, namesAnother } from './automatic/headers.js';
import { NOTHING_KNOWN, type Classification, type Reason } from './classification.js';
import { saying, type Mail } from './mail.js';
import { notificationOf } from './notification.js';
import { subjectLine } from './subject-line.js';
import { wantsNoMore } from './wants-no-more.js';

/** Bytes of a Thread-Index that begins a thread; every answer adds five (MS-OXOMSG section 2.2.1.3). */
const FIRST_OF_THREAD = 22;

export function findPerson(mail: Mail): Classification | null {
  if (isReport(mail)) return null;
  if (notificationOf(mail) !== null) return null;
  const reasons = signsOfAnswer(mail);
  if (reasons.length === 0 || ((isBulk(mail) || NO_REPLY_SENDER.test(mail.from)) && !namesAnother(mail))) return null;
  return { ...NOTHING_KNOWN, kind: 'human_reply', reasons, wantsNoMore: wantsNoMore(mail.ownText) };
}

function signsOfAnswer(mail: Mail): Reason[] {
  const { item } = mail;
  const line = subjectLine(mail.subject);
  const reasons: Reason[] = [];
  if (item.inReplyTo !== null) reasons.push({ code: 'in-reply-to', says: saying(item.inReplyTo) });
  else if (item.references.length > 0) reasons.push({ code: 'references', says: saying(item.references.at(-1) ?? '') });
  else if (item.parentMessageId !== null) reasons.push({ code: 'parent-message-id', says: saying(item.parentMessageId) });
  // "In-Reply-To: your message of Monday" names nothing, yet it is an answer.
  else if (mail.value('In-Reply-To') !== '') reasons.push({ code: 'in-reply-to', says: saying(mail.value('In-Reply-To')) });
  if (line.prefix === 'answer') reasons.push({ code: 'reply-prefix', says: saying(mail.subject) });
  const threadIndex = mail.value('Thread-Index');
  if (line.prefix !== 'forward' && isOfAnswer(Buffer.from(threadIndex, 'base64'))) reasons.push({ code: 'thread-index', says: saying(threadIndex) });
  if (line.prefix !== 'forward' && mail.attributes && mail.ownText !== '') reasons.push({ code: 'quotes', says: 'Own words stand beside a quote with the name of its writer.' });
  return reasons;
}

/** A newsletter: sent to many, with a way to be taken off the list, and no list to answer to. */
function isBulk(mail: Mail): boolean {
  return (mail.has('List-Unsubscribe') && !mail.has('List-Post')) || mail.has('Feedback-ID');
}

function isReport(mail: Mail): boolean {
  return mail.matching('Content-Type', /^\s*multipart\/report/i) !== null || /^report\./i.test(mail.item.messageClass);
}

/** The first byte is always 1 (MS-OXOMSG section 2.2.1.3); spam puts anything there. */
function isOfAnswer(index: Buffer): boolean {
  return index.length > FIRST_OF_THREAD && index[0] === 1;
}
