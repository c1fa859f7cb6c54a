/**
 * The stamps of a sent mail, strongest first: the x-header, the item's property, pixels and
 * links in the body. The body is only looked at where there is neither of the others.
 */
import { simpleParser } from 'mailparser';
import type { Keys } from '../config/index.js';
import type { Mailbox, MailItem } from '../mailbox/index.js';
import type { FoundStamp } from './bind.js';
import { marksIn } from './quoted-stamps.js';
import { readStamp, STAMP_HEADER } from './stamp.js';

export async function stampsOf({ keys }: { readonly keys: Keys }, mailbox: Mailbox, item: MailItem, mime: Buffer | null): Promise<FoundStamp[]> {
  const found: FoundStamp[] = [];
  const take = (text: string, place: FoundStamp['in']): void => {
    const stamp = readStamp(keys, text.trim());
    if (stamp !== null && stamp.mailboxId === mailbox.id && !stamp.shared && !found.some((other) => other.stamp.id === stamp.id)) {
      found.push({ stamp, in: place });
    }
  };
  for (const text of mime === null ? [] : headerValues(mime.toString('latin1'), STAMP_HEADER)) take(text, 'header');
  if (item.stampProperty !== null) take(item.stampProperty, 'property');
  if (found.length === 0 && mime !== null) {
    const { html } = await simpleParser(mime, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true });
    for (const text of typeof html === 'string' ? marksIn(html).stamps : []) take(text, 'body');
  }
  return found;
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
