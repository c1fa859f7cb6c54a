/** What the API says of a rehearsal. */
import { z } from 'zod';
import { countsSchema } from './counts.js';

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
