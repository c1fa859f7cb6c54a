/** What the API says of stamps and links. */
import { z } from 'zod';
import { MODES } from '../consent/modes.js';

/** Further than a mail program reads. Characters. */
const LONGEST_MAIL = 1_000_000;

export const newStampsSchema = z.object({
  /** How many to mint at once, for a pool. */
  count: z.int().min(1).max(200).default(1),
  mode: z.enum(MODES).default('full'),
});

export const stampsSchema = z.object({
  stamps: z.array(
    z.object({
      stamp: z.string(),
      mode: z.enum(MODES),
      /** Address of the pixel to put at the end of the mail's HTML; null: mails of this mode have none. */
      pixelUrl: z.string().nullable(),
      /** Header to set on the mail: name and value. */
      header: z.object({ name: z.string(), value: z.string() }),
    }),
  ),
});

export const newLinksSchema = z.object({
  /** The mail's stamp, as it was minted. */
  stamp: z.string().max(100),
  html: z.string().max(LONGEST_MAIL),
  /** Addresses of the mail's List-Unsubscribe header: links to them stay as they are. */
  unsubscribes: z.array(z.string().max(2_000)).max(20).default([]),
});

export const linksSchema = z.object({
  /** The mail with tracked links, or as it was. */
  html: z.string(),
  links: z.array(z.object({ n: z.int(), destination: z.string(), text: z.string() })),
  /** Links that stay as they are, each with a code and a sentence. */
  left: z.array(z.object({ href: z.string(), because: z.string(), says: z.string() })),
  /** Why nothing was changed in this mail: a code and a sentence; null if its links were gone through. */
  untouched: z.object({ code: z.string(), says: z.string() }).nullable(),
});

export type Links = z.infer<typeof linksSchema>;
