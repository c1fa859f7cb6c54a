/** API addresses of privacy: the organisation's policy, and one person's consent and data. Administrators change; everybody may read what holds. */
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import {
  chosenPolicy,
  choosePolicy,
  consentOf,
  countriesOf,
  countriesWrittenDown,
  countryOfAddress,
  defaultPolicy,
  modeFor,
  policyInForce,
  recordConsent,
  setCountry,
  statementsOf,
  type ConsentEffects,
  type PolicyKind,
} from '../consent/index.js';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import { personOf, type Rep } from '../identity/index.js';
import { domainsWritten, summaryOf } from '../tracking/index.js';
import { exportSchema, modeAnswerSchema, modeQuestionSchema, newConsentSchema, newCountrySchema, personConsentSchema, policySchema, policyViewSchema, type PersonConsent, type PolicyView } from './api.js';
import { erasePerson, exportPerson } from './personal-data.js';

export interface PrivacyRoutesOptions extends ConsentEffects {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

const byAddress = z.object({
  address: z
    .string()
    .max(320)
    .transform((address) => address.trim().toLowerCase())
    .refine((address) => /^[^\s@]+@[^\s@]+$/.test(address), 'must be an address'),
});

export function privacyRoutes({ dataSource, clock, setting, onRefused }: PrivacyRoutesOptions): Route[] {
  const show = (tx: EntityManager, rep: Rep, address: string): Promise<PersonConsent> => personConsent(tx, rep, address, setting);
  return [
    route({
      method: 'get',
      path: '/privacy/policy',
      summary: 'Whom the organisation tracks, as long as they have said nothing',
      output: policyViewSchema,
      handle: ({ rep }) => dataSource.transaction((tx) => policyView(tx, { rep, setting, now: clock.now() })),
    }),
    route({
      method: 'put',
      path: '/privacy/policy',
      summary: 'Choose whom the organisation tracks: for administrators',
      body: policySchema,
      output: policyViewSchema,
      handle: ({ rep, body }) => {
        refuseOthers(rep);
        return dataSource.transaction(async (tx) => {
          await choosePolicy(tx, body, clock.now(), rep.id);
          return policyView(tx, { rep, setting, now: clock.now() });
        });
      },
    }),
    route({
      method: 'post',
      path: '/privacy/mode',
      summary: 'How much a mail to these people may tell, and why not more',
      body: modeQuestionSchema,
      output: modeAnswerSchema,
      handle: async ({ body }) => {
        const { mode, because } = await dataSource.transaction((tx) => modeFor(tx, { ...body, setting }));
        return { mode, because: [...because] };
      },
    }),
    route({
      method: 'get',
      path: '/privacy/people/{address}',
      summary: 'What a person said about being tracked, and what follows',
      params: byAddress,
      output: personConsentSchema,
      handle: ({ rep, params }) => dataSource.transaction((tx) => show(tx, rep, params.address)),
    }),
    route({
      method: 'post',
      path: '/privacy/people/{address}/consent',
      summary: 'Write down what a person said about being tracked: for administrators',
      params: byAddress,
      body: newConsentSchema,
      output: personConsentSchema,
      handle: ({ rep, params, body }) => {
        refuseOthers(rep);
        return dataSource.transaction(async (tx) => {
          await recordConsent(tx, { onRefused }, { address: params.address, ...body, at: clock.now(), repId: rep.id });
          return show(tx, rep, params.address);
        });
      },
    }),
    route({
      method: 'put',
      path: '/privacy/people/{address}/country',
      summary: 'Write down where a person is: for administrators',
      params: byAddress,
      body: newCountrySchema,
      output: personConsentSchema,
      handle: ({ rep, params, body }) => {
        refuseOthers(rep);
        return dataSource.transaction(async (tx) => {
          await setCountry(tx, params.address, body.country, clock.now());
          return show(tx, rep, params.address);
        });
      },
    }),
    route({
      method: 'get',
      path: '/privacy/people/{address}/export',
      summary: 'Everything stored about a person: for administrators',
      params: byAddress,
      output: exportSchema,
      handle: async ({ rep, params }) => {
        refuseOthers(rep);
        return asJson(await dataSource.transaction((tx) => exportPerson(tx, params.address, clock.now())));
      },
    }),
    route({
      method: 'post',
      path: '/privacy/people/{address}/erase',
      summary: 'Erase everything stored about a person, for good: for administrators',
      params: byAddress,
      handle: async ({ rep, params }) => {
        refuseOthers(rep);
        await erasePerson(dataSource, params.address, clock.now());
        return undefined;
      },
    }),
  ];
}

async function policyView(tx: EntityManager, { rep, setting, now }: { readonly rep: Rep; readonly setting: PolicyKind | undefined; readonly now: Date }): Promise<PolicyView> {
  const chosen = await chosenPolicy(tx);
  return {
    policy: { ...policyInForce(chosen?.policy ?? null, setting) },
    chosen: chosen === null ? null : { at: chosen.at.toISOString(), by: chosen.by },
    defaults: { strict: defaultPolicy('strict'), 'by-country': defaultPolicy('by-country'), 'all-on': defaultPolicy('all-on') },
    inUse: await countriesInUse(tx, now),
    mayChange: mayChange(rep),
  };
}

async function countriesInUse(tx: EntityManager, now: Date): Promise<string[]> {
  const byDomain = (await domainsWritten(tx, now)).flatMap((domain) => countryOfAddress(domain) ?? []);
  return [...new Set([...byDomain, ...(await countriesWrittenDown(tx))])].sort();
}

async function personConsent(tx: EntityManager, rep: Rep, address: string, setting: PolicyKind | undefined): Promise<PersonConsent> {
  const { addresses } = await personOf(tx, address);
  const { mode, because } = await modeFor(tx, { wanted: 'full', recipients: [address], setting });
  const country = (await countriesOf(tx, [address])).get(address) ?? null;
  const { mails, since } = await summaryOf(tx, addresses);
  const history = mayChange(rep) ? await statementsOf(tx, addresses) : [];
  return {
    address,
    addresses: [...addresses],
    consent: (await consentOf(tx, [address])).get(address) ?? 'unknown',
    country: country === null ? null : { code: country.country, from: country.from },
    mode,
    because: [...because],
    mails,
    since: since?.toISOString() ?? null,
    // What was kept after an erasure goes by a hash, which tells nobody anything.
    history: history.map(({ at, ...said }) => ({ ...said, address: addresses.includes(said.address) ? said.address : address, at: at.toISOString() })),
    mayChange: mayChange(rep),
  };
}

/** Times as text, as they leave in JSON anyway. */
function asJson(value: unknown): z.infer<typeof exportSchema> {
  return exportSchema.parse(JSON.parse(JSON.stringify(value)));
}

function mayChange({ role }: Rep): boolean {
  return role === 'administrator';
}

function refuseOthers(rep: Rep): void {
  if (!mayChange(rep)) throw new ReadbackError('NOT_ALLOWED', 'Only administrators may do this.');
}
