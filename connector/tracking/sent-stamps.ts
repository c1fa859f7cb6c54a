/**
 * The stamps of a sent mail, strongest first: the x-header, the item's property, pixels and links
 * in the body. The body counts only where there is neither of the others. Stamps that several mails
 * share are none's own.
 */
import { simpleParser } from 'mailparser';
import type { Keys } from '../config/index.js';
import type { Mailbox, MailItem } from '../mailbox/index.js';
import type { FoundStamp } from './bind.js';
import { marksIn } from './quoted-stamps.js';
import { readStamp, STAMP_HEADER, type Stamp } from './stamp.js';

export interface SentMarks {
  readonly stamps: readonly FoundStamp[];
  /** Whatever stands in its body, of any mailbox; its own among them. */
  readonly inBody: readonly Stamp[];
  /** HTML of the mail, '' if it has none; null: it is gone, or cannot be parsed. */
  readonly html: string | null;
}

export async function readSent(keys: Keys, mailbox: Mailbox, item: MailItem, mime: Buffer | null): Promise<SentMarks> {
  const found: FoundStamp[] = [];
  const take = (text: string, place: FoundStamp['in']): void => {
    const stamp = readStamp(keys, text.trim());
    if (stamp !== null && stamp.mailboxId === mailbox.id && !stamp.shared && !found.some((other) => other.stamp.id === stamp.id)) {
      found.push({ stamp, in: place });
    }
  };
  for (const text of mime === null ? [] : headerValues(mime.toString('latin1'), STAMP_HEADER)) take(text, 'header');
  if (item.stampProperty !== null) take(item.stampProperty, 'property');
  const html = mime === null ? null : await htmlOf(mime);
  const marks = marksIn(html ?? '').stamps;
  if (found.length === 0) for (const stamp of marks) take(stamp, 'body');
  const read = marks.flatMap((text) => readStamp(keys, text) ?? []).filter(({ shared }) => !shared);
  return { stamps: found, inBody: [...new Map(read.map((stamp) => [stamp.id, stamp])).values()], html };
}

/** Null if the mail cannot be parsed: its header is enough to know it by. */
async function htmlOf(mime: Buffer): Promise<string | null> {
  try {
    const { html } = await simpleParser(mime, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true });
    return typeof html === 'string' ? html : '';
  } catch {
    return null;
  }
}

/** Values of a header in the top part of a MIME message, unfolded (RFC 5322 section 2.2.3). */
export function headerValues(mime: string, name: string): string[] {
  const end = mime.search(/\r?\n\r?\n/);
  const head = (end === -1 ? mime : mime.slice(0, end)).replace(/\r?\n(?=[ \t])/g, '');
  const prefix = `${name.toLowerCase()}:`;
  return head
    .split(/\r?\n/)
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}
