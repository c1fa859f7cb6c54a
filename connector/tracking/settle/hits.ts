/** Rows of hits as settling reads and writes them, always many at once. */
import type { EntityManager } from 'typeorm';
import type { RawHit, StampKey } from '../hit.js';
import type { HitFacts, Judgement } from '../judge/facts.js';

/** So many of a stamp's latest hits are judged together; older ones stay as they are. */
const LATEST = 1_000;

export interface StoredHit extends HitFacts, Pick<RawHit, 'mailboxId' | 'mode' | 'destination' | 'device'> {
  /** As it was judged before; null: not yet. */
  readonly before: Judgement | null;
}

export type JudgedRow = StoredHit & { readonly judgement: Judgement };

interface Row extends Omit<StoredHit, 'before'>, Judgement {}

export async function hitsSince(tx: EntityManager, stamps: readonly (StampKey & { readonly since: Date })[]): Promise<StoredHit[]> {
  const rows = await tx.query<Row[]>(
    `select hit.id, hit.at, hit.mailbox_id as "mailboxId", hit.stamp_id as "stampId", hit.mode, hit.kind, hit.link, hit.destination, hit.method,
       hit.agent, hit.network, translate(rtrim(encode(hit.address_hash, 'base64'), '='), '+/', '-_') as "addressHash", hit.prefetching, hit.device,
       hit.known, hit.verdict, hit.reason, hit.certain, hit.quoted_by as "quotedBy"
     from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as stamp (mailbox_id, stamp_id, since)
     cross join lateral (
       select * from hits where hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id and hits.at >= stamp.since
       order by at desc limit ${LATEST}
     ) as hit`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), stamps.map(({ since }) => since)],
  );
  return rows.map(({ verdict, reason, certain, quotedBy, ...hit }) => ({ ...hit, before: { verdict, reason, certain, quotedBy } }));
}

/** Those that are there already stay as they are. */
export async function insertHits(tx: EntityManager, hits: readonly JudgedRow[]): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `insert into hits (mailbox_id, at, id, stamp_id, mode, kind, link, destination, method, agent, network, address_hash, prefetching, device, known, verdict, reason, certain, quoted_by)
     select mailbox_id, at, id, stamp_id, mode, kind, link, destination, method, agent, network,
       decode(translate(address_hash, '-_', '+/') || '==', 'base64'), prefetching, device, known, verdict, reason, certain, quoted_by
     from jsonb_to_recordset($1::jsonb) as hit (mailbox_id uuid, at timestamptz, id uuid, stamp_id text, mode text, kind text, link int, destination text,
       method text, agent text, network text, address_hash text, prefetching boolean, device jsonb, known text, verdict text, reason text, certain boolean, quoted_by uuid)
     on conflict do nothing`,
    [JSON.stringify(hits.map(rowOf))],
  );
}

/** Notes what they were judged as this time. */
export async function updateHits(tx: EntityManager, hits: readonly JudgedRow[]): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `update hits set verdict = judged.verdict, reason = judged.reason, certain = judged.certain, quoted_by = judged.quoted_by, known = judged.known
     from jsonb_to_recordset($1::jsonb) as judged (mailbox_id uuid, at timestamptz, id uuid, known text, verdict text, reason text, certain boolean, quoted_by uuid)
     where hits.mailbox_id = judged.mailbox_id and hits.at = judged.at and hits.id = judged.id`,
    [JSON.stringify(hits.map(rowOf))],
  );
}

function rowOf({ mailboxId, at, id, stampId, mode, kind, link, destination, method, agent, network, addressHash, prefetching, device, known, judgement }: JudgedRow): object {
  const { verdict, reason, certain, quotedBy } = judgement;
  return {
    mailbox_id: mailboxId,
    at: at.toISOString(),
    id,
    stamp_id: stampId,
    mode,
    kind,
    link,
    destination,
    method,
    agent,
    network,
    address_hash: addressHash,
    prefetching,
    device,
    known,
    verdict,
    reason,
    certain,
    quoted_by: quotedBy,
  };
}
