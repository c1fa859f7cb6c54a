/** What the API says of the sender's own side: devices, addresses, looking, tests. */
import { z } from 'zod';
import { HIT_KINDS } from '../hit.js';
import { CLIENTS } from './clients.js';

export const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The browser that asks. */
  here: z.boolean(),
  since: z.iso.datetime(),
  /** When it was last used; null where its cookie has not come back yet. */
  seenAt: z.iso.datetime().nullable(),
});
export type DeviceView = z.infer<typeof deviceSchema>;

export const devicesSchema = z.object({ devices: z.array(deviceSchema) });

export const newDeviceSchema = z.object({ client: z.enum(CLIENTS).default('web-app') });

export const deviceNameSchema = z.object({ name: z.string().trim().min(1, 'A name is needed.').max(80, 'At most 80 characters.') });

export const lookingSchema = z.object({
  /** Stamps in the displayed mail, quoted mails included; none: looked away. */
  stamps: z.array(z.string().max(100)).max(50),
  /** Somebody who writes looks, too: nothing follows from it. */
  writing: z.boolean().optional(),
  client: z.enum(CLIENTS).default('other'),
});

const addressSchema = z.email('Not an address.').max(254).transform((address) => address.toLowerCase());

export const newAddressesSchema = z.object({ addresses: z.array(addressSchema).max(20, 'At most 20 addresses.') });

export const ownAddressesSchema = z.object({
  /** Those Exchange knows. */
  known: z.array(z.string()),
  /** Those the rep listed. */
  listed: z.array(z.string()),
});
export type OwnAddresses = z.infer<typeof ownAddressesSchema>;

export const newTestSchema = z.object({
  /** Drawn by who asks: the same id is the same mail, however often it is asked for. Default: a new one. */
  id: z.uuid().optional(),
  /** One of the rep's own addresses. Default: that of the mailbox. */
  to: addressSchema.optional(),
});

/** What will happen with mail opened there from now on. */
export const RECOGNISED = ['device', 'reader', 'proxy', 'machine'] as const;

export const openingSchema = z.object({
  /** The last time. */
  at: z.iso.datetime(),
  count: z.int(),
  kind: z.enum(HIT_KINDS),
  /** What loaded it: "Outlook on Windows". */
  program: z.string(),
  /**
   * `device`: its cookie came along. `reader`: straight from the rep, known by network and program
   * from now on. `proxy`: a service that loads for many people. `machine`: nobody looked.
   */
  recognised: z.enum(RECOGNISED),
  /** Name of the device, where it is one. */
  device: z.string().nullable(),
});
export type Opening = z.infer<typeof openingSchema>;

export const testMailSchema = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  /** Null until it was seen in Sent Items. */
  sentAt: z.iso.datetime().nullable(),
  openings: z.array(openingSchema),
});
export type TestMail = z.infer<typeof testMailSchema>;

/** Newest first. */
export const testMailsSchema = z.object({ tests: z.array(testMailSchema) });
