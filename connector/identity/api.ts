/** What the API says of the person who is signed in. */
import { z } from 'zod';

export const meSchema = z.object({
  rep: z.object({ id: z.string(), name: z.string(), address: z.string(), role: z.enum(['rep', 'lead', 'administrator']) }),
  team: z.object({ id: z.string(), name: z.string(), plan: z.enum(['basic', 'team']) }),
  /** Null: no mailbox is connected for this person; the page says how to ask for one. */
  mailbox: z
    .object({
      id: z.string(),
      address: z.string(),
      timeZone: z.string(),
      /** Replies are being watched since; null while they are not. */
      watchedSince: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** Sign-out address. */
  signOut: z.string(),
});

export type Me = z.infer<typeof meSchema>;
