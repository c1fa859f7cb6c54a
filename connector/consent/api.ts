/** The organisation's policy as the API takes and gives it. */
import { z } from 'zod';
import { isCountry } from './country.js';
import { POLICY_KINDS, POLICY_MODES, type Policy } from './policy.js';

const policyMode = z.enum(POLICY_MODES);

/** An ISO 3166-1 code in upper case. */
export const countrySchema = z.string().refine(isCountry, 'must be a country code such as FR');

export const policySchema = z.object({
  kind: z.enum(POLICY_KINDS),
  countries: z.record(countrySchema, policyMode),
  otherCountries: policyMode,
  unknownCountry: policyMode,
  colleagues: policyMode,
  asks: z.boolean(),
  /** Policies chosen before there was this say nothing of it. */
  livePages: z.boolean().default(false),
}) satisfies z.ZodType<Policy>;
