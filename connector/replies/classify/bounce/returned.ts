/**
 * The mail that came back, as far as the report carries it: attached, as headers only, or copied into
 * the text below what the mail system says. Its fields give the original Message-ID; where it begins,
 * the report's own words end.
 */
import { messageIds, parseHeaders, type Header } from '../../../mailbox/index.js';
import { headerOf, type Mail } from '../mail.js';

export interface Returned {
  readonly headers: readonly Header[];
  /** As attached, or copied into the text. */
  readonly place: 'part' | 'text';
}

export interface Notice {
  /** What the mail system says, without the returned mail. */
  readonly words: string;
  /** Null where nothing came back. */
  readonly returned: Returned | null;
}

const RETURNED_TYPES = ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global', 'message/global-headers', 'message/partial', 'text/rfc822'];
const HEADER_CHARACTERS = 60_000;

/** Fields that every mail has, and those only mail in transport has. */
const COMMON = /^(?:from|to|cc|subject|date|sender|reply-to)$/;
const TRANSPORT = /^(?:received|return-path|message-id|mime-version|dkim-signature|domainkey-signature|delivered-to|content-type|content-transfer-encoding|authentication-results|received-spf|x-[a-z0-9-]{1,60}|arc-[a-z-]{1,40}|user-agent|list-[a-z-]{1,40}|thread-[a-z]{1,20}|in-reply-to|references)$/;
const FIELD = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]?:/;
/** Before the fields: quote marks and blanks, the same on each line. */
const INDENT = /^[>| \t]{0,12}/;
const LINES_AT_MOST = 4_000;

export function readNotice(mail: Mail): Notice {
  const parts = returnedParts(mail);
  const attached = parts.find((headers) => headerOf(headers, 'message-id') !== '') ?? parts[0];
  const lines = mail.text.split('\n', LINES_AT_MOST);
  const at = startOfCopy(lines);
  const words = (at === -1 ? lines : lines.slice(0, at)).join('\n');
  if (attached !== undefined) return { words, returned: { headers: attached, place: 'part' } };
  return { words, returned: at === -1 ? copiedInReport(mail) : copyAt(lines, at) };
}

/** Where a boundary is lost, the returned mail is part of the report before it. */
function copiedInReport(mail: Mail): Returned | null {
  for (const { text } of mail.parts('message/delivery-status')) {
    const lines = text.split(/\r\n|\n/, LINES_AT_MOST);
    const at = startOfCopy(lines);
    if (at !== -1) return copyAt(lines, at);
  }
  return null;
}

function copyAt(lines: readonly string[], at: number): Returned {
  const indent = INDENT.exec(lines[at] ?? '')?.[0] ?? '';
  const copy = lines.slice(at).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  return { headers: parseHeaders(copy.join('\n').slice(0, HEADER_CHARACTERS)), place: 'text' };
}

/** The id of the returned mail; null where it did not come back, or had none. */
export function returnedId({ headers }: Returned): string | null {
  const named = ['message-id', 'x-original-message-id', 'original-message-id'].flatMap((name) => messageIds(headerOf(headers, name)));
  return named[0] ?? null;
}

/** Header sections of what is attached; a text file of headers counts too. */
function returnedParts(mail: Mail): (readonly Header[])[] {
  const attached = mail.parts(...RETURNED_TYPES, 'text/plain');
  return attached
    .map(({ type, text }) => ({ type, headers: parseHeaders(text.slice(0, HEADER_CHARACTERS).trimStart()) }))
    .filter(({ type, headers }) => headers.length > 0 && (type !== 'text/plain' || isMailHeader(headers.map(({ name }) => name))))
    .map(({ headers }) => headers);
}

/** Line where a header section begins that only a mail in transport has, or -1. */
function startOfCopy(lines: readonly string[]): number {
  const names = lines.map(fieldName);
  for (const [at, name] of names.entries()) {
    if (name !== null && isMailHeader(namesFrom(lines, names, at))) return at;
  }
  return -1;
}

/** Names of the fields of the block that begins here. Looks only as far as needed. */
function namesFrom(lines: readonly string[], names: readonly (string | null)[], start: number): string[] {
  const block: string[] = [];
  let continued = 0;
  for (let at = start; at < lines.length && at < start + 60 && block.length < 12; at += 1) {
    const name = names[at] ?? null;
    if (name !== null) {
      block.push(name);
      continued = 0;
      continue;
    }
    const line = (lines[at] ?? '').slice(0, 20).replace(/^[>|]{1,4} ?/, '');
    if (line.trim() === '') break;
    continued += 1;
    if (continued > (/^[ \t]/.test(line) ? 25 : 2)) break;
  }
  return block;
}

function fieldName(line: string): string | null {
  const name = FIELD.exec(line.slice(0, 200).replace(INDENT, ''))?.[1]?.toLowerCase() ?? '';
  return COMMON.test(name) || TRANSPORT.test(name) ? name : null;
}

function isMailHeader(given: readonly string[]): boolean {
  const names = new Set(given.map((name) => name.toLowerCase()));
  const common = [...names].filter((name) => COMMON.test(name)).length;
  const transport = [...names].filter((name) => TRANSPORT.test(name)).length;
  return transport >= 1 && common + transport >= 3 && (names.has('from') || names.has('to') || names.has('received') || names.has('message-id') || transport >= 3);
}
