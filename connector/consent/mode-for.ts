/** How much a mail may tell, with everything the decision needs looked up. */
import type { EntityManager } from 'typeorm';
import { ownAmong } from '../identity/index.js';
import { consentOf } from './consents.js';
import { countriesOf } from './countries.js';
import { consentLine, decideMode, type ConsentLine, type ModeDecision, type RecipientFacts } from './decide.js';
import type { Mode } from './modes.js';
import { policyOf } from './policies.js';
import type { PolicyKind } from './policy.js';

export interface ModeQuestion {
  /** What the rep, or the campaign, asks for. */
  readonly wanted: Mode;
  /** Addresses of everybody who gets the mail, in any case. */
  readonly recipients: readonly string[];
  /** CONSENT_POLICY: holds until an administrator has chosen. */
  readonly setting: PolicyKind | undefined;
}

/** The mode of a mail, and who limits it. In a fixed number of statements. */
export async function modeFor(tx: EntityManager, { wanted, recipients, setting }: ModeQuestion): Promise<ModeDecision> {
  return decideMode(wanted, await recipientFacts(tx, recipients), await policyOf(tx, setting));
}

/** What a mail to one person says about tracking at its end. */
export async function consentLineFor(tx: EntityManager, { wanted, recipient, setting }: Omit<ModeQuestion, 'recipients'> & { readonly recipient: string }): Promise<ConsentLine | null> {
  const [facts] = await recipientFacts(tx, [recipient]);
  return facts === undefined ? null : consentLine(wanted, facts, await policyOf(tx, setting));
}

/** What is known of each recipient, in the order given, each once. */
export async function recipientFacts(tx: EntityManager, recipients: readonly string[]): Promise<RecipientFacts[]> {
  const addresses = [...new Set(recipients.map((address) => address.toLowerCase()))];
  const consents = await consentOf(tx, addresses);
  const countries = await countriesOf(tx, addresses);
  const own = await ownAmong(tx, addresses);
  return addresses.map((address) => ({
    address,
    consent: consents.get(address) ?? 'unknown',
    isColleague: own.has(address),
    country: countries.get(address)?.country ?? null,
  }));
}
