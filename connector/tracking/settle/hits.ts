/** Rows of hits as settling reads and writes them, always many at once. */
import type { EntityManager } from 'typeorm';
import type { RawHit, StampKey } from '../hit.js';
import type { HitFacts, Judgement } from '../judge/facts.js';

/** What a hit was taken for before. */
export interface Before extends Judgement {
  readonly viewId: string | null;
  readonly known: HitFacts['known'];
}

export interface StoredHit extends HitFacts, Pick<RawHit, 'mailboxId' | 'mode' | 'destination' | 'device' | 'networkTable'> {
  /** Null: it has just come. */
  readonly before: Before | null;
}

export type JudgedRow = StoredHit & { readonly judgement: Judgement };

/** With the view it stands in now. */
export type PlacedRow = JudgedRow & { readonly viewId: string | null };

interface Row extends Omit<StoredHit, 'before'>, Judgement {
  readonly viewId: string | null;
}

/** A stretch of time of one stamp. */
export interface Span extends StampKey {
  readonly from: Date;
  readonly to: Date;
}

/** The latest `limit` hits of each. */
export async function hitsIn(tx: EntityManager, spans: readonly Span[], limit: number): Promise<StoredHit[]> {
  const rows = await tx.query<Row[]>(
    `select hit.id, hit.at, hit.mailbox_id as "mailboxId", hit.stamp_id as "stampId", hit.mode, hit.kind, hit.link, hit.destination, hit.method,
       hit.agent, hit.network, translate(rtrim(encode(hit.address_hash, 'base64'), '='), '+/', '-_') as "addressHash", hit.prefetching, hit.device,
       hit.known, hit.verdict, hit.reason, hit.certain, hit.quoted_by as "quotedBy", hit.view_id as "viewId"
     from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as stamp (mailbox_id, stamp_id, first, last)
     cross join lateral (
       select * from hits where hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id and hits.at between stamp.first and stamp.last
       order by at desc limit $5
     ) as hit`,
    [...columnsOf(spans), spans.map(({ from }) => from), spans.map(({ to }) => to), limit],
  );
  return rows.map(({ verdict, reason, certain, quotedBy, viewId, ...hit }) => ({ ...hit, before: { verdict, reason, certain, quotedBy, viewId, known: hit.known } }));
}

/** The ids of those that are stored already. */
export async function storedAmong(tx: EntityManager, hits: readonly Pick<RawHit, 'mailboxId' | 'at_ms' | 'id'>[]): Promise<string[]> {
  if (hits.length === 0) return [];
  const rows = await tx.query<{ id: string }[]>(
    `select hit.id from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as hit (mailbox_id, at, id) join hits using (mailbox_id, at, id)`,
    [hits.map(({ mailboxId }) => mailboxId), hits.map(({ at_ms }) => new Date(at_ms)), hits.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}

/** How many hits these stamps have, each counted up to `limit`. */
export async function countHits(tx: EntityManager, stamps: readonly StampKey[], limit: number): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; count: number }[]>(
    `select stamp.stamp_id as id, hit.count
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     cross join lateral (
       select count(*)::int from (select from hits where hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id limit $3) as counted
     ) as hit`,
    [...columnsOf(stamps), limit],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Those that are there already stay as they are. */
export async function insertHits(tx: EntityManager, hits: readonly PlacedRow[]): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `insert into hits (mailbox_id, at, id, stamp_id, mode, kind, link, destination, method, agent, network, network_table, address_hash, prefetching, device, known, verdict, reason, certain, quoted_by, view_id)
     select mailbox_id, at, id, stamp_id, mode, kind, link, destination, method, agent, network, network_table,
       decode(translate(address_hash, '-_', '+/') || '==', 'base64'), prefetching, device, known, verdict, reason, certain, quoted_by, view_id
     from jsonb_to_recordset($1::jsonb) as hit (mailbox_id uuid, at timestamptz, id uuid, stamp_id text, mode text, kind text, link int, destination text,
       method text, agent text, network text, network_table text, address_hash text, prefetching boolean, device jsonb, known text, verdict text, reason text, certain boolean, quoted_by uuid, view_id uuid)
     on conflict do nothing`,
    [JSON.stringify(hits.map(rowOf))],
  );
}

/** Notes what they were judged as this time, and where they stand. */
export async function updateHits(tx: EntityManager, hits: readonly PlacedRow[]): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `update hits set verdict = judged.verdict, reason = judged.reason, certain = judged.certain, quoted_by = judged.quoted_by, known = judged.known, view_id = judged.view_id
     from jsonb_to_recordset($1::jsonb) as judged (mailbox_id uuid, at timestamptz, id uuid, known text, verdict text, reason text, certain boolean, quoted_by uuid, view_id uuid)
     where hits.mailbox_id = judged.mailbox_id and hits.at = judged.at and hits.id = judged.id`,
    [JSON.stringify(hits.map(({ mailboxId, at, id, known, viewId, judgement }) => ({ mailbox_id: mailboxId, at, id, known, ...verdictOf(judgement), view_id: viewId })))],
  );
}

/** Removes hits that must not be kept. */
export async function deleteHits(tx: EntityManager, hits: readonly Pick<StoredHit, 'mailboxId' | 'at' | 'id'>[]): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `delete from hits using unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as gone (mailbox_id, at, id)
     where hits.mailbox_id = gone.mailbox_id and hits.at = gone.at and hits.id = gone.id`,
    [hits.map(({ mailboxId }) => mailboxId), hits.map(({ at }) => at), hits.map(({ id }) => id)],
  );
}

function rowOf({ mailboxId, at, id, stampId, mode, kind, link, destination, method, agent, network, networkTable, addressHash, prefetching, device, known, viewId, judgement }: PlacedRow): object {
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
    network_table: networkTable ?? null,
    address_hash: addressHash,
    prefetching,
    device,
    known,
    ...verdictOf(judgement),
    view_id: viewId,
  };
}

function verdictOf({ verdict, reason, certain, quotedBy }: Judgement): object {
  return { verdict, reason, certain, quoted_by: quotedBy };
}

export function columnsOf(stamps: readonly StampKey[]): [string[], string[]] {
  return [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)];
}
