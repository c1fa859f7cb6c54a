/**
 * What keeps the next mail from going to somebody who is in a campaign and would be due. Asked
 * before a mail is begun and again in the moment before it goes.
 */
import type { EntityManager } from 'typeorm';
import { teamOfUser } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { isOptedOut } from './opt-outs.js';
import { heldAmong } from './person-holds.js';
import { isQueueHeld } from './queue-holds.js';
import { undeliverableAmong } from './undeliverable.js';

/** `opted-out`, `undeliverable`: for good. `held`: until the rep answers. `queue`: until the rep lets the mailbox send again. */
export type Obstacle = 'opted-out' | 'undeliverable' | 'held' | 'queue';

export async function obstacleTo(tx: EntityManager, mailbox: Mailbox, { personId, address }: { readonly personId: string; readonly address: string }): Promise<Obstacle | null> {
  if (await isOptedOut(tx, address)) return 'opted-out';
  const team = await teamOfUser(tx, mailbox.userId);
  if ((await undeliverableAmong(tx, team.id, [address])).size > 0) return 'undeliverable';
  if ((await heldAmong(tx, team.id, [personId])).size > 0) return 'held';
  return (await isQueueHeld(tx, mailbox.id)) ? 'queue' : null;
}
