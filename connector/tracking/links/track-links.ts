/** Puts tracked addresses into a mail's links, where its mode wants them. */
import type { Keys } from '../../config/index.js';
import { linkToken, linkUrl } from './link-token.js';
import { ownAddresses } from './own-addresses.js';
import { rewriteLinks, type Rewritten } from './rewrite.js';

export interface TrackLinksOptions {
  readonly keys: Keys;
  readonly publicUrl: string;
  /** Text of the stamp that the links carry (`carriedBy`); null: they stay as they are. */
  readonly stamp: string | null;
  /** Addresses of the mail's List-Unsubscribe. */
  readonly unsubscribes?: readonly string[];
}

export function trackLinks(html: string, { keys, publicUrl, stamp, unsubscribes = [] }: TrackLinksOptions): Rewritten {
  if (stamp === null) return { html, links: [], left: [], untouched: 'mode' };
  return rewriteLinks(html, {
    link: (n, destination) => linkUrl(publicUrl, linkToken(keys, stamp, n, destination)),
    isOwn: ownAddresses(publicUrl),
    unsubscribes,
  });
}
