/** What the API says of the organisation's policy, and of one person's consent and data. */
import { z } from 'zod';
import { countrySchema, policySchema } from '../consent/api.js';
import { MODES } from '../consent/modes.js';
import { POLICY_KINDS } from '../consent/policy.js';

export { policySchema };

const policyInForceSchema = policySchema.extend({ kind: z.enum([...POLICY_KINDS, 'not-chosen']) });

export const policyViewSchema = z.object({
  /** What holds now. `not-chosen`: nobody whose consent is unknown is tracked, until an administrator chooses. */
  policy: policyInForceSchema,
  /** Null: no administrator has chosen. */
  chosen: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
  /** What each kind says before anything of it is changed. */
  defaults: z.object({ strict: policySchema, 'by-country': policySchema, 'all-on': policySchema }),
  /** Countries of those who were written to in the last 90 days, by their domains, and of contacts. */
  inUse: z.array(countrySchema),
  mayChange: z.boolean(),
});

const statementSchema = z.object({
  address: z.string(),
  state: z.enum(['given', 'refused', 'withdrawn']),
  at: z.iso.datetime(),
  how: z.string(),
  proof: z.string(),
  by: z.string().nullable(),
});

const becauseSchema = z.array(z.object({ address: z.string(), code: z.string(), says: z.string() }));

export const personConsentSchema = z.object({
  address: z.string(),
  /** All addresses of the person, the one asked for first. */
  addresses: z.array(z.string()),
  consent: z.enum(['unknown', 'given', 'refused', 'withdrawn']),
  country: z.object({ code: z.string(), from: z.enum(['contact', 'domain']) }).nullable(),
  /** How much a mail to this person alone tells now, at most, and why not more. */
  mode: z.enum(MODES),
  because: becauseSchema,
  /** Mails we know of, and since when. */
  mails: z.number(),
  since: z.iso.datetime().nullable(),
  /** Everything the person said, latest first; for administrators only, else empty. */
  history: z.array(statementSchema),
  mayChange: z.boolean(),
});

export const modeQuestionSchema = z.object({ wanted: z.enum(MODES).default('full'), recipients: z.array(z.string().max(320)).max(500) });

/** How much a mail to these people may tell, and who limits it, the strictest first. */
export const modeAnswerSchema = z.object({ mode: z.enum(MODES), because: becauseSchema });

export const newConsentSchema = z.object({
  agrees: z.boolean(),
  how: z.string().trim().min(1, 'must say by which way').max(500),
  proof: z.string().trim().max(5_000).default(''),
});

export const newCountrySchema = z.object({ country: countrySchema.nullable() });

export const exportSchema = z.object({ address: z.string(), at: z.iso.datetime(), data: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) });

export type PolicyView = z.infer<typeof policyViewSchema>;
export type PersonConsent = z.infer<typeof personConsentSchema>;
export type NewConsent = z.input<typeof newConsentSchema>;
