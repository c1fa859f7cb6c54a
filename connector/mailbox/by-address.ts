/** Whose addresses are: many asked about at once. */
import type { EntityManager } from 'typeorm';

/** Ids of the connected mailboxes that have one of these addresses (lower case), by address. */
export async function mailboxesAt(tx: EntityManager, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ address: string; id: string }[]>(
    `select wanted.address, mailboxes.id from unnest($1::text[]) as wanted (address)
     join mailboxes on wanted.address = any (mailboxes.addresses) and mailboxes.state = 'connected'`,
    [addresses],
  );
  return new Map(rows.map(({ address, id }) => [address, id]));
}
