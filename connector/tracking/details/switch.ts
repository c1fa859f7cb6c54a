/** Switching tracking of a sent mail off and on again. Off: from then on nothing is recorded of it; what was stays. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { silence, unsilence } from '../silence.js';
import type { MessageDetails } from './api.js';
import type { MessageRow } from './rows.js';
import { messageOf } from './show.js';

/** Pure. */
export function switchOf({ stampId, mode, refused, isTest }: Pick<MessageRow, 'stampId' | 'mode' | 'refused' | 'isTest'>): MessageDetails['switch'] {
  if (refused) return { possible: false, says: 'Nothing of it is recorded but replies, and that stays so.' };
  if (stampId === null || mode === 'replies') return { possible: false, says: 'The mail carries no image and no tracked links, so there is nothing to switch off.' };
  if (mode === 'off') return { possible: false, says: 'Nothing of this mail is tracked, so there is nothing to switch off.' };
  if (mode === 'anonymous') return { possible: false, says: 'Views and links are counted for many mails together, so they cannot be switched off for one.' };
  if (isTest) return { possible: false, says: 'A test is always tracked.' };
  return { possible: true, says: null };
}

/** Throws NOT_FOUND, CONFLICT. */
export async function switchTracking(tx: EntityManager, mailboxId: string, messageId: string, on: boolean): Promise<void> {
  const row = await messageOf(tx, mailboxId, messageId);
  const { possible, says } = switchOf(row);
  if (!possible || row.stampId === null) throw new ReadbackError('CONFLICT', says ?? undefined);
  const stamps = [{ mailboxId, stampId: row.stampId }];
  if (on) await unsilence(tx, stamps, 'switched-off');
  else await silence(tx, stamps, 'switched-off');
}
