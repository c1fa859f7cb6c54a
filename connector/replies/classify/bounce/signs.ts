/**
 * Is it a mail system that speaks, and does it say that a mail was not delivered? Signs of sender and
 * header, of the subject, and of what stands in the mail are weighed together: none alone decides,
 * because people write from postmaster, robots answer from the null address, and people quote reports.
 */
import { saying, type Mail } from '../mail.js';
import { found, plain } from './patterns.js';
import type { Reason } from '../classification.js';
import { subjectLine } from '../subject-line.js';
import { CAUSES } from './causes.js';
import { codesIn } from './codes.js';
import type { Notice } from './returned.js';
import { ASKS_TO_CONFIRM, DELIVERED, NOT_DELIVERED, QUARANTINE, STILL_TRIED } from './vocabulary.js';

export interface Signs {
  /** Who speaks. */
  readonly sender: number;
  /** What is said. */
  readonly content: number;
  /** Signs that only mail systems leave: codes, dialogue, the mail that came back. */
  readonly structure: number;
  /** A mail system by its name, not only by headers that any robot has. */
  readonly namesItself: boolean;
  /** Says it in so many words, in the subject or below. */
  readonly saysNotDelivered: boolean;
  /** The subject says that something was not delivered. */
  readonly inSubject: boolean;
  /** The subject is that of an answer, or of something passed on. */
  readonly personal: boolean;
  /** Own text beside quoted text, as people write. */
  readonly conversation: boolean;
  readonly asksToConfirm: boolean;
  /** A mail system speaks of something else: that it was delivered, or of what a filter keeps. */
  readonly goodNews: boolean;
  readonly quarantine: boolean;
  /** Strongest first. */
  readonly reasons: readonly Reason[];
}

/** The one that no person ever writes from. */
const MAILER_DAEMON = /^mailer[-_. ]?daemon(?:@|$)/;
/** Local parts that only mail systems write from (RFC 5321 section 4.5.1, and convention). */
const DAEMON = /^(?:mailer[-_. ]?daemon|m?daemon|mail[-_. ]?daemon|mail(?:er)?[-_.](?:delivery|system)[\w.-]{0,30}|postmast(?:er)?|po+st[-_]?mast(?:er)?|microsoftexchange[0-9a-f]{10,40}|dsn|bounces?|mail-?administrator|mailgate|smtp[\w-]{0,10}|"?system[-_. ]?administrator"?|[\w-]{0,20}anti-?virus[\w-]{0,30})(?:@|$)/;
const DAEMON_NAME = /mail(?:er)? ?deliver|mailer[- ]?daemon|mail (?:system|server|administrator)|^postmaster|system ?administrator|microsoft outlook|delivery (?:sub)?system|the post office|content[- ]filter|administrateur syst|administrador del sistema|amministratore di sistema|systembeheerder|systemadministrat/i;
/** Causes that nobody but a mail system names like this. */
const CAUSE = new RegExp(CAUSES.filter(({ code }) => code === 'unknown-user' || code === 'unknown-host' || code === 'mailbox-full').map(({ pattern }) => pattern.source).join('|'), 'u');
/** Further reading is of what came back. */
const NOTICE_CHARACTERS = 6_000;
const SPEECH = /^[>\s]{0,8}(?:>>>|<<<)|\bsaid: ?[245]\d\d|rcpt to:|in reply to|while talking to|remote (?:host|server|smtp)|smtp error|status: [45]\./im;

const STRUCTURE = new Set(['status', 'smtp-dialogue', 'returned-mail']);
const OF_MAIL_SYSTEMS = new Set(['failed-recipients', 'delivery-report', 'mail-system', 'mail-system-name', 'automatic-failure']);
/** Local parts of robots of any kind. */
const ROBOT = /^(?:no-?reply|do-?not-?reply|donotreply|nobody|auto|alert|notif|system|root|admin|daemon)/;

interface Sign {
  readonly weight: number;
  readonly code: string;
  readonly says: string | null;
}

