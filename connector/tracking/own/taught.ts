/**
 * "This was me": whoever loads from this network with this program is the rep, for 90 days. Only of
 * a hit that came straight from the reader: taught of an image proxy, every recipient behind it
 * would become the rep.
 */
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { RawHit, StampKey } from '../hit.js';
import { isDirect } from './readers.js';

/** Held by who takes back what was taught, shared by who judges with it; before any stamp is locked. */
const TAUGHT = 0x7461_7567;

type TaughtHit = Pick<RawHit, 'agent' | 'network' | 'addressHash'>;

const LASTS_MS = 90 * 24 * 60 * 60_000;

/** Gives how many of the hits could be learnt from. */
export async function teach(tx: EntityManager, rep: { readonly id: string }, hits: readonly TaughtHit[], at: Date): Promise<number> {
  const direct = hits.filter(isDirect);
  if (direct.length === 0) return 0;
  await tx.query(
    `insert into taught_readers (rep_id, address_hash, agent_hash, until_at)
     select distinct $1::uuid, address_hash, agent_hash, $4::timestamptz from unnest($2::bytea[], $3::bytea[]) as reader (address_hash, agent_hash)
     on conflict (rep_id, address_hash, agent_hash) do update set until_at = excluded.until_at`,
    [rep.id, ...hashesOf(direct), new Date(at.getTime() + LASTS_MS)],
  );
  return direct.length;
}

/**
 * Until the transaction ends: a pass that judges (`shared`) and somebody who says "This was not me"
 * (`alone`) wait for each other. Else the pass could store, as the rep's, what it judged by a lesson
 * that was just taken back.
 */
export async function lockTaught(tx: EntityManager, how: 'shared' | 'alone'): Promise<void> {
  await tx.query(`select ${how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock'}($1)`, [TAUGHT]);
}

/**
 * "This was not me": nobody who reads like these hits is the rep any more, and what was taken for
 * theirs only for that is nobody's again. Signals and networks that speak for it are looked at again
 * when the stamps are settled.
 * @returns stamps with hits that are nobody's now; hold `lockTaught` alone, and `stampsTaught` locked
 */
export async function unteach(tx: EntityManager, rep: { readonly id: string }, hits: readonly TaughtHit[], mailboxId: string): Promise<StampKey[]> {
  const direct = hits.filter(isDirect);
  if (direct.length === 0) return [];
  await tx.query(
    `delete from taught_readers using unnest($2::bytea[], $3::bytea[]) as reader (address_hash, agent_hash)
     where rep_id = $1 and taught_readers.address_hash = reader.address_hash and taught_readers.agent_hash = reader.agent_hash`,
    [rep.id, ...hashesOf(direct)],
  );
  const [cleared] = await tx.query<[{ stampId: string }[], number]>(
    `update hits set known = null from (select distinct * from unnest($2::bytea[], $3::text[]) as given (address_hash, agent)) as reader
     where hits.mailbox_id = $1 and hits.known = 'taught' and hits.address_hash = reader.address_hash and hits.agent = reader.agent
     returning hits.stamp_id as "stampId"`,
    [mailboxId, direct.map(({ addressHash }) => bytesOf(addressHash)), direct.map(({ agent }) => agent)],
  );
  return [...new Set(cleared.map(({ stampId }) => stampId))].map((stampId) => ({ mailboxId, stampId }));
}

/** Stamps whose hits may be nobody's once a hit on this one is said not to be the rep's; itself among them. */
export async function stampsTaught(tx: EntityManager, { mailboxId, stampId }: StampKey): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select distinct hits.stamp_id as id
     from (select distinct address_hash, agent from hits where mailbox_id = $1 and stamp_id = $2) as reader
     join hits on hits.mailbox_id = $1 and hits.known = 'taught' and hits.address_hash = reader.address_hash and hits.agent = reader.agent`,
    [mailboxId, stampId],
  );
  return [stampId, ...rows.map(({ id }) => id)];
}

export async function forgetOldReaders(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from taught_readers where until_at < $1', [now]);
}

export function agentHash(agent: string): Buffer {
  return createHash('sha256').update(agent).digest();
}

export function bytesOf(addressHash: string | null): Buffer {
  return Buffer.from(addressHash ?? '', 'base64url');
}

function hashesOf(hits: readonly TaughtHit[]): [Buffer[], Buffer[]] {
  return [hits.map(({ addressHash }) => bytesOf(addressHash)), hits.map(({ agent }) => agentHash(agent))];
}
