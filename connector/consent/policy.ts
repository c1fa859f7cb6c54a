/**
 * What the organisation has decided about people who neither agreed nor refused. An administrator
 * chooses once, at first sign-in, and may change it; until then nobody unknown is tracked, unless
 * CONSENT_POLICY says otherwise. The defaults are a careful beginning, not legal advice: who sends
 * the mail answers for it.
 */
import type { Mode } from './modes.js';

/** Modes a policy may name. Off is not among them: a reply always stops a campaign. */
export const POLICY_MODES = ['full', 'links', 'anonymous', 'replies'] as const satisfies readonly Mode[];
export type PolicyMode = (typeof POLICY_MODES)[number];

export const POLICY_KINDS = ['strict', 'by-country', 'all-on'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

export interface Policy {
  readonly kind: PolicyKind;
  /** Of `by-country`: modes by ISO 3166-1 code. */
  readonly countries: Readonly<Record<string, PolicyMode>>;
  /** Of `by-country`: countries that have no line. */
  readonly otherCountries: PolicyMode;
  /** Of `by-country`: nobody knows the country, as with `.com`. */
  readonly unknownCountry: PolicyMode;
  /** People in the organisation's own domains, whatever the kind. */
  readonly colleagues: PolicyMode;
  /** Campaign mail to people who would be tracked if they agreed asks them for it, in a line at its end. */
  readonly asks: boolean;
  /** Reps see which page of a document is in view right now, not only afterwards; never under `strict`. */
  readonly livePages: boolean;
}

/** The policy in force. `not-chosen`: no administrator has chosen, and no setting says what holds until then. */
export type PolicyInForce = Policy | (Omit<Policy, 'kind'> & { readonly kind: 'not-chosen' });

/**
 * Which mode unknown consent means, by country, as of November 2026.
 *
 *     FR and its parts overseas   replies     CNIL deliberation 2026-042 of 12 March 2026: consent to each individual pixel, in B2B too
 *     IT                          replies     Garante provision 284 of 17 April 2026, to be followed from 28 October 2026
 *     the rest of the EU and EEA  anonymous   ePrivacy directive, article 5(3), as read by EDPB guidelines 2/2023; no authority exempts
 *                                             individual figures, several exempt counts that know nobody
 *     GB                          anonymous   PECR regulation 6 carries the same article
 */
const COUNTRY_DEFAULTS: Readonly<Record<PolicyMode, string>> = {
  replies: 'FR GF GP MF MQ RE YT IT',
  anonymous: 'AT AX BE BG CY CZ DE DK EE ES FI GB GR HR HU IE IS LI LT LU LV MT NL NO PL PT RO SE SI SK',
  links: '',
  full: '',
};

const DEFAULT_COUNTRIES: Readonly<Record<string, PolicyMode>> = Object.fromEntries(
  POLICY_MODES.flatMap((mode) => COUNTRY_DEFAULTS[mode].split(' ').filter(Boolean).map((code) => [code, mode] as const)).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** What a kind of policy says before anything of it is changed. */
export function defaultPolicy(kind: PolicyKind): Policy {
  return {
    kind,
    countries: DEFAULT_COUNTRIES,
    otherCountries: 'full',
    // Somebody at .com may be in any country of the table, so it follows the strictest of them.
    unknownCountry: 'replies',
    colleagues: kind === 'all-on' ? 'full' : 'replies',
    asks: kind !== 'all-on',
    livePages: false,
  };
}

/** Whether the page of a document that is in view right now may be told. */
export function tellsPageInView({ kind, livePages }: Pick<PolicyInForce, 'kind' | 'livePages'>): boolean {
  return livePages && kind !== 'strict' && kind !== 'not-chosen';
}

/** @param setting CONSENT_POLICY */
export function policyInForce(chosen: Policy | null, setting: PolicyKind | undefined): PolicyInForce {
  if (chosen !== null) return chosen;
  return setting === undefined ? { ...defaultPolicy('strict'), kind: 'not-chosen', asks: false } : defaultPolicy(setting);
}
