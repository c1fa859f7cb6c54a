/**
 * Reads every folder but Inbox and Sent Items by delta: replies that Inbox rules or the junk filter
 * put there, found at the latest by the sweep. See docs/decisions/replies-in-other-folders-are-notified-and-swept.md.
 */
import { mailboxEntity } from '../entities.js';
import { keepCursor } from '../folders.js';
import { GraphFailure, isGone } from '../graph/failure.js';
import { readFolder } from './folder.js';
import { forgetHandled } from './notifications.js';
import { failIfAny, noteRead } from './read.js';
import { beginRound, type ReadParts } from './round.js';

/** One folder that Exchange cannot read must not keep the others from being read; many mean that none can. */
const MOST_REFUSED = 3;

/** Reads everything new. Throws when something has to be tried again later; what was read before stays read. */
export async function readOthers(parts: ReadParts, mailboxId: string): Promise<void> {
  const mailbox = await parts.dataSource.manager.findOneBy(mailboxEntity, { id: mailboxId, state: 'connected' });
  if (mailbox === null) return;
  const round = beginRound(parts, mailbox, 'other');
  const refused: GraphFailure[] = [];
  let isWhole = true;
  for (const folder of await parts.folders.others(mailbox)) {
    try {
      const cursor = await readFolder(parts, round, folder, () => 'sweep');
      if (cursor !== null && round.failed.size === 0) await keepCursor(parts.dataSource.manager, mailbox.id, folder, cursor);
    } catch (error) {
      if (isGone(error)) {
        // It may be there all the same; the next time tells.
        isWhole = false;
        await parts.folders.forget(mailbox.id, folder);
      } else if (error instanceof GraphFailure && refused.length < MOST_REFUSED) refused.push(error);
      else throw error;
    }
  }
  const [first] = refused;
  if (first !== undefined) throw first;
  failIfAny(round);
  await parts.dataSource.transaction(async (tx) => {
    await forgetHandled(tx, mailbox.id, 'other', { ids: [], itemIds: [...round.settled] });
    if (isWhole) await noteRead(tx, parts, round, 'others_read_at = $2');
  });
}
