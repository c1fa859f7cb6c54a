/**
 * Delivery status notifications: the fields of message/delivery-status (RFC 3464), read leniently.
 * Gateways leave out the blank lines between groups, do not indent continued lines, and put the same
 * fields into plain text. Linear in the length.
 */
import { messageIds } from '../../../mailbox/index.js';

/** Of one recipient. */
export interface ReportedRecipient {
  /** Lower-cased; null where the report names none that is an address. */
  readonly address: string | null;
  /** Whom the mail was written to (Original-Recipient); null where not stated. */
  readonly original: string | null;
  /** failed, delayed, delivered, relayed, expanded; '' where not stated. */
  readonly action: string;
  readonly status: string | null;
  /** What the server said. */
  readonly diagnostic: string;
}

export interface Report {
  readonly recipients: readonly ReportedRecipient[];
  /** Message-ID of the mail the report is about, where a field of the report names it. */
  readonly originalMessageId: string | null;
}

type Group = Map<string, string>;

const FIELD = /^[> ]{0,4}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]{0,4}:[ \t]*(.{0,2000})/;
const OF_RECIPIENT = ['final-recipient', 'original-recipient', 'action', 'status', 'diagnostic-code'];
const LINES_AT_MOST = 3_000;
const RECIPIENTS_AT_MOST = 500;

export function readReport(text: string): Report {
  const groups = groupsOf(text);
  const ids = groups.flatMap((group) => ['x-original-message-id', 'original-message-id'].map((name) => group.get(name) ?? ''));
  return {
    recipients: groups.filter(isOfRecipient).slice(0, RECIPIENTS_AT_MOST).map(recipientOf),
    originalMessageId: ids.flatMap(messageIds)[0] ?? null,
  };
}

/** True if the text holds the fields of a recipient's group. */
export function looksLikeReport(text: string): boolean {
  return /^[> ]{0,4}(?:Final|Original)-Recipient[ \t]{0,4}:/im.test(text) && /^[> ]{0,4}(?:Action|Status|Diagnostic-Code)[ \t]{0,4}:/im.test(text);
}

function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group = new Map();
  let open = '';
  const next = (): void => {
    if (group.size > 0) groups.push(group);
    group = new Map();
    open = '';
  };
  for (const line of text.split(/\r\n|\n|\r/, LINES_AT_MOST)) {
    if (line.trim() === '') {
      next();
      continue;
    }
    const field = FIELD.exec(line);
    if (field === null || /^[ \t]{5,}|^\t/.test(line)) {
      if (open !== '') group.set(open, `${group.get(open) ?? ''} ${line.trim().slice(0, 2_000)}`);
      continue;
    }
    const name = (field[1] ?? '').toLowerCase();
    // Some reports have no blank lines between recipients.
    if (group.has(name) && (name === 'final-recipient' || (name === 'original-recipient' && group.has('final-recipient')))) next();
    open = name;
    if (!group.has(name)) group.set(name, (field[2] ?? '').trim());
  }
  next();
  return groups;
}

function isOfRecipient(group: Group): boolean {
  return OF_RECIPIENT.some((name) => group.has(name));
}

function recipientOf(group: Group): ReportedRecipient {
  const final = addressIn(group.get('final-recipient') ?? '');
  const original = addressIn(group.get('original-recipient') ?? '');
  return {
    address: final ?? addressIn(group.get('x-actual-recipient') ?? '') ?? original,
    original,
    action: actionIn(group.get('action') ?? ''),
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(group.get('status') ?? '')?.[0] ?? null,
    diagnostic: (group.get('diagnostic-code') ?? '').replace(/^[ \t]*[\w.-]{1,40}[ \t]*;/, '').trim(),
  };
}

/** In the words of RFC 3464, which some write in their own: "failure", "Delay". */
function actionIn(field: string): string {
  const word = (/^[a-z]+/i.exec(field)?.[0] ?? '').toLowerCase();
  return word.startsWith('fail') || word === 'undeliverable' ? 'failed' : word.startsWith('delay') ? 'delayed' : word;
}

/** An address within text; ends at punctuation of any script. */
export const ADDRESS = '[^\\s<>()\\[\\];:,"\'=：，；。、（）「」【】《》]{1,128}@[^\\s<>()\\[\\];:,"\'：，；。、（）「」【】《》]{1,255}';
const IN_FIELD = new RegExp(`(${ADDRESS})`);

/** The address of "rfc822; <a@b>", with or without the type; a source route or an X.400 name before it is left out. */
export function addressIn(field: string): string | null {
  const value = field.slice(0, 1_000).replace(/^[\s\w-]{0,40};/, '');
  const address = IN_FIELD.exec(value)?.[1]?.toLowerCase().replace(/[.']+$/, '');
  return address ?? null;
}
