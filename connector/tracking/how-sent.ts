/** How a mail was sent, read from its copy: by what it can be seen at all. Pure. */
import type { Keys } from '../config/index.js';
import { linksIn } from './links/sent-links.js';
import type { HowSent } from './messages.js';
import { readStamp, type Stamp } from './stamp.js';

/** Each costs a signature. */
const MOST_PIXELS = 300;
const PIXEL = /\/o\/([A-Za-z0-9_-]{56})\.gif/g;

/**
 * @param own the stamp that is the mail's own; null if it has none
 * @param html of the mail; '' if it has none
 */
export function howSent(keys: Keys, own: Stamp | null, html: string): HowSent {
  const plain = html.trim() === '';
  if (own === null) return { mode: 'replies', hasPixel: false, links: 0, plain };
  const isOurs = (stamp: Stamp): boolean => stamp.mailboxId === own.mailboxId && (stamp.id === own.id || (stamp.shared && own.mode === 'anonymous'));
  const links = linksIn(keys, html, isOurs);
  const hasPixel = pixels(html).some((text) => {
    const stamp = readStamp(keys, text);
    return stamp !== null && isOurs(stamp);
  });
  return { mode: own.mode, hasPixel, links: links.length, plain, ...listed(own.mode, links) };
}

/** Anonymous mails store nothing of where their links lead: an address may name the person. */
export function listed(mode: HowSent['mode'], links: NonNullable<HowSent['linkList']>): Pick<HowSent, 'linkList'> {
  return mode === 'full' || mode === 'links' ? { linkList: links } : {};
}

/** What cannot be read any more was sent as its mode says. */
export function howSentUnseen(own: Stamp | null): HowSent {
  const mode = own?.mode ?? 'replies';
  return { mode, hasPixel: mode === 'full' || mode === 'anonymous', links: 0, plain: false };
}

function pixels(html: string): string[] {
  const found = new Set<string>();
  for (const [, token = ''] of html.matchAll(PIXEL)) {
    if (found.size >= MOST_PIXELS) break;
    found.add(token);
  }
  return [...found];
}
