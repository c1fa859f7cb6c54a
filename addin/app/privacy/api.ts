/** The organisation's policy, and what is known of a person's consent. */
import type { PersonConsent, PolicyView } from '../../../connector/privacy/api.js';
import type { Policy, PolicyMode } from '../../../connector/consent/policy.js';
import { ask } from '../api/client.js';
import { isBoolean, isNumber, isRecord, isText, list, nullable, object, oneOf, type Guard } from '../api/guards.js';

export type { PersonConsent, Policy, PolicyMode, PolicyView };

const isMode: Guard<PolicyMode> = oneOf('full', 'links', 'anonymous', 'replies');
const isCountries: Guard<Record<string, PolicyMode>> = (value): value is Record<string, PolicyMode> => isRecord(value) && Object.values(value).every(isMode);
const policyShape = { countries: isCountries, otherCountries: isMode, unknownCountry: isMode, colleagues: isMode, asks: isBoolean, livePages: isBoolean };
const isPolicy = object({ ...policyShape, kind: oneOf('strict', 'by-country', 'all-on') });

const isPolicyView: Guard<PolicyView> = object({
  policy: object({ ...policyShape, kind: oneOf('strict', 'by-country', 'all-on', 'not-chosen') }),
  chosen: nullable(object({ at: isText, by: nullable(isText) })),
  defaults: object({ strict: isPolicy, 'by-country': isPolicy, 'all-on': isPolicy }),
  inUse: list(isText),
  mayChange: isBoolean,
});

const isPersonConsent: Guard<PersonConsent> = object({
  address: isText,
  addresses: list(isText),
  consent: oneOf('unknown', 'given', 'refused', 'withdrawn'),
  country: nullable(object({ code: isText, from: oneOf('contact', 'domain') })),
  mode: oneOf('full', 'links', 'anonymous', 'replies', 'off'),
  because: list(object({ address: isText, code: isText, says: isText })),
  mails: isNumber,
  since: nullable(isText),
  history: list(object({ address: isText, state: oneOf('given', 'refused', 'withdrawn'), at: isText, how: isText, proof: isText, by: nullable(isText) })),
  mayChange: isBoolean,
});

/** Said to the page when the policy has changed. */
const CHANGED = 'readback:policy';

export const loadPolicy = (signal: AbortSignal): Promise<PolicyView> => ask(isPolicyView, '/api/privacy/policy', { signal });

export async function savePolicy(policy: Policy): Promise<PolicyView> {
  const saved = await ask(isPolicyView, '/api/privacy/policy', { method: 'PUT', body: policy });
  dispatchEvent(new Event(CHANGED));
  return saved;
}

export function onPolicyChanged(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

const at = (address: string, rest = ''): string => `/api/privacy/people/${encodeURIComponent(address)}${rest}`;

export const loadPerson = (address: string, signal: AbortSignal): Promise<PersonConsent> => ask(isPersonConsent, at(address), { signal });

export const recordConsent = (address: string, said: { agrees: boolean; how: string; proof: string }): Promise<PersonConsent> =>
  ask(isPersonConsent, at(address, '/consent'), { method: 'POST', body: said });

export const setCountry = (address: string, country: string | null): Promise<PersonConsent> => ask(isPersonConsent, at(address, '/country'), { method: 'PUT', body: { country } });

export async function erasePerson(address: string): Promise<void> {
  await ask((value): value is unknown => value === undefined, at(address, '/erase'), { method: 'POST' });
}

/** Everything stored, as a file the browser saves. */
export async function saveExport(address: string): Promise<void> {
  const stored = await ask(isRecord, at(address, '/export'));
  const url = URL.createObjectURL(new Blob([JSON.stringify(stored, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${address.replaceAll(/[^\w.@-]/g, '_')}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
