/** Takes single openings of documents out of what is stored, with what they were counted as. */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';
import { lockStamps } from '../stamp-lock.js';

export interface DocumentHit extends StampKey {
  readonly hitId: string;
}

/** Those that are still to be settled come again: they are told to `DocumentsJudged` then. */
export async function eraseDocumentHits(tx: EntityManager, hits: readonly DocumentHit[]): Promise<void> {
  if (hits.length === 0) return;
  await lockStamps(tx, hits.map(({ stampId }) => stampId), 'alone');
  await tx.query(
    `with gone as (
       delete from hits using unnest($1::uuid[], $2::text[], $3::uuid[]) as gone (mailbox_id, stamp_id, id)
       where hits.mailbox_id = gone.mailbox_id and hits.stamp_id = gone.stamp_id and hits.id = gone.id and kind = 'document'
       returning hits.mailbox_id, hits.stamp_id, verdict in ('human', 'proxy') and quoted_by is null as counted
     )
     update stamp_figures figures set documents = greatest(0, documents - fewer.count)
     from (select mailbox_id, stamp_id, count(*)::int as count from gone where counted group by mailbox_id, stamp_id) as fewer
     where figures.mailbox_id = fewer.mailbox_id and figures.stamp_id = fewer.stamp_id`,
    [hits.map(({ mailboxId }) => mailboxId), hits.map(({ stampId }) => stampId), hits.map(({ hitId }) => hitId)],
  );
}
