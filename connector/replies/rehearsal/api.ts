/** What the API says of a rehearsal. Shared with the web app, so it imports nothing of the connector. */
import { z } from 'zod';

export const countsSchema = z.object({
  /** By people, naming the mail they answer. */
  replies: z.number(),
  outOfOffice: z.number(),
  otherAutomatic: z.number(),
  bounces: z.number(),
  receipts: z.number(),
  calendar: z.number(),
  /** Look like answers of people, but name no mail: the rep would be asked. */
  doubtful: z.number(),
});

export const rehearsalSchema = countsSchema.extend({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Mail received between these is counted. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Share of that time gone through, from 0 to 1. */
  progress: z.number(),
  /** What went wrong the last time; while it is running it is tried again. */
  problem: z.object({ code: z.string(), says: z.string() }).nullable(),
});

export type RehearsalView = z.infer<typeof rehearsalSchema>;
