/**
 * The last look before a mail goes: what has come into any folder is handled as if it had been
 * notified. No cursor moves; delta stays the truth.
 *
 * A mail whose handler fails again and again must not hold up a mailbox for ever, and yet may be the
 * answer that should. So it is left alone after MOST_FAILURES, here and in the reading of folders,
 * and named with every later look for as long as it lies in the mailbox and cannot be handled:
 * whoever sends decides whom it concerns.
 */
import { ReadbackError } from '../errors.js';
import { look } from './look.js';
import { itemAccess } from './reading/access.js';
import { fetchItem } from './reading/fetch-item.js';
import { countFailure, forgetLeftAlone, leftAlone, MOST_FAILURES } from './reading/notifications.js';
import { handlerOf, isTracked, type ReadParts } from './reading/round.js';
import { codeOf, isOfTheWorld, placeOf } from './reading/trouble.js';
import { mailItem } from './item/item.js';
import type { Looked, Mailbox, MailItem } from './types.js';

/** @throws {ReadbackError} INTERNAL when a mail is to be tried again; whatever keeps us from looking */
export async function lookThrough(parts: ReadParts, mailbox: Mailbox, since: Date): Promise<Looked> {
  const items = await look(parts, mailbox, since);
  const before = await leftBefore(parts, mailbox, new Set(items.map(({ itemId }) => itemId)));
  const unhandled: MailItem[] = [];
  let tryAgain = 0;
  for (const item of [...items, ...before]) {
    if (!isTracked(mailbox, item) || parts.recent.has(mailbox.id, item.itemId)) continue;
    const outcome = await handle(parts, mailbox, item);
    if (outcome === 'left alone') unhandled.push(item);
    if (outcome === 'failed') tryAgain += 1;
  }
  if (tryAgain > 0) throw new ReadbackError('INTERNAL', 'Some mail could not be handled and will be tried again.', { count: tryAgain });
  return { until: newest(items), leftAlone: unhandled };
}

async function handle(parts: ReadParts, mailbox: Mailbox, item: MailItem): Promise<'handled' | 'failed' | 'left alone'> {
  const { manager } = parts.dataSource;
  try {
    await handlerOf(parts.handlers, mailbox, item)(mailbox, item, itemAccess(parts, mailbox.userId, item.itemId, 'last_look'));
  } catch (error) {
    if (isOfTheWorld(error)) throw error;
    const attempts = await countFailure(manager, mailbox.id, item.folder, item.itemId, parts.clock.now());
    parts.log.warn({ mailbox: mailbox.id, folder: item.folder, item: item.itemId, attempts, code: codeOf(error), at: placeOf(error) }, 'a mail could not be handled before another was to go');
    return attempts < MOST_FAILURES ? 'failed' : 'left alone';
  }
  parts.recent.add(mailbox.id, item.itemId);
  await forgetLeftAlone(manager, mailbox.id, item.itemId);
  return 'handled';
}

/** Mail left alone earlier that this look did not show; what is gone from the mailbox is forgotten. */
async function leftBefore(parts: ReadParts, mailbox: Mailbox, shown: ReadonlySet<string>): Promise<MailItem[]> {
  const found: MailItem[] = [];
  for (const itemId of await leftAlone(parts.dataSource.manager, mailbox.id)) {
    if (shown.has(itemId)) continue;
    const message = await fetchItem(parts.graph, mailbox.userId, itemId);
    if (message === null) await forgetLeftAlone(parts.dataSource.manager, mailbox.id, itemId);
    else if (message.isDraft !== true) found.push(mailItem(message, await parts.folders.placeOf(mailbox, message.parentFolderId)));
  }
  return found;
}

function newest(items: readonly MailItem[]): Date | null {
  return items.reduce<Date | null>((latest, { receivedAt }) => (latest === null || receivedAt > latest ? receivedAt : latest), null);
}
