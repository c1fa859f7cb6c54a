/**
 * Out of office: when a mail is answered automatically, and with what (RFC 3834).
 *
 * Never answered: automatic mail and bounces, mailing lists, mail that does not name the person, the same sender again
 * within four days. A List-Unsubscribe field alone makes no list: sales mail carries one too, and is answered.
 */
import type { SendMailOptions } from 'nodemailer';
import { newMessageId, threading } from './compose.js';
import { headerOf, type Mail } from './mail.js';

const ANSWER_AGAIN_AFTER_MS = 4 * 86_400_000;
const AUTOMATIC_SENDER = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.+|.+-(request|owner|bounces?))(\+.*)?@/i;

export interface Away {
  readonly address: string;
  readonly name: string;
  readonly text: string;
  /** When each sender last got an automatic answer, ISO 8601. */
  readonly answered: ReadonlyMap<string, string>;
}

/** The address to answer, in lower case, or undefined when no automatic answer is due. */
export function automaticAnswerTo(mail: Mail, away: Away, now: Date): string | undefined {
  const sender = senderOf(mail);
  if (sender === undefined || sender === away.address || AUTOMATIC_SENDER.test(sender)) return undefined;
  if (isAutomatic(mail) || isFromList(mail)) return undefined;
  if (![...mail.to, ...mail.cc].some(({ address }) => address.toLowerCase() === away.address)) return undefined;
  const last = away.answered.get(sender);
  return last !== undefined && now.getTime() - Date.parse(last) < ANSWER_AGAIN_AFTER_MS ? undefined : sender;
}

/** The answer for nodemailer; sent with an empty envelope sender (RFC 3834 section 3.3). */
export function automaticAnswer(mail: Mail, away: Away, to: string, now: Date): SendMailOptions & { messageId: string } {
  return {
    from: { name: away.name, address: away.address },
    to,
    subject: `Automatic reply: ${mail.subject}`,
    messageId: newMessageId(away.address),
    date: now,
    text: away.text,
    headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk', 'X-Auto-Response-Suppress': 'All' },
    ...threading(mail),
  };
}

/** The envelope sender is answered (RFC 3834 section 4); an empty one is a bounce and gets none. */
function senderOf(mail: Mail): string | undefined {
  const returnPath = headerOf(mail, 'Return-Path')?.replace(/^<|>$/g, '').trim();
  const address = returnPath ?? mail.from[0]?.address;
  return address === undefined || address === '' ? undefined : address.toLowerCase();
}

function isAutomatic(mail: Mail): boolean {
  const submitted = headerOf(mail, 'Auto-Submitted')?.toLowerCase() ?? 'no';
  const suppress = headerOf(mail, 'X-Auto-Response-Suppress')?.toLowerCase() ?? '';
  const report = /^multipart\/report\b/i.test(headerOf(mail, 'Content-Type') ?? '');
  return !submitted.startsWith('no') || /\b(all|oof|autoreply)\b/.test(suppress) || report;
}

function isFromList(mail: Mail): boolean {
  const precedence = headerOf(mail, 'Precedence')?.toLowerCase() ?? '';
  return ['bulk', 'list', 'junk'].includes(precedence) || headerOf(mail, 'List-Id') !== undefined || headerOf(mail, 'List-Post') !== undefined;
}
