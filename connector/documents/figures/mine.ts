/** "This was me", said of somebody who read a document: of all visits that stand in one line with it. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { sayOfDocuments, type MineAnswer, type Saying } from '../../tracking/index.js';

interface Said {
  readonly id: string;
  readonly stampId: string;
}

/** Throws NOT_FOUND. */
export async function sayOfVisit(tx: EntityManager, saying: Saying, visitId: string): Promise<MineAnswer> {
  return say(
    tx,
    saying,
    await tx.query<Said[]>(
      `select visit.id, visit.stamp_id as "stampId" from visits said
       join visits visit on visit.mailbox_id = said.mailbox_id and (visit.id = said.id or (visit.share_id = said.share_id and visit.activity_id = said.activity_id))
       where said.mailbox_id = $1 and said.id = $2`,
      [saying.mailboxId, visitId],
    ),
  );
}

/** Throws NOT_FOUND. */
export async function sayOfDocumentLine(tx: EntityManager, saying: Saying, activityId: string): Promise<MineAnswer> {
  return say(tx, saying, await tx.query<Said[]>('select id, stamp_id as "stampId" from visits where mailbox_id = $1 and activity_id = $2', [saying.mailboxId, activityId]));
}

async function say(tx: EntityManager, saying: Saying, visits: readonly Said[]): Promise<MineAnswer> {
  const [first] = visits;
  if (first === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such visit.');
  const ids = visits.map(({ id }) => id);
  const answer = await sayOfDocuments(tx, saying, first.stampId, ids).catch((error: unknown) => {
    // Of who agreed in the document, and of old months, there is no hit to learn from.
    if (error instanceof ReadbackError && error.code === 'NOT_FOUND') return { hits: visits.length, says: null };
    throw error;
  });
  await tx.query(
    `update visits set verdict = $3, reason = $4, certain = true, tell_at = $5 where mailbox_id = $1 and id = any ($2::uuid[])
       and not exists (select from hits where hits.mailbox_id = visits.mailbox_id and hits.stamp_id = visits.stamp_id and hits.id = visits.id)`,
    [saying.mailboxId, ids, saying.mine ? 'self' : 'human', saying.mine ? 'said-own' : 'said-other', saying.now],
  );
  return answer;
}
