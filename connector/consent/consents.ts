/**
 * What people said about being tracked. A person is all their addresses: what was said for one
 * counts for the others, and the latest counts.
 *
 *     unknown → given | refused      given → withdrawn      refused, withdrawn → given
 */
import type { EntityManager } from 'typeorm';
import { withOtherAddresses } from '../identity/index.js';
import type { ConsentState } from './decide.js';

export type Said = Exclude<ConsentState, 'unknown'>;

/** One thing somebody said. */
export interface Statement {
  readonly address: string;
  readonly state: Said;
  readonly at: Date;
  readonly how: string;
  readonly proof: string;
  /** Name of the rep who wrote it down. */
  readonly by: string | null;
}

export interface NewStatement {
  readonly address: string;
  readonly agrees: boolean;
  readonly at: Date;
  /** By which way, for people to read: "on the page linked in a mail". */
  readonly how: string;
  /** What proves it; may be empty. */
  readonly proof: string;
  readonly repId: string | null;
}

/** What consent has to be followed by; tracking lies above this part, so it is given. */
export interface ConsentEffects {
  /** Nothing may be stored any more of what these addresses (lower case) do with mail they already have. */
  readonly onRefused: (tx: EntityManager, addresses: readonly string[]) => Promise<void>;
}

/** Writes down what a person said; gives what holds now. Saying the same again is written down, too: it may have another proof. */
export async function recordConsent(tx: EntityManager, { onRefused }: ConsentEffects, said: NewStatement): Promise<Said> {
  const address = said.address.toLowerCase();
  const addresses = await lockPerson(tx, address);
  const before = (await consentOf(tx, [address])).get(address) ?? 'unknown';
  const state = said.agrees ? 'given' : before === 'given' || before === 'withdrawn' ? 'withdrawn' : 'refused';
  await tx.query('insert into consents (address, state, at, how, proof, rep_id) values ($1, $2, $3, $4, $5, $6)', [
    address,
    state,
    said.at,
    said.how,
    said.proof,
    said.repId,
  ]);
  if (state !== 'given') await onRefused(tx, addresses);
  return state;
}

/** What holds for each of these addresses (lower case); those of whom nothing is known are left out. */
export async function consentOf(tx: EntityManager, addresses: readonly string[]): Promise<Map<string, Said>> {
  if (addresses.length === 0) return new Map();
  const rows = await tx.query<{ address: string; state: Said }[]>(
    `select distinct on (wanted.address) wanted.address, consents.state
     from unnest($1::text[]) as wanted (address)
     cross join lateral (
       select wanted.address
       union
       select other.address from person_addresses named join person_addresses other on other.person_id = named.person_id
       where named.address = wanted.address
     ) as same
     join consents on consents.address in (same.address, erased_name(same.address))
     order by wanted.address, consents.id desc`,
    [addresses],
  );
  return new Map(rows.map(({ address, state }) => [address, state]));
}

/**
 * Those of the addresses (lower case) that must not be tracked. Whoever refuses at the same time
 * waits until this transaction ends, or it waits for them: one of the two sees the other.
 */
export async function refusedAmong(tx: EntityManager, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  await lockAddresses(tx, addresses, 'shared');
  const states = await consentOf(tx, addresses);
  return new Set([...states].flatMap(([address, state]) => (state === 'given' ? [] : [address])));
}

/** Everything a person said, latest first. */
export async function statementsOf(tx: EntityManager, addresses: readonly string[]): Promise<Statement[]> {
  return tx.query<Statement[]>(
    `select consents.address, state, at, how, proof, reps.name as by
     from consents left join reps on reps.id = consents.rep_id
     where consents.address = any ($1::text[]) or consents.address in (select erased_name(address) from unnest($1::text[]) as address)
     order by consents.id desc`,
    [addresses],
  );
}

/** All addresses of a person, locked; one may be joined to them until they are. */
async function lockPerson(tx: EntityManager, address: string): Promise<string[]> {
  let locked: string[] = [];
  for (;;) {
    const addresses = await withOtherAddresses(tx, [address]);
    if (addresses.every((one) => locked.includes(one))) return addresses;
    await lockAddresses(tx, addresses, 'alone');
    locked = addresses;
  }
}

async function lockAddresses(tx: EntityManager, addresses: readonly string[], how: 'shared' | 'alone'): Promise<void> {
  const lock = how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  // In one order, so that no two wait for each other.
  await tx.query(`select ${lock}(hashtextextended('consent:' || address, 0)) from (select distinct address from unnest($1::text[]) as address order by address) as ordered`, [addresses]);
}
