/**
 * Failed recipients of reports that are text only: addresses where mail systems put them (alone on a
 * line, before a colon, in brackets, behind "Recipient:", "RCPT TO:" or "delivered to"), each with what is said
 * until the next one. Addresses of the mail's own writer and of helpers are none.
 */
import type { Mail } from '../mail.js';
import { ADDRESS, addressIn } from './report.js';

export interface ToldRecipient {
  readonly address: string;
  /** The lines about it. */
  readonly said: string;
}

const LONGEST_LINE = 600;
const LINES_AT_MOST = 400;
const RECIPIENTS_AT_MOST = 200;
const SAID_LINES = 14;

/** Alone on its line, or first on it with brackets, a bullet or quotes, and what happened behind it. */
const FIRST = new RegExp(`^[\\s*>\u2022\u00b7-]{0,20}["'(<\\[]{0,3}(?:mailto:|smtp:|rfc822;)?(${ADDRESS})["')>\\],;:.]{0,4}(?:\\s|$)`, 'iu');
/** Behind words that say so. Any label before a colon will do, if the address ends the line. */
const BEHIND_LABEL = new RegExp(`(?:(?:rcpt to|recipient|address|adresse|direcci[oó]n|indirizzo|endere[cç]o|adresat|адрес\\p{L}{0,3}|to|an|für|à|för|til|do|宛先|受信者|收件人|받는 사람)[^\\p{L}\\d@]{1,12}|[:：][^\\p{L}\\d@]{0,12})(?:mailto:|smtp:|rfc822;)?(${ADDRESS})`, 'iu');
const ANY = new RegExp(ADDRESS, 'gu');
const NAMED_FAILURE = new RegExp(`<(${ADDRESS})>|\\[(${ADDRESS})\\]`, 'iu');
/** Lines that name the writer, or an id. */
const NOT_RECIPIENT = /^[\s>*-]{0,20}(?:from|mail from|return-path|sender|original sender|reply-to|message-?id|x-[a-z-]{1,40}|von|de|da|van|fr\u00e5n|fra|subject|envelope-?from|>>> mail from)\b[^:]{0,20}[:<]|mail from:|message-?id/i;
const HELPER = /^(?:postmaster|mailer-daemon|abuse|support|help(?:desk)?|noc|admin(?:istrator)?|hostmaster|no-?reply)@/;

export function toldRecipients(mail: Mail, words: string): ToldRecipient[] {
  const stated = mail.values('X-Failed-Recipients').flatMap((value) => value.split(/[,;\s]{1,10}/).map(addressIn)).filter((address) => address !== null);
  const lines = words.split('\n', LINES_AT_MOST).map((line) => line.slice(0, LONGEST_LINE));
  const found = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    const address = recipientIn(line);
    if (address !== null && isCandidate(mail, address, stated) && !found.has(address) && found.size < RECIPIENTS_AT_MOST) found.set(address, at);
  }
  if (stated.length === 0 && found.size === 0) for (const [address, at] of onlyOne(mail, lines)) found.set(address, at);
  const all = stated.length > 0 ? [...new Set(stated)] : [...found.keys()];
  return all.slice(0, RECIPIENTS_AT_MOST).map((address) => ({ address, said: saidOf(lines, found.get(address), [...found.values()]) }));
}

/** Where nothing says which address failed, but the text has one only, that one. */
function onlyOne(mail: Mail, lines: readonly string[]): [string, number][] {
  const named = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    if (NOT_RECIPIENT.test(line)) continue;
    for (const [words] of line.matchAll(ANY)) {
      const address = addressIn(words);
      if (address !== null && isCandidate(mail, address, [])) named.set(address, named.get(address) ?? at);
    }
  }
  return named.size === 1 ? [...named] : [];
}

function recipientIn(line: string): string | null {
  if (!line.includes('@') || NOT_RECIPIENT.test(line)) return null;
  const given = FIRST.exec(line)?.[1] ?? BEHIND_LABEL.exec(line)?.[1] ?? namedFailure(line);
  return given === undefined ? null : addressIn(given);
}

function namedFailure(line: string): string | undefined {
  const match = NAMED_FAILURE.exec(line);
  return match?.[1] ?? match?.[2];
}

/** The writer of the returned mail is whom the report is sent to. */
function isCandidate(mail: Mail, address: string, stated: readonly string[]): boolean {
  if (stated.includes(address)) return true;
  return address !== mail.from && !HELPER.test(address) && !mail.item.to.some((to) => to.address === address);
}

/** From the line of the address to that of the next one. */
function saidOf(lines: readonly string[], at: number | undefined, starts: readonly number[]): string {
  if (at === undefined) return '';
  const next = Math.min(at + SAID_LINES, ...starts.filter((start) => start > at));
  return lines.slice(at, next).join('\n').trim();
}
