/** What people said about being tracked, as their own data. A refusal outlives an erasure, in its least form. */
import type { PersonalData } from '../identity/index.js';
import { consentOf, statementsOf } from './consents.js';

export const personalData: PersonalData = {
  exportOf: async (tx, { addresses }) => ({
    'What you said about being tracked': (await statementsOf(tx, addresses)).map(({ address, state, at, how, proof }) => ({ address, state, at, how, proof })),
    'Country written down for you': await tx.query<Record<string, unknown>[]>('select address, country, at from contact_countries where address = any ($1::text[])', [addresses]),
  }),
  eraseOf: async (tx, { addresses }, at) => {
    const states = await consentOf(tx, addresses);
    await tx.query('delete from consents where address = any ($1::text[])', [addresses]);
    await tx.query('delete from contact_countries where address = any ($1::text[])', [addresses]);
    const refusing = [...states].flatMap(([address, state]) => (state === 'given' ? [] : [address]));
    await tx.query(
      `insert into consents (address, state, at, how, proof)
       select erased_name(refusing.address), 'refused', $2, 'kept when everything else was erased', '' from unnest($1::text[]) as refusing (address)
       where not exists (select from consents kept where kept.address = erased_name(refusing.address))`,
      [refusing, at],
    );
  },
};
