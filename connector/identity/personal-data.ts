/**
 * What each part that keeps something about people on the other side offers: to give it out, and
 * to erase it. `privacy/` collects them; a part that keeps nothing of the kind offers nothing.
 *
 * What must outlive an erasure, so that nobody writes to a person again who asked not to be
 * written to, stays under `erased_name(address)`: a keyed hash. Its key lies in the database and
 * not among SECRET_KEY, because those are replaced one day, and with the key the refusal would be
 * lost. The price: whoever has the whole database can test whether an address is among them, but
 * cannot read any off it.
 */
import type { EntityManager } from 'typeorm';
import { addressesOf, knownPeople } from './people.js';

/** A person as parts look for them. */
export interface PersonKey {
  readonly personIds: readonly string[];
  /** All addresses of the person, lower case; the one asked for first. */
  readonly addresses: readonly string[];
}

/** Rows for people to read: the names of the fields say what they are. */
export type PersonalRows = readonly Readonly<Record<string, unknown>>[];

export interface PersonalData {
  /** By what they are, such as `Mails sent to this person`. Left out where there is nothing. */
  exportOf(tx: EntityManager, person: PersonKey): Promise<Readonly<Record<string, PersonalRows>>>;
  /** Leaves nothing that names the person, but what must outlive it. Idempotent. */
  eraseOf(tx: EntityManager, person: PersonKey, at: Date): Promise<void>;
}

/** What `erased_name` gives. */
export const ERASED_NAME = /^erased:[0-9a-f]{64}$/;

/** Who has this address (in any case), with all their addresses; also where nobody is known by it. */
export async function personOf(tx: EntityManager, address: string): Promise<PersonKey> {
  const asked = address.trim().toLowerCase();
  const personIds = [...(await knownPeople(tx, [asked])).values()];
  const others = (await Promise.all(personIds.map((id) => addressesOf(tx, id)))).flat();
  return { personIds, addresses: [...new Set([asked, ...others])] };
}

/** People and their addresses: to be erased last, because the other parts find them by it. */
export const personalData: PersonalData = {
  exportOf: async (tx, { personIds }) => {
    const rows = await tx.query<Record<string, unknown>[]>(
      `select people.name, person_addresses.address from people join person_addresses on person_addresses.person_id = people.id
       where people.id = any ($1::uuid[]) order by person_addresses.address`,
      [personIds],
    );
    return { 'Name and addresses': rows };
  },
  eraseOf: async (tx, { personIds, addresses }) => {
    await tx.query('delete from person_addresses where person_id = any ($1::uuid[]) or address = any ($2::text[])', [personIds, addresses]);
    await tx.query('delete from people where id = any ($1::uuid[])', [personIds]);
  },
};
