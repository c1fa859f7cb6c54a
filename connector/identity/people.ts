/**
 * People on the other side, each with one or several addresses: somebody is written to at one and
 * may answer from another. An address belongs to one person at a time.
 */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';

export interface NewPerson {
  readonly address: string;
  /** '' if unknown. */
  readonly name: string;
}

interface AddressRow {
  readonly address: string;
  readonly person_id: string;
}

/**
 * The people of these addresses, made where there are none yet, in a fixed number of statements.
 * Gives person ids by lower-cased address. Safe when several transactions do it at once: addresses
 * are taken in order, so that two cannot wait for each other.
 */
export async function peopleFor(tx: EntityManager, people: readonly NewPerson[]): Promise<Map<string, string>> {
  const nameOf = new Map(people.map(({ address, name }) => [address.toLowerCase(), name]));
  const ids = await knownPeople(tx, [...nameOf.keys()]);
  const missing = [...nameOf.keys()].filter((address) => !ids.has(address)).sort();
  if (missing.length === 0) return ids;

  const candidates = missing.map((address) => ({ address, id: randomUUID(), name: nameOf.get(address) ?? '' }));
  const candidateIds = candidates.map(({ id }) => id);
  await tx.query('insert into people (id, name) select * from unnest($1::uuid[], $2::text[])', [
    candidateIds,
    candidates.map(({ name }) => name),
  ]);
  const made = await tx.query<AddressRow[]>(
    `insert into person_addresses (address, person_id)
     select * from unnest($1::text[], $2::uuid[]) as made (address, id) order by address
     on conflict do nothing
     returning address, person_id`,
    [missing, candidateIds],
  );
  for (const row of made) ids.set(row.address, row.person_id);

  const lost = candidates.filter(({ address }) => !ids.has(address));
  if (lost.length > 0) {
    await tx.query('delete from people where id = any($1::uuid[])', [lost.map(({ id }) => id)]);
    for (const [address, id] of await knownPeople(tx, lost.map(({ address }) => address))) ids.set(address, id);
  }
  return ids;
}

/** Makes an address one more of a person's. False if it is somebody's already. */
export async function joinAddress(tx: EntityManager, personId: string, address: string): Promise<boolean> {
  const joined = await tx.query<unknown[]>(
    'insert into person_addresses (address, person_id) values ($1, $2) on conflict do nothing returning address',
    [address.toLowerCase(), personId],
  );
  return joined.length > 0;
}

/** Makes an address a person's, whoever it was of before. */
export async function moveAddress(tx: EntityManager, personId: string, address: string): Promise<void> {
  await tx.query(
    'insert into person_addresses (address, person_id) values ($1, $2) on conflict (address) do update set person_id = excluded.person_id',
    [address.toLowerCase(), personId],
  );
}

/** Takes an address away from a person; the last one stays. */
export async function leaveAddress(tx: EntityManager, personId: string, address: string): Promise<void> {
  await tx.query(
    `delete from person_addresses where address = $2 and person_id = $1
       and exists (select from person_addresses other where other.person_id = $1 and other.address <> $2)`,
    [personId, address.toLowerCase()],
  );
}

/** All addresses of a person, lower case, in order. */
export async function addressesOf(tx: EntityManager, personId: string): Promise<string[]> {
  const rows = await tx.query<AddressRow[]>(
    'select address from person_addresses where person_id = $1 order by address',
    [personId],
  );
  return rows.map(({ address }) => address);
}

/** Person ids by address, of those addresses (lower case) that are somebody's. */
export async function knownPeople(tx: EntityManager, addresses: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<AddressRow[]>(
    'select address, person_id from person_addresses where address = any($1::text[])',
    [addresses],
  );
  return new Map(rows.map((row) => [row.address, row.person_id]));
}

/** These addresses (lower case) and all others of the same people. */
export async function withOtherAddresses(tx: EntityManager, addresses: readonly string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const rows = await tx.query<{ address: string }[]>(
    `select other.address from person_addresses named
     join person_addresses other on other.person_id = named.person_id
     where named.address = any($1::text[])`,
    [addresses],
  );
  return [...new Set([...addresses, ...rows.map(({ address }) => address)])];
}
