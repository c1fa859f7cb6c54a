/**
 * Taking back what visits told: their rows, those of their pages, and their lines in the feed. A line
 * that other visits stand in, too, is told anew by who tells lines (figures/tell.ts).
 */
import type { EntityManager } from 'typeorm';
import { patchLines } from '../../feed/index.js';
import { eraseDocumentHits, type StampKey } from '../../tracking/index.js';

/** The reader refuses: nothing of this visit may be stored any more, and what was is gone. */
export async function eraseVisit(tx: EntityManager, { mailboxId, stampId }: StampKey, visitId: string, now: Date): Promise<void> {
  // Locks the stamp before rows.
  await eraseDocumentHits(tx, [{ mailboxId, stampId, hitId: visitId }]);
  await tx.query('insert into refused_visits (id, at) values ($1, $2) on conflict do nothing', [visitId, now]);
  await eraseRows(tx, 'visits.mailbox_id = $1 and visits.id = $2', [mailboxId, visitId], now);
}

/** All visits of shares whose mails carry these stamps. */
export async function eraseVisitsOf(tx: EntityManager, stamps: readonly StampKey[], now: Date): Promise<void> {
  if (stamps.length === 0) return;
  const columns = [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)];
  await eraseRows(tx, '(visits.mailbox_id, visits.stamp_id) in (select * from unnest($1::uuid[], $2::text[]))', columns, now);
}

/** Visits of people who gave one of these addresses (lower case), with their hits; none of them comes again. */
export async function eraseVisitsBy(tx: EntityManager, addresses: readonly string[], now: Date): Promise<void> {
  const visits = await tx.query<(StampKey & { readonly id: string })[]>('select mailbox_id as "mailboxId", stamp_id as "stampId", id from visits where gave_address = any ($1::text[]) order by stamp_id, id', [addresses]);
  await eraseDocumentHits(tx, visits.map(({ id, ...stamp }) => ({ ...stamp, hitId: id })));
  await tx.query('insert into refused_visits (id, at) select id, $2 from unnest($1::uuid[]) as id on conflict do nothing', [visits.map(({ id }) => id), now]);
  await eraseRows(tx, 'visits.gave_address = any ($1::text[])', [addresses], now);
}

interface Gone {
  readonly mailboxId: string;
  readonly id: string;
  readonly activityId: string | null;
}

/** Rows of visits go first: whoever writes page times holds the visit's. */
async function eraseRows(tx: EntityManager, where: string, parameters: readonly unknown[], now: Date): Promise<void> {
  const [gone] = await tx.query<[Gone[], number]>(`delete from visits where ${where} returning mailbox_id as "mailboxId", id, activity_id::text as "activityId"`, [...parameters]);
  if (gone.length === 0) return;
  await tx.query('delete from page_views where (mailbox_id, visit_id) in (select * from unnest($1::uuid[], $2::uuid[]))', [gone.map(({ mailboxId }) => mailboxId), gone.map(({ id }) => id)]);
  const lines = new Map(gone.flatMap(({ mailboxId, activityId }) => (activityId === null ? [] : [[activityId, mailboxId] as const])));
  const [shared] = await tx.query<[{ activityId: string }[], number]>(
    `update visits set tell_at = $3 where (mailbox_id, activity_id) in (select * from unnest($1::uuid[], $2::bigint[])) returning activity_id::text as "activityId"`,
    [[...lines.values()], [...lines.keys()], now],
  );
  for (const { activityId } of shared) lines.delete(activityId);
  const data = { withdrawn: { at: now.toISOString(), reason: 'What was recorded of it was erased.' } };
  await patchLines(tx, [...lines].map(([id, mailboxId]) => ({ mailboxId, id, data, at: now, count: 1 })));
}
