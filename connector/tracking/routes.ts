/** API addresses of the tracking part: minting stamps, and tracking the links of a mail being written. */
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import type { Rep } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { linksSchema, newLinksSchema, newStampsSchema, stampsSchema, type Links } from './api.js';
import { carriedBy } from './links/carried.js';
import { LEFT_BECAUSE, UNTOUCHED_BECAUSE } from './links/reasons.js';
import type { Rewritten } from './links/rewrite.js';
import { trackLinks } from './links/track-links.js';
import { mintStamp, monthScope, pixelUrl, readStamp, STAMP_HEADER } from './stamp.js';

export interface TrackingRoutesOptions {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

/** A mail of a million characters as JSON, each of up to three bytes. */
const LINKS_BODY_LIMIT_BYTES = 4 * 1024 * 1024;

export function trackingRoutes({ keys, clock, publicUrl, mailboxOf }: TrackingRoutesOptions): Route[] {
  const ownMailbox = async (rep: Rep): Promise<Mailbox> => {
    const mailbox = await mailboxOf(rep);
    if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
    return mailbox;
  };
  return [
    route({
      method: 'post',
      path: '/stamps',
      summary: 'Mint stamps for messages to be written',
      body: newStampsSchema,
      output: stampsSchema,
      handle: async ({ rep, body: { count, mode } }) => {
        const mailbox = await ownMailbox(rep);
        const scope = monthScope(clock.now());
        const stamps = Array.from({ length: count }, () => mintStamp(keys, mailbox.id, mode));
        return {
          stamps: stamps.map((stamp) => {
            const { pixel } = carriedBy(keys, stamp, scope);
            return { stamp: stamp.text, mode, pixelUrl: pixel === null ? null : pixelUrl(publicUrl, pixel), header: { name: STAMP_HEADER, value: stamp.text } };
          }),
        };
      },
    }),
    route({
      method: 'post',
      path: '/links',
      summary: 'Track the links of a mail being written',
      body: newLinksSchema,
      bodyLimit_bytes: LINKS_BODY_LIMIT_BYTES,
      output: linksSchema,
      handle: async ({ rep, body: { stamp: text, html, unsubscribes } }) => {
        const mailbox = await ownMailbox(rep);
        const stamp = readStamp(keys, text);
        if (stamp === null || stamp.mailboxId !== mailbox.id || stamp.shared) throw new ReadbackError('STAMP_NOT_YOURS');
        const { links } = carriedBy(keys, stamp, monthScope(clock.now()));
        return said(trackLinks(html, { keys, publicUrl, stamp: links, unsubscribes }));
      },
    }),
  ];
}

function said({ html, links, left, untouched }: Rewritten): Links {
  return {
    html,
    links: [...links],
    left: left.map(({ href, because }) => ({ href, because, says: LEFT_BECAUSE[because] })),
    untouched: untouched === null ? null : { code: untouched, says: UNTOUCHED_BECAUSE[untouched] },
  };
}
