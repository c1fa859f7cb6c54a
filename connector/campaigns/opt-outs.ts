/**
 * People who asked not to be written to. Counts for the whole organisation, and outlives an erasure
 * under the address's `erased_name`: they would be written to again otherwise.
 */
import type { EntityManager } from 'typeorm';

export async function isOptedOut(tx: EntityManager, address: string): Promise<boolean> {
  return (await optedOutAmong(tx, [address])).has(address);
}

/** Those of the addresses (lower case) whose people asked not to be written to. */
export async function optedOutAmong(tx: EntityManager, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ address: string }[]>(
    `select asked.address from unnest($1::text[]) as asked (address)
     where exists (select from opt_outs where opt_outs.address in (asked.address, erased_name(asked.address)))`,
    [addresses],
  );
  return new Set(found.map(({ address }) => address));
}

/** Notes the wish of a person for all their addresses. False if it was known. */
export async function optOut(tx: EntityManager, addresses: readonly string[], how: string, at: Date): Promise<boolean> {
  const noted = await tx.query<unknown[]>(
    'insert into opt_outs (address, at, how) select address, $2, $3 from unnest($1::text[]) as address on conflict (address) do nothing returning address',
    [addresses, at, how],
  );
  return noted.length > 0;
}
