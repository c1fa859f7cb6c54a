/**
 * How bad a failure is. What the server said weighs more than the codes it gave, because the same
 * codes mean anything ("550", "5.0.0", "5.1.1" for a refusal); a specific code weighs more than
 * nothing said. A delay is one only while it is still being tried.
 */
import { found, plain } from './patterns.js';
import { CAUSES } from './causes.js';
import { isVague, type Codes } from './codes.js';

export type Severity = 'hard' | 'soft' | 'delayed';

export interface Judged {
  readonly severity: Severity;
  /** Code of the cause, and its words. */
  readonly cause: { readonly code: string; readonly says: string } | null;
}

export interface Outcome extends Codes {
  /** RFC 3464 Action; '' where not stated. */
  readonly action: string;
  /** What was said of this recipient. */
  readonly said: string;
  /** What else the text says, such as which command was answered; '' if nothing. */
  readonly context?: string;
}

const ADDRESS_OR_LINK = /(?:https?:\/\/|mailto:)[^\s<>()]{1,500}|<?[^\s<>():;,"]{1,128}@[^\s<>():;,"]{1,255}>?/g;
const LONGEST = 4_000;
const CODE = /(?<![\d.])[45]\d\d[ -]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/;
const AFTER_DATA = /(?:after|in\s{1,8}reply\s{1,8}to|response to) (?:pipelined )?(?:sending )?end of\s{1,8}data/i;
/** The dialogue shows the refusal behind DATA. Where commands were sent in one go, that is the answer to RCPT, and DATA gets its own. */
const ANSWER_TO_DATA = />>> DATA\s{1,4}<<< 5/;
const NO_RECIPIENT_LEFT = /<<< 5\d\d [^\n]{0,40}(?:need|no valid|valid) r(?:cpt|ecipient)/i;
const AFTER_MAIL_FROM = /(?:after|in\s{1,8}reply\s{1,8}to|response to) (?:pipelined )?(?:sending )?mail from/i;

export function judge({ action, status, smtp, said, context = '' }: Outcome): Judged {
  if (action === 'delayed') return { severity: 'delayed', cause: { code: 'delayed', says: 'Action: delayed' } };
  const temporary = action !== 'failed' && (smtp !== null ? smtp < 500 : (status?.startsWith('4.') ?? false));
  const cause = causeIn(serverWords(said));
  if (cause !== null) return judged(cause, temporary || saidOfContent(cause, `${said}\n${context}`) || AFTER_MAIL_FROM.test(said));
  if (status !== null && !isVague(status)) return { severity: severityOfStatus(status), cause: { code: 'status', says: status } };
  const told = causeIn(said);
  if (told !== null) return judged(told, temporary);
  if (smtp !== null) return { severity: 'soft', cause: { code: 'smtp', says: String(smtp) } };
  if (status !== null) return { severity: status.startsWith('5.') ? 'hard' : 'soft', cause: { code: 'status', says: status } };
  return { severity: 'soft', cause: null };
}

function judged({ severity, code, says }: FoundCause, mayPass: boolean): Judged {
  return { severity: severity === 'hard' && mayPass ? 'soft' : severity, cause: { code, says } };
}

interface FoundCause {
  readonly code: string;
  readonly severity: 'hard' | 'soft';
  readonly says: string;
}

function causeIn(said: string): FoundCause | null {
  const words = plain(said.slice(0, LONGEST).replace(ADDRESS_OR_LINK, ' ').replace(/\s+/g, ' '));
  for (const { code, severity, pattern } of CAUSES) {
    const says = found(words, pattern);
    if (says !== null) return { code, severity, says };
  }
  return null;
}

/** What the other server said: from its code to the end of the paragraph. All of it where there is no code. */
function serverWords(said: string): string {
  const read = said.slice(0, LONGEST);
  const from = CODE.exec(read)?.index ?? 0;
  const paragraph = /\n[ \t]{0,20}\n/.exec(read.slice(from));
  return paragraph === null ? read.slice(from) : read.slice(from, from + paragraph.index);
}

/** "User unknown" after the whole mail was handed over: the server judged the mail; it had taken the address. */
function saidOfContent({ code }: FoundCause, said: string): boolean {
  if (code !== 'unknown-user') return false;
  return AFTER_DATA.test(said) || (ANSWER_TO_DATA.test(said) && !NO_RECIPIENT_LEFT.test(said));
}

/** RFC 3463 section 3: 5.1.x is about addresses, of which .7 and .8 are the sender's. */
function severityOfStatus(status: string): Severity {
  const [kind, subject, detail] = status.split('.').map(Number);
  if (kind === 4) return 'soft';
  if (subject === 1) return detail === 7 || detail === 8 ? 'soft' : 'hard';
  if (subject === 4) return detail === 4 || detail === 3 ? 'hard' : 'soft';
  return 'soft';
}
