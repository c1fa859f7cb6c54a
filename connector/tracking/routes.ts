/** API addresses of the tracking part. */
import type { Keys } from '../config/index.js';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import type { Rep } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { newStampsSchema, stampsSchema } from './api.js';
import { mintStamp, pixelUrl, STAMP_HEADER } from './stamp.js';

export interface TrackingRoutesOptions {
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

export function trackingRoutes({ keys, publicUrl, mailboxOf }: TrackingRoutesOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/stamps',
      summary: 'Mint stamps for messages to be written',
      body: newStampsSchema,
      output: stampsSchema,
      handle: async ({ rep, body }) => {
        const mailbox = await mailboxOf(rep);
        if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
        const stamps = Array.from({ length: body.count }, () => mintStamp(keys, mailbox.id, body.mode).text);
        return {
          stamps: stamps.map((stamp) => ({
            stamp,
            pixelUrl: pixelUrl(publicUrl, stamp),
            header: { name: STAMP_HEADER, value: stamp },
          })),
        };
      },
    }),
  ];
}
