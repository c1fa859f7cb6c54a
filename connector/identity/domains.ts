/** The organisation's own domains: whoever writes from one of them is a colleague, not somebody who was written to. */
import type { EntityManager } from 'typeorm';

/** Adds domains; those known already are left. */
export async function addOwnDomains(tx: EntityManager, domains: readonly string[]): Promise<void> {
  const names = [...new Set(domains.map((domain) => domain.trim().toLowerCase()).filter((domain) => domain !== ''))].sort();
  await tx.query('insert into own_domains (domain) select unnest($1::text[]) on conflict do nothing', [names]);
}

/** True if the address is in one of the organisation's own domains. Exact: a subdomain is a domain of its own, as in Exchange. */
export async function isOwnDomain(tx: EntityManager, address: string): Promise<boolean> {
  return (await ownAmong(tx, [address])).has(address);
}

/** Those of the addresses that are in one of the organisation's own domains. */
export async function ownAmong(tx: EntityManager, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ domain: string }[]>('select domain from own_domains where domain = any ($1::text[])', [addresses.map(domainOf)]);
  const own = new Set(found.map(({ domain }) => domain));
  return new Set(addresses.filter((address) => own.has(domainOf(address))));
}

/** What stands behind the @, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
