/**
 * An address turned out to be one more of a person's: what they said before holds for it, too. Who
 * wants no mail at one address wants none at another, and whoever does not want to be tracked is not,
 * in mail that went to either of them before.
 */
import type { EntityManager } from 'typeorm';
import { optedOutAmong, optOut } from '../../campaigns/index.js';
import { refusedAmong } from '../../consent/index.js';
import { forgetTracksOf } from '../../documents/index.js';
import { withOtherAddresses } from '../../identity/index.js';

/**
 * @param known an address the person had before
 * @param address the one that was joined to it in this transaction
 */
export async function heedWishesOf(tx: EntityManager, known: string, address: string, at: Date): Promise<void> {
  if ((await optedOutAmong(tx, [known])).size > 0) await optOut(tx, [address], 'joined', at);
  // Either may be the one who refused: of all that the person said, the latest counts.
  if ((await refusedAmong(tx, [known, address])).size > 0) await forgetTracksOf(() => at)(tx, await withOtherAddresses(tx, [address]));
}
