/** Somebody does not consent (any more): mail they have is silenced, and what they read of documents is gone with what they looked at. */
import type { EntityManager } from 'typeorm';
import { silenceMailTo } from '../tracking/index.js';
import { eraseReadBy } from './figures/personal-data.js';

/** For `ConsentEffects`: in the transaction that writes the refusal down. */
export function forgetTracksOf(now: () => Date): (tx: EntityManager, addresses: readonly string[]) => Promise<void> {
  return async (tx, addresses) => {
    await silenceMailTo(tx, addresses);
    await eraseReadBy(tx, addresses, now());
  };
}