export function signsOf(mail: Mail, notice: Notice): Signs {
  const words = plain(notice.words.slice(0, NOTICE_CHARACTERS));
  const subject = plain(mail.subject);
  const answers = subjectLine(mail.subject).prefix !== null;
  const sender = senderSigns(mail);
  const namesItself = sender.some(({ code, says }) => says !== null && OF_MAIL_SYSTEMS.has(code));
  const content = contentSigns(notice, words, answers ? '' : subject, mail.subject, namesItself);
  const present = [...content, ...sender].filter((sign): sign is Sign & { says: string } => sign.says !== null);
  return {
    sender: total(sender),
    content: total(content),
    structure: total(content.filter(({ code }) => STRUCTURE.has(code))),
    namesItself,
    saysNotDelivered: content.some(({ code, says }) => (code === 'subject' || code === 'not-delivered' || code === 'still-tried') && says !== null),
    inSubject: content.some(({ code, says }) => code === 'subject' && says !== null),
    personal: answers,
    conversation: isConversation(mail),
    asksToConfirm: ASKS_TO_CONFIRM.test(words),
    goodNews: DELIVERED.test(`${subject} ${words}`),
    quarantine: QUARANTINE.test(`${subject} ${words}`),
    reasons: [...present].sort((a, b) => b.weight - a.weight).map(({ code, says }) => ({ code, says: saying(says) })),
  };
}

function senderSigns(mail: Mail): Sign[] {
  const name = mail.item.from?.name ?? '';
  return [
    { weight: 3, code: 'failed-recipients', says: mail.matching('X-Failed-Recipients', /@/) },
    { weight: 3, code: 'delivery-report', says: mail.matching('Content-Type', /report-type\s{0,4}=\s{0,4}"?delivery-status/i) },
    { weight: 2, code: 'null-return-path', says: mail.matching('Return-Path', /^\s*<\s*>|^<?mailer-daemon\b/i) },
    { weight: MAILER_DAEMON.test(mail.from) ? 4 : 2, code: 'mail-system', says: DAEMON.test(mail.from) ? mail.from : mail.matching('From', /<\s*>/) },
    { weight: 2, code: 'no-sender', says: mail.item.from === null && !mail.has('From') ? 'no sender' : null },
    { weight: 2, code: 'mail-system-name', says: DAEMON_NAME.test(name) ? name : null },
    { weight: 1, code: 'robot', says: ROBOT.test(mail.from) ? mail.from : null },
    { weight: 1, code: 'automatic', says: mail.matching('Auto-Submitted', /^\s*auto-(?:replied|generated|notified)/i) },
    { weight: 2, code: 'automatic-failure', says: mail.matching('Auto-Submitted', /\(failure\)|\(warning/i) },
  ];
}

/** Causes named without a code count where a mail system speaks, or a mail came back. */
function contentSigns(notice: Notice, words: string, subject: string, said: string, fromMailSystem: boolean): Sign[] {
  const codes = codesIn(notice.words.slice(0, NOTICE_CHARACTERS));
  return [
    { weight: 2, code: 'subject', says: NOT_DELIVERED.test(subject) || STILL_TRIED.test(subject) ? said : null },
    { weight: 2, code: 'not-delivered', says: found(words, NOT_DELIVERED) },
    { weight: 1, code: 'still-tried', says: found(words, STILL_TRIED) },
    { weight: 2, code: 'status', says: codes.status },
    { weight: 1, code: 'smtp', says: codes.smtp === null ? null : String(codes.smtp) },
    { weight: 1, code: 'smtp-dialogue', says: SPEECH.exec(notice.words)?.[0] ?? null },
    { weight: 1, code: 'cause-in-subject', says: fromMailSystem && CAUSE.test(subject) ? said : null },
    { weight: 2, code: 'cause', says: codes.status === null && codes.smtp === null && notice.returned === null && !fromMailSystem ? null : found(`${subject}\n${words}`, CAUSE) },
    { weight: 2, code: 'returned-mail', says: notice.returned === null ? null : `returned mail (${notice.returned.place})` },
  ];
}

function total(signs: readonly Sign[]): number {
  return signs.reduce((sum, { weight, says }) => sum + (says === null ? 0 : weight), 0);
}

/** Quotes something, as people's programs do, and has text of its own above or below. */
function isConversation(mail: Mail): boolean {
  const quoted = mail.text.length - mail.ownText.length;
  return /^ {0,3}>/m.test(mail.text) && quoted > 80 && mail.ownText.trim().length > 0;
}
