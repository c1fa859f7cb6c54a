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

/** The person of this address, made if there is none yet. Safe when several transactions do it at once. */
export async function personFor(tx: EntityManager, person: NewPerson): Promise<{ id: string }> {
  const id = (await peopleFor(tx, [person])).get(person.address.toLowerCase());
  if (id === undefined) throw new Error(`no person came of ${person.address}`);
  return { id };
}

/**
 * As `personFor` for many, in a fixed number of statements. Gives person ids by lower-cased
 * address. Addresses are taken in order, so that two transactions cannot wait for each other.
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

/** All addresses of a person, lower case, in order. */
export async function addressesOf(tx: EntityManager, personId: string): Promise<string[]> {
  const rows = await tx.query<AddressRow[]>(
    'select address from person_addresses where person_id = $1 order by address',
    [personId],
  );
  return rows.map(({ address }) => address);
}

/** Makes the address one of this person's; if it was somebody else's, it is theirs no longer. */
export async function joinAddress(tx: EntityManager, personId: string, address: string): Promise<void> {
  await tx.query(
    `insert into person_addresses (address, person_id) values ($1, $2)
     on conflict (address) do update set person_id = excluded.person_id`,
    [address.toLowerCase(), personId],
  );
}

/** Person ids by address, of those addresses (lower case) that are somebody's. */
export async function knownPeople(tx: EntityManager, addresses: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<AddressRow[]>(
    'select address, person_id from person_addresses where address = any($1::text[])',
    [addresses],
  );
  return new Map(rows.map((row) => [row.address, row.person_id]));
}
