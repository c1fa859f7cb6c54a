/** What the API says of how mailboxes are watched. */
import { z } from 'zod';

export const gapSchema = z.object({
  /** All mail received before this was read at the time. */
  from: z.iso.datetime(),
  /** Null while it lasts. */
  until: z.iso.datetime().nullable(),
  /** `subscription`: Exchange was not telling us of new mail; `denied`: it refused access; `unreachable`: the mailbox could not be read; `down`: no connector ran; `removed`: the mailbox was disconnected. */
  reason: z.enum(['subscription', 'denied', 'unreachable', 'down', 'removed']),
  /** `closed`: watched again, what came in is being read; `filled`: all of it was read; `unfilled`: it cannot be read any more. */
  state: z.enum(['open', 'closed', 'filled', 'unfilled']),
  /** One sentence for people. */
  says: z.string(),
  /** How many answers came in that time and were found late; null until it is filled. */
  late: z.number().nullable(),
});

export const coverageSchema = z.object({
  mailboxId: z.string(),
  address: z.string(),
  name: z.string(),
  /** Mail received before this is none of ours. */
  trackedSince: z.iso.datetime(),
  /** Null while it is not watched. */
  watchedSince: z.iso.datetime().nullable(),
  lastNotificationAt: z.iso.datetime().nullable(),
  /** When the Inbox was last read to its end. */
  lastReadAt: z.iso.datetime().nullable(),
  /** When every folder was last read to its end. */
  lastSweepAt: z.iso.datetime().nullable(),
  /** Why the mailbox could not be read the last time, or is not watched; null if all is well. */
  problem: z.object({ code: z.string(), says: z.string() }).nullable(),
  /** Newest first, of the last 90 days. */
  gaps: z.array(gapSchema),
});

export const coveragesSchema = z.object({ mailboxes: z.array(coverageSchema) });

export type Coverage = z.infer<typeof coverageSchema>;
export type CoverageGap = z.infer<typeof gapSchema>;
