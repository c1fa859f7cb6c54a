/** A hit: one request for a pixel, a tracked link or a document that was sent, as it was when it came. What it means is judged later, from this and from what is known by then. */
import { z } from 'zod';
import { MODES } from '../consent/modes.js';

/** `document`: the page of a document that was sent, given out; what is read of it has rows of its own (documents/). */
export const HIT_KINDS = ['pixel', 'click', 'document'] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** Kinds that make views: lines and rows of their own here. */
export type ViewKind = Exclude<HitKind, 'document'>;

export const rawHitSchema = z.object({
  /** Drawn when the request came, so that a hit written twice is one. */
  id: z.uuid(),
  /** Milliseconds since 1970. */
  at_ms: z.number(),
  mailboxId: z.uuid(),
  stampId: z.string(),
  /** Of the stamp. Of `anonymous` ones address, agent, device and destination are left out. */
  mode: z.enum(MODES),
  kind: z.enum(HIT_KINDS),
  /** Of clicks: which of the mail's links, from 1, and where it leads; null of all others. */
  link: z.int().nullable(),
  destination: z.string().nullable(),
  method: z.string(),
  agent: z.string(),
  /** Class of the network it came from, by the table of networks; null: none of those. */
  network: z.string().nullable(),
  /** The table's version. */
  networkTable: z.string().optional(),
  /** Keyed hash of the address, base64url. */
  addressHash: z.string().nullable(),
  /** The request says itself that nobody looks yet (Sec-Purpose, Purpose, X-Moz). */
  prefetching: z.boolean(),
  /** A browser on which a rep signed in, proved by its cookie. */
  device: z.object({ id: z.uuid(), repId: z.uuid() }).nullable(),
});

export type RawHit = z.infer<typeof rawHitSchema>;

/** The stamps of a mailbox are asked about by both. */
export interface StampKey {
  readonly mailboxId: string;
  readonly stampId: string;
}
