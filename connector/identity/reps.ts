/**
 * Reps: users of the tenant who signed in or whose mailbox was connected. Entra's object id says
 * who somebody is; address and name are only what the directory last told us of them.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { repEntity } from './entities.js';
import type { Rep, Role } from './types.js';

/** What a token or the directory says of a user. An empty address or name leaves what is known. */
export interface DirectoryPerson {
  /** Entra object id. */
  readonly oid: string;
  readonly address: string;
  readonly name: string;
}

/** The rep of this user, made on first sight in the default team; address and name are brought up to date. */
export async function ensureRep(tx: EntityManager, person: DirectoryPerson): Promise<Rep> {
  const oid = person.oid.toLowerCase();
  const address = person.address.toLowerCase();
  const known = await repByOid(tx, oid);
  const upToDate =
    known !== null && (address === '' || address === known.address) && (person.name === '' || person.name === known.name);
  if (upToDate) return known;
  await tx.query(
    `insert into reps (oid, address, name, team_id)
     select $1, $2, $3, id from teams where is_default
     on conflict (oid) do update set
       address = coalesce(nullif(excluded.address, ''), reps.address),
       name = coalesce(nullif(excluded.name, ''), reps.name)`,
    [oid, address, person.name],
  );
  return present(await repByOid(tx, oid), `the user ${oid}`);
}

/** As `ensureRep`, and notes when the rep signed in. */
export async function signedIn(tx: EntityManager, person: DirectoryPerson, at: Date): Promise<Rep> {
  const rep = await ensureRep(tx, person);
  await tx.query('update reps set signed_in_at = $2 where id = $1', [rep.id, at]);
  return rep;
}

/** @param oid Entra object id, in any case. */
export async function repByOid(tx: EntityManager, oid: string): Promise<Rep | null> {
  return tx.findOneBy(repEntity, { oid: oid.toLowerCase() });
}

export async function repById(tx: EntityManager, id: string): Promise<Rep | null> {
  return tx.findOneBy(repEntity, { id });
}

/** Ids of the reps with these object ids (lower case), by object id. */
export async function repIdsByOid(tx: EntityManager, oids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (oids.length === 0) return new Map();
  const rows = await tx.query<{ oid: string; id: string }[]>('select oid, id from reps where oid = any($1::text[])', [oids.map((oid) => oid.toLowerCase())]);
  return new Map(rows.map(({ oid, id }) => [oid, id]));
}

/** The rep of this address. Throws NOT_FOUND. */
export async function repByAddress(tx: EntityManager, address: string): Promise<Rep> {
  return present(await tx.findOneBy(repEntity, { address: address.toLowerCase() }), address);
}

/** All reps, by address. */
export async function listReps(tx: EntityManager): Promise<Rep[]> {
  return tx.find(repEntity, { order: { address: 'ASC' } });
}

/** Gives the rep of this address a role. Throws NOT_FOUND. */
export async function setRole(tx: EntityManager, address: string, role: Role): Promise<Rep> {
  const rep = await repByAddress(tx, address);
  await tx.update(repEntity, { id: rep.id }, { role });
  return { ...rep, role };
}

function present(rep: Rep | null, who: string): Rep {
  if (rep === null) {
    throw new ReadbackError('NOT_FOUND', `Nobody is known as ${who}. A rep is known after signing in once, or once the mailbox is added.`);
  }
  return rep;
}
