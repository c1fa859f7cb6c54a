/**
 * Puts tracked addresses into the links of a mail. Only the characters of the addresses change, in
 * the text as it was given: nothing is written anew by a parser. Mail comes before tracking: on any
 * doubt it stays as it was, and the answer says why.
 */
import { serialize } from 'parse5';
import { destinationOf, type DestinationOptions } from './destination.js';
import { findLinks, parseMail, Untouched, type FoundLink } from './find.js';
import type { LeftBecause, UntouchedBecause } from './reasons.js';

export interface RewriteOptions extends DestinationOptions {
  /** The tracked address of the n-th link; 1 is the first. */
  readonly link: (n: number, destination: string) => string;
}

export interface TrackedLink {
  readonly n: number;
  readonly destination: string;
  readonly text: string;
}

export interface LeftLink {
  readonly href: string;
  readonly because: LeftBecause;
}

export interface Rewritten {
  readonly html: string;
  readonly links: readonly TrackedLink[];
  readonly left: readonly LeftLink[];
  /** Why the whole mail is as it was; null if it may have changed. */
  readonly untouched: UntouchedBecause | null;
}

/** Longer mails are left as they are. Characters. */
export const LONGEST_HTML = 1_000_000;
/** Longer addresses are cut by mail programs. Characters. */
export const LONGEST_ADDRESS = 2_000;
const LEFT_SHOWN = 500;

export function rewriteLinks(html: string, options: RewriteOptions): Rewritten {
  try {
    return rewrite(html, options);
  } catch (error) {
    return { html, links: [], left: [], untouched: error instanceof Untouched ? error.because : 'failed' };
  }
}

interface Change {
  readonly found: FoundLink;
  readonly address: string;
}

function rewrite(html: string, options: RewriteOptions): Rewritten {
  if (html.length > LONGEST_HTML) throw new Untouched('too-large');
  const links: TrackedLink[] = [];
  const left: LeftLink[] = [];
  const changes: Change[] = [];
  for (const found of findLinks(html)) {
    const destination = found.stands === 'shown' ? destinationOf(found.href, found.text, options) : { because: found.stands };
    if ('because' in destination) {
      left.push({ href: found.href.slice(0, LEFT_SHOWN), because: destination.because });
      continue;
    }
    const n = links.length + 1;
    const address = options.link(n, destination.address);
    if (address.length > LONGEST_ADDRESS) {
      left.push({ href: found.href.slice(0, LEFT_SHOWN), because: 'too-long' });
      continue;
    }
    links.push({ n, destination: destination.address, text: found.text });
    changes.push({ found, address });
  }
  const changed = put(html, changes);
  if (changes.length > 0 && !isTheSameBut(html, changed, changes)) throw new Untouched('differs');
  return { html: changed, links, left, untouched: null };
}

function put(html: string, changes: readonly Change[]): string {
  let changed = '';
  let until = 0;
  for (const { found, address } of changes) {
    changed += html.slice(until, found.from) + address;
    until = found.to;
  }
  return changed + html.slice(until);
}

/** Read again, with the addresses as they were, the mail is what it was. */
function isTheSameBut(html: string, changed: string, changes: readonly Change[]): boolean {
  const insteadOf = new Map(changes.map(({ found, address }) => [address, found.href]));
  return insteadOf.size === changes.length && serialize(parseMail(changed, { insteadOf })) === serialize(parseMail(html));
}
