/**
 * Mails that say that another mail was not delivered. In this order:
 *
 *     a report (RFC 3464) that names a failed or delayed recipient   → bounce, from its fields
 *     a report of success, an abuse report (RFC 5965)                → none of these
 *     Exchange's message class of reports                            → bounce, from its text
 *     a mail system speaks, and says that something was not delivered → bounce, from its text
 *     nobody knows who speaks, but nearly everything says so, and it answers nothing → bounce
 *
 * When in doubt between a bounce and a person, it is a person.
 */
import { NOTHING_KNOWN, type Bounce, type Classification, type FailedRecipient, type Reason } from '../classification.js';
import { saying, type Mail } from '../mail.js';
import { codesIn, isVague } from './codes.js';
import { originalIdOf } from './original-id.js';
import { looksLikeReport, readReport, type Report, type ReportedRecipient } from './report.js';
import { readNotice, type Notice } from './returned.js';
import { judge, type Judged, type Severity } from './severity.js';
import { signsOf, type Signs } from './signs.js';
import { toldRecipients } from './told.js';
import { GIVEN_UP, STILL_TRIED } from './vocabulary.js';
import { plain } from './patterns.js';

/** Message classes of reports (MS-OXCMSG section 2.2.1.3): not delivered; .DR says that it was. */
const NDR_CLASS = /^REPORT\.IPM\..{0,100}\.(?:NDR|Delayed)$/i;
const DR_CLASS = /^REPORT\.IPM\..{0,100}\.DR$/i;
/** Actions of RFC 3464 section 2.3.3 that say that it arrived, and Postfix's of an address it only tried. */
const SUCCESS = /^(?:delivered|relayed|expanded|deliverable)$/;
const NOTICE_CHARACTERS = 6_000;

export function findBounce(mail: Mail): Classification | null {
  const { messageClass } = mail.item;
  if (mail.parts('message/feedback-report').length > 0) return none('abuse-report', 'message/feedback-report');
  if (DR_CLASS.test(messageClass)) return none('delivered', messageClass);
  const notice = readNotice(mail);
  const signs = signsOf(mail, notice);
  const report = reportIn(mail, notice, signs);
  if (report !== null) {
    const failed = report.recipients.filter(isFailure);
    if (failed.length > 0) return bounce(mail, notice, report, failed, signs);
    if (report.recipients.some(({ action }) => SUCCESS.test(action))) return none('delivered', `Action: ${report.recipients[0]?.action ?? ''}`);
  }
  if (NDR_CLASS.test(messageClass)) return bounce(mail, notice, report, [], withReason(signs, 'report-class', messageClass));
  return speaks(mail, notice, signs) ? bounce(mail, notice, report, [], signs) : null;
}

/** The report part; in text where a gateway or damage put it there. Only as evidence where a person did not write it. */
function reportIn(mail: Mail, notice: Notice, signs: Signs): Report | null {
  const parts = mail.parts('message/delivery-status', 'message/global-delivery-status');
  if (parts.length > 0 && (signs.sender >= 2 || !(signs.personal || signs.conversation))) {
    const reports = parts.map(({ text }) => readReport(text));
    return { recipients: reports.flatMap(({ recipients }) => recipients), originalMessageId: reports.find(({ originalMessageId }) => originalMessageId !== null)?.originalMessageId ?? null };
  }
  return signs.sender >= 2 && looksLikeReport(notice.words) ? readReport(notice.words) : null;
}

function isFailure({ action, status, diagnostic }: ReportedRecipient): boolean {
  if (action === 'failed' || action === 'delayed') return true;
  if (SUCCESS.test(action)) return false;
  return status === null ? diagnostic !== '' : !status.startsWith('2.');
}

/**
 * Header evidence and words together; see signs.ts for the weights. The less is known of who speaks,
 * the more must be said; people who write about bounces, on lists of mail administrators too, say a lot.
 */
function speaks(mail: Mail, notice: Notice, signs: Signs): boolean {
  const { sender, content, structure, namesItself, personal, conversation, asksToConfirm } = signs;
  if (mail.body === null) return sender >= 2 && sender + content >= 4 && !personal;
  // Mail systems ask for things too: to verify the address, to have it put on a list. Twice a mail system is none that only dresses as one.
  if (asksToConfirm && structure < 2 && !(namesItself && sender + content >= 6)) return false;
  if (signs.goodNews && structure < 2) return false;
  if (signs.quarantine && structure < 2 && content < 4) return false;
  // What is only a cause may be a warning to the mailbox's own user, unless it names whom it is about.
  if (!signs.saysNotDelivered && structure < 2 && !namesRecipients(mail, notice)) return false;
  if (sender >= 2 && !namesItself) return !personal && !conversation && content >= 4 && (notice.returned !== null || namesRecipients(mail, notice));
  if (sender >= 4) return content >= (personal || conversation ? 4 : 2);
  if (sender >= 2) return content >= (conversation ? 6 : personal ? 4 : 3);
  if (personal || conversation || isFromList(mail) || (notice.returned === null && (content < 8 || !namesRecipients(mail, notice)))) return false;
  return sender >= 1 ? content >= 6 : content >= 8 && signs.inSubject && mail.item.inReplyTo === null;
}

