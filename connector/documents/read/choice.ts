/**
 * What a reader chooses in the viewer, for this visit: that pages and times may be told, or that
 * nothing may. A refusal erases what the visit told already; who refused and agrees after all begins
 * anew from there.
 */
import type { EntityManager } from 'typeorm';
import { lockStamps } from '../../tracking/index.js';
import { TELL_EVERY_MS } from './beat-rows.js';
import { eraseVisit } from './erase.js';
import { makeVisit, type Arrival } from './new-visit.js';
import { openedShare, type TellingOptions } from './share-facts.js';

/** Whether pages and times are told from now on. */
export async function agree(tx: EntityManager, options: TellingOptions, arrival: Arrival, now: Date): Promise<boolean> {
  const { visitId, shareId, at } = arrival.ticket;
  const [agreed] = await tx.query<[unknown[], number]>(
    `update visits set timed = true, agreed_at = coalesce(agreed_at, $4), tell_at = greatest($4, told_at + make_interval(secs => $5))
     where share_id = $1 and started_at = $2 and id = $3
       and not exists (select from silenced_stamps silenced where silenced.mailbox_id = visits.mailbox_id and silenced.stamp_id = visits.stamp_id)
     returning id`,
    [shareId, at, visitId, now, TELL_EVERY_MS / 1_000],
  );
  return agreed.length > 0 || makeVisit(tx, options, { ...arrival, agrees: true }, now);
}

export async function refuse(tx: EntityManager, { ticket: { visitId, shareId } }: Arrival, now: Date): Promise<void> {
  const share = await openedShare(tx, shareId);
  if (share === null) return;
  await lockStamps(tx, [share.stampId], 'alone');
  await eraseVisit(tx, share, visitId, now);
}
