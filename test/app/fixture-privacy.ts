/** The organisation's policy and one person's consent, as the API tells them; changed as the connector would. */
import { newConsentSchema, newCountrySchema, personConsentSchema, policySchema, policyViewSchema, type PersonConsent, type PolicyView } from '../../connector/privacy/api.js';
import { defaultPolicy, policyInForce } from '../../connector/consent/policy.js';

export class FixturePrivacy {
  view: PolicyView = policyView('not-chosen');
  person: PersonConsent = personConsent();

  /** What is answered; undefined: nothing is at this address. */
  answer(method: string, path: string, body: unknown): { status: number; json: unknown } | undefined {
    const [, , , part, address, rest] = path.split('/');
    if (part === 'policy') {
      if (method === 'PUT') this.view = { ...this.view, policy: policySchema.parse(body), chosen: { at: new Date().toISOString(), by: 'Riley Park' } };
      return { status: 200, json: policyViewSchema.parse(this.view) };
    }
    if (part !== 'people') return undefined;
    if (rest === 'consent') this.record(body);
    if (rest === 'country') {
      const { country } = newCountrySchema.parse(body);
      this.person = { ...this.person, country: country === null ? null : { code: country, from: 'contact' } };
    }
    if (rest === 'export') return { status: 200, json: { address: this.person.address, at: new Date().toISOString(), data: { 'Mails sent to you': [{ subject: 'Arcade lease' }] } } };
    if (rest === 'erase') return { status: 204, json: undefined };
    return { status: 200, json: personConsentSchema.parse({ ...this.person, address: decodeURIComponent(address ?? '') }) };
  }

  private record(body: unknown): void {
    const { agrees, how, proof } = newConsentSchema.parse(body);
    const state = agrees ? 'given' : 'refused';
    const said = { address: this.person.address, state, at: new Date().toISOString(), how, proof, by: 'Riley Park' } as const;
    this.person = { ...this.person, consent: state, mode: agrees ? 'full' : 'replies', because: [], history: [said, ...this.person.history] };
  }
}

export function policyView(kind: 'not-chosen' | 'strict' | 'by-country' | 'all-on', mayChange = true): PolicyView {
  const policy = kind === 'not-chosen' ? policyInForce(null, undefined) : defaultPolicy(kind);
  return {
    policy: { ...policy },
    chosen: kind === 'not-chosen' ? null : { at: '2026-11-20T09:00:00.000Z', by: 'Avery Quinn' },
    defaults: { strict: defaultPolicy('strict'), 'by-country': defaultPolicy('by-country'), 'all-on': defaultPolicy('all-on') },
    inUse: [],
    mayChange,
  };
}

export function personConsent(): PersonConsent {
  const address = 'kevin.flynn@flynns-arcade-and-amusements.fr';
  return {
    address,
    addresses: [address, 'kevinf@home.example'],
    consent: 'withdrawn',
    country: { code: 'FR', from: 'domain' },
    mode: 'replies',
    because: [{ address, code: 'withdrawn', says: `${address} agreed once, and took it back.` }],
    mails: 12,
    since: '2026-09-03T08:00:00.000Z',
    history: [
      { address, state: 'withdrawn', at: '2026-11-21T09:00:00.000Z', how: 'on their own page, linked in a mail', proof: '', by: null },
      { address, state: 'given', at: '2026-09-03T08:00:00.000Z', how: 'Form at the fair in Lyon', proof: 'Folder 12, “I agree that Contoso sees whether I read its mail”', by: 'Avery Quinn' },
    ],
    mayChange: true,
  };
}