function namesRecipients(mail: Mail, notice: Notice): boolean {
  return toldRecipients(mail, notice.words.slice(0, NOTICE_CHARACTERS)).length > 0;
}

function isFromList(mail: Mail): boolean {
  return mail.has('List-Id') || mail.has('List-Post') || mail.matching('Precedence', /list/i) !== null;
}

function bounce(mail: Mail, notice: Notice, report: Report | null, failed: readonly ReportedRecipient[], signs: Signs): Classification {
  const words = notice.words.slice(0, NOTICE_CHARACTERS);
  const judged = failed.length > 0 ? fromReports(mail, failed, words) : fromText(mail, words);
  const worst = worstOf(judged);
  const overall = worst?.outcome ?? judge({ action: '', ...codesIn(words), said: words });
  const severity: Severity = failed.length === 0 && isDelay(mail, words) ? 'delayed' : overall.severity;
  const codes = codesIn(words);
  const details: Bounce = {
    recipients: judged.map(({ recipient }) => (severity === 'delayed' ? { ...recipient, severity } : recipient)).filter(({ address }) => address !== ''),
    originalMessageId: originalIdOf(mail, notice, report),
    status: worst?.recipient.status ?? codes.status,
    smtp: worst?.recipient.smtp ?? codes.smtp,
  };
  const causes: Reason[] = overall.cause === null ? [] : [{ code: overall.cause.code, says: saying(overall.cause.says) }];
  const reported: Reason[] = failed.length > 0 ? [{ code: 'report', says: saying(`Final-Recipient: ${failed[0]?.address ?? ''} Action: ${failed[0]?.action ?? ''} Status: ${failed[0]?.status ?? ''}`) }] : [];
  return { ...NOTHING_KNOWN, kind: `bounce_${severity}`, reasons: [...reported, ...causes, ...signs.reasons].slice(0, 8), bounce: details };
}

/** With what the text for people says of each, or of all. */
function fromReports(mail: Mail, failed: readonly ReportedRecipient[], words: string): Outcome[] {
  const said = new Map(toldRecipients(mail, words).map((told) => [told.address, told.said]));
  return failed.map((recipient) => fromReport(recipient, said.get(recipient.address ?? '') ?? words));
}

interface Outcome {
  readonly recipient: FailedRecipient;
  readonly outcome: Judged;
}

function fromReport({ address, original, action, status, diagnostic }: ReportedRecipient, words: string): Outcome {
  const inText = codesIn(diagnostic);
  const known = status === null || isVague(status) ? (inText.status ?? status) : status;
  const { smtp } = inText;
  const told = judge({ action, status: known, smtp, said: diagnostic, context: words });
  // The report says nothing of the cause: the text for people may.
  const outcome = diagnostic === '' && (known === null || isVague(known)) ? judge({ action, status: known, smtp, said: words }) : told;
  return { recipient: { address: address ?? '', original, severity: outcome.severity, status: known, smtp }, outcome };
}

function fromText(mail: Mail, words: string): Outcome[] {
  return toldRecipients(mail, words).map(({ address, said }) => {
    const own = codesIn(said);
    const judged = judge({ action: '', ...own, said });
    const outcome = judged.cause === null ? judge({ action: '', ...codesIn(words), said: words }) : judged;
    const codes = own.status === null && own.smtp === null ? codesIn(words) : own;
    return { recipient: { address, original: null, severity: outcome.severity, ...codes }, outcome };
  });
}

const WORST_FIRST: readonly Severity[] = ['hard', 'soft', 'delayed'];

function worstOf(judged: readonly Outcome[]): Outcome | null {
  return WORST_FIRST.flatMap((severity) => judged.filter(({ outcome }) => outcome.severity === severity))[0] ?? null;
}

/** Says that it goes on trying, and not that it gave up. */
function isDelay(mail: Mail, words: string): boolean {
  const subject = plain(mail.subject);
  const text = plain(words);
  if (/warning message only|\(delay\)/.test(`${subject} ${text}`)) return true;
  return STILL_TRIED.test(`${subject}\n${text}`) && !GIVEN_UP.test(`${subject}\n${text}`);
}

function withReason(signs: Signs, code: string, says: string): Signs {
  return { ...signs, reasons: [{ code, says: saying(says) }, ...signs.reasons] };
}

function none(code: string, says: string): Classification {
  return { ...NOTHING_KNOWN, kind: 'other', reasons: [{ code, says: saying(says) }] };
}
