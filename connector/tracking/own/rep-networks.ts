/**
 * Networks reps used Readback from, kept 30 days as the keyed hash of the address. Together with
 * Outlook's agent they are a weak sign that a hit was the rep's: desktop Outlook shares no cookie
 * with any browser.
 */
import type { EntityManager } from 'typeorm';

export async function noteNetwork(tx: EntityManager, repId: string, addressHash: Buffer, at: Date): Promise<void> {
  await tx.query(
    `insert into rep_networks (rep_id, address_hash, seen_at) values ($1, $2, $3)
     on conflict (rep_id, address_hash) do update set seen_at = greatest(rep_networks.seen_at, excluded.seen_at)`,
    [repId, addressHash, at],
  );
}

export async function forgetOldNetworks(tx: EntityManager, now: Date): Promise<void> {
  await tx.query(`delete from rep_networks where seen_at < $1::timestamptz - interval '30 days'`, [now]);
}
