/**
 * "This was me": whoever loads from this network with this program is the rep, for 90 days. Only of
 * a hit that came straight from the reader: taught of an image proxy, every recipient behind it
 * would become the rep.
 */
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { RawHit } from '../hit.js';
import { isDirect } from './readers.js';

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

/** "This was not me". */
export async function unteach(tx: EntityManager, rep: { readonly id: string }, hits: readonly TaughtHit[]): Promise<void> {
  const direct = hits.filter(isDirect);
  await tx.query(
    `delete from taught_readers using unnest($2::bytea[], $3::bytea[]) as reader (address_hash, agent_hash)
     where rep_id = $1 and taught_readers.address_hash = reader.address_hash and taught_readers.agent_hash = reader.agent_hash`,
    [rep.id, ...hashesOf(direct)],
  );
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
