/** "This was me": what the rep says of a view counts more than anything we know. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { StampKey } from '../hit.js';
import { resettle } from '../settle/resettle.js';
import { lockStamps } from '../stamp-lock.js';
import type { MineAnswer } from './api.js';
import { messageOf } from './show.js';

/** Of one request. Throws NOT_FOUND. */
export async function sayOfHit(tx: EntityManager, mailboxId: string, messageId: string, hitId: string, mine: boolean): Promise<MineAnswer> {
  const { stampId } = await messageOf(tx, mailboxId, messageId);
  if (stampId === null) throw new ReadbackError('NOT_FOUND', 'There is no such view.');
  return say(tx, { mailboxId, stampId }, 'id', hitId, mine);
}

/** Of a line of the feed. Throws NOT_FOUND. */
export async function sayOfLine(tx: EntityManager, mailboxId: string, activityId: string, mine: boolean): Promise<MineAnswer> {
  const [view] = await tx.query<{ id: string; stamp_id: string }[]>('select id, stamp_id from views where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId]);
  if (view === undefined) throw new ReadbackError('NOT_FOUND', 'This line tells of no view.');
  return say(tx, { mailboxId, stampId: view.stamp_id }, 'view_id', view.id, mine);
}

async function say(tx: EntityManager, { mailboxId, stampId }: StampKey, by: 'id' | 'view_id', id: string, mine: boolean): Promise<MineAnswer> {
  await lockStamps(tx, [stampId], 'alone');
  const [, hits] = await tx.query<[unknown[], number]>(`update hits set known = $4 where mailbox_id = $1 and stamp_id = $2 and ${by} = $3`, [
    mailboxId,
    stampId,
    id,
    mine ? 'said-own' : 'said-other',
  ]);
  if (hits === 0) throw new ReadbackError('NOT_FOUND', 'There is no such view.');
  await resettle(tx, [{ mailboxId, stampId }]);
  return { hits, says: null };
}
