/**
 * How much a mail may tell: a pure function of what is wanted, who gets it, and the organisation's
 * policy. One body goes to all, so the strictest recipient decides.
 *
 *     refused, withdrawn      replies        whatever the policy
 *     given                   what is wanted
 *     unknown, a colleague    as the policy says of colleagues
 *     unknown                 as the policy says: nobody / by country / everybody
 */
import { countryName } from './country.js';
import { strictest, type LimitCode, type Mode } from './modes.js';
import type { PolicyInForce } from './policy.js';

export type ConsentState = 'unknown' | 'given' | 'refused' | 'withdrawn';

/** What is known of one recipient. */
export interface RecipientFacts {
  readonly address: string;
  readonly consent: ConsentState;
  /** In one of the organisation's own domains. */
  readonly isColleague: boolean;
  /** ISO 3166-1 code: the contact's own, else the domain's; null if neither is known. */
  readonly country: string | null;
}

/** Why a mail tells less than was wanted. */
export interface Because {
  readonly address: string;
  readonly code: LimitCode;
  /** One sentence for the rep. */
  readonly says: string;
}

export interface ModeDecision {
  readonly mode: Mode;
  /** Empty if nothing is in the way of what was wanted; else whoever limits it, the strictest first. */
  readonly because: readonly Because[];
}

interface Limit {
  readonly mode: Mode;
  readonly code: LimitCode;
  readonly says: string;
}

/** What one recipient allows; null: anything. */
function limitOf({ address, consent, isColleague, country }: RecipientFacts, policy: PolicyInForce): Limit | null {
  if (consent === 'given') return null;
  if (consent === 'refused') return { mode: 'replies', code: 'refused', says: `${address} refused to be tracked.` };
  if (consent === 'withdrawn') return { mode: 'replies', code: 'withdrawn', says: `${address} agreed once, and took it back.` };
  if (policy.kind === 'not-chosen') return { mode: 'replies', code: 'not-chosen', says: 'No administrator has chosen yet whom your organisation tracks.' };
  if (isColleague) return { mode: policy.colleagues, code: 'policy-colleague', says: `${address} is a colleague of yours.` };
  if (policy.kind === 'all-on') return null;
  if (policy.kind === 'strict') return { mode: 'replies', code: 'policy-strict', says: `${address} has not agreed, and your organisation tracks only who has.` };
  if (country === null) return { mode: policy.unknownCountry, code: 'policy-unknown-country', says: `${address} has not agreed, and nobody knows in which country they are.` };
  const listed = policy.countries[country];
  return {
    mode: listed ?? policy.otherCountries,
    code: listed === undefined ? 'policy-other-country' : 'policy-country',
    says: `${address} has not agreed, and is in ${countryName(country)}.`,
  };
}

/** What a mail says about tracking at its end: asks whoever would be tracked if they agreed, and tells whoever agreed how to take it back. */
export type ConsentLine = 'ask' | 'take-back';

export function consentLine(wanted: Mode, recipient: RecipientFacts, policy: PolicyInForce): ConsentLine | null {
  if (recipient.consent === 'given') return wanted === 'full' || wanted === 'links' ? 'take-back' : null;
  const [limit] = decideMode(wanted, [recipient], policy).because;
  return policy.asks && recipient.consent === 'unknown' && limit !== undefined && limit.code !== 'policy-colleague' ? 'ask' : null;
}

export function decideMode(wanted: Mode, recipients: readonly RecipientFacts[], policy: PolicyInForce): ModeDecision {
  const limits = recipients.flatMap((recipient) => {
    const limit = limitOf(recipient, policy);
    return limit === null || strictest(limit.mode, wanted) === wanted ? [] : [{ address: recipient.address, ...limit }];
  });
  const mode = limits.reduce<Mode>((strict, limit) => strictest(strict, limit.mode), wanted);
  const ordered = limits.toSorted((a, b) => (a.mode === b.mode ? 0 : strictest(a.mode, b.mode) === a.mode ? -1 : 1));
  return { mode, because: ordered.map(({ address, code, says }) => ({ address, code, says })) };
}

/** The reason to be told where there is room for one: what a person said before what a policy says. */
export function mainReason(because: readonly Because[]): Because | undefined {
  return because.find(({ code }) => code === 'refused' || code === 'withdrawn') ?? because[0];
}
