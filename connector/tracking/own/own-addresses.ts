/**
 * Addresses that are a rep's own: those Exchange knows of the mailbox, and those the rep lists
 * besides. Mail to them is the rep's by address: nobody else reads it.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { mailboxesAt, mailboxesById, type Mailbox } from '../../mailbox/index.js';

type Owner = Pick<Mailbox, 'id' | 'addresses'>;

/** All of them, lower case. */
export async function ownAddresses(tx: EntityManager, mailbox: Owner): Promise<ReadonlySet<string>> {
  return new Set([...aliasesOf(mailbox), ...(await listedAddresses(tx, mailbox.id))]);
}

/** Those of several mailboxes, by mailbox id. */
export async function ownAddressesOf(tx: EntityManager, mailboxIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map([...(await mailboxesById(tx, mailboxIds))].map(([id, mailbox]) => [id, new Set(aliasesOf(mailbox))]));
  const rows = await tx.query<{ mailbox_id: string; address: string }[]>('select mailbox_id, address from own_addresses where mailbox_id = any($1::uuid[])', [
    [...new Set(mailboxIds)],
  ]);
  for (const row of rows) found.get(row.mailbox_id)?.add(row.address);
  return found;
}

/** Those Exchange knows, lower case. */
export function aliasesOf({ addresses }: Owner): string[] {
  return addresses.map((address) => address.toLowerCase());
}

/** What the rep listed, in order. */
export async function listedAddresses(tx: EntityManager, mailboxId: string): Promise<string[]> {
  const rows = await tx.query<{ address: string }[]>('select address from own_addresses where mailbox_id = $1 order by address', [mailboxId]);
  return rows.map(({ address }) => address);
}

/**
 * Replaces what is listed; gives the addresses that were added or taken away. Those Exchange knows
 * are left out silently.
 * @throws {ReadbackError} ADDRESS_OF_COLLEAGUE
 */
export async function setListedAddresses(tx: EntityManager, mailbox: Owner, addresses: readonly string[]): Promise<string[]> {
  const known = new Set(aliasesOf(mailbox));
  const wanted = [...new Set(addresses.map((address) => address.toLowerCase()))].filter((address) => !known.has(address)).sort();
  const [colleague] = await mailboxesAt(tx, wanted);
  if (colleague !== undefined) {
    const [address] = colleague;
    throw new ReadbackError('ADDRESS_OF_COLLEAGUE', `${address} is the address of a colleague’s mailbox.`, { address });
  }
  const before = await listedAddresses(tx, mailbox.id);
  await tx.query('delete from own_addresses where mailbox_id = $1 and address <> all ($2::text[])', [mailbox.id, wanted]);
  await tx.query('insert into own_addresses (mailbox_id, address) select $1, unnest($2::text[]) on conflict do nothing', [mailbox.id, wanted]);
  return [...wanted.filter((address) => !before.includes(address)), ...before.filter((address) => !wanted.includes(address))];
}
