/** How a mail was sent, read from its copy: by what it can be seen at all. Pure. */
import type { Keys } from '../config/index.js';
import { readLink } from './links/link-token.js';
import type { HowSent } from './messages.js';
import { readStamp, type Stamp } from './stamp.js';

/** Each costs a signature. */
const MOST_MARKS = 300;
const PIXEL = /\/o\/([A-Za-z0-9_-]{56})\.gif/g;
const LINK = /\/l\/([A-Za-z0-9_-]{57,2000})/g;

/**
 * @param own the stamp that is the mail's own; null if it has none
 * @param html of the mail; '' if it has none
 */
export function howSent(keys: Keys, own: Stamp | null, html: string): HowSent {
  const plain = html.trim() === '';
  if (own === null) return { mode: 'replies', hasPixel: false, links: 0, plain };
  const isOurs = (stamp: Stamp | null | undefined): boolean =>
    stamp !== null && stamp !== undefined && stamp.mailboxId === own.mailboxId && (stamp.id === own.id || (stamp.shared && own.mode === 'anonymous'));
  const numbers = tokens(html, LINK).map((token) => readLink(keys, token)).flatMap((link) => (link !== null && isOurs(link.stamp) ? [link.number] : []));
  return { mode: own.mode, hasPixel: tokens(html, PIXEL).some((text) => isOurs(readStamp(keys, text))), links: new Set(numbers).size, plain };
}

/** What cannot be read any more was sent as its mode says. */
export function howSentUnseen(own: Stamp | null): HowSent {
  const mode = own?.mode ?? 'replies';
  return { mode, hasPixel: mode === 'full' || mode === 'anonymous', links: 0, plain: false };
}

function tokens(html: string, pattern: RegExp): string[] {
  const found = new Set<string>();
  for (const [, token = ''] of html.matchAll(pattern)) {
    if (found.size >= MOST_MARKS) break;
    found.add(token);
  }
  return [...found];
}
