/** What the API says of stamps. */
import { z } from 'zod';
import { MODES } from '../consent/modes.js';

export const newStampsSchema = z.object({
  /** How many to mint at once, for a pool. */
  count: z.int().min(1).max(200).default(1),
  mode: z.enum(MODES).default('full'),
});

export const stampsSchema = z.object({
  stamps: z.array(
    z.object({
      stamp: z.string(),
      /** Address of the pixel to put at the end of the mail's HTML. */
      pixelUrl: z.string(),
      /** Header to set on the mail: name and value. */
      header: z.object({ name: z.string(), value: z.string() }),
    }),
  ),
});
