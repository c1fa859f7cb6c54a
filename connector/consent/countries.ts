/** Where contacts are: what was written down of them, before what their domain says. */
import type { EntityManager } from 'typeorm';
import { withOtherAddresses } from '../identity/index.js';
import { countryOfAddress } from './country.js';

/** Where a country comes from. */
export interface KnownCountry {
  readonly country: string;
  readonly from: 'contact' | 'domain';
}

/** By address (lower case); null where nobody knows. */
export async function countriesOf(tx: EntityManager, addresses: readonly string[]): Promise<Map<string, KnownCountry | null>> {
  const rows = await tx.query<{ address: string; country: string }[]>(
    `select distinct on (wanted.address) wanted.address, contact_countries.country
     from unnest($1::text[]) as wanted (address)
     cross join lateral (
       select wanted.address
       union
       select other.address from person_addresses named join person_addresses other on other.person_id = named.person_id
       where named.address = wanted.address
     ) as same
     join contact_countries on contact_countries.address = same.address
     order by wanted.address, contact_countries.at desc`,
    [addresses],
  );
  const own = new Map(rows.map(({ address, country }) => [address, country]));
  return new Map(addresses.map((address) => [address, knownCountry(own.get(address), countryOfAddress(address))]));
}

function knownCountry(own: string | undefined, ofDomain: string | null): KnownCountry | null {
  if (own !== undefined) return { country: own, from: 'contact' };
  return ofDomain === null ? null : { country: ofDomain, from: 'domain' };
}

/** Codes of all countries that were written down of anybody. */
export async function countriesWrittenDown(tx: EntityManager): Promise<string[]> {
  const rows = await tx.query<{ country: string }[]>('select distinct country from contact_countries');
  return rows.map(({ country }) => country);
}

/** Writes down where a person is. @param country ISO 3166-1 code; null: as their domain says */
export async function setCountry(tx: EntityManager, address: string, country: string | null, at: Date): Promise<void> {
  const addresses = await withOtherAddresses(tx, [address.toLowerCase()]);
  await tx.query('delete from contact_countries where address = any ($1::text[])', [addresses]);
  if (country !== null) await tx.query('insert into contact_countries (address, country, at) values ($1, $2, $3)', [address.toLowerCase(), country, at]);
}
