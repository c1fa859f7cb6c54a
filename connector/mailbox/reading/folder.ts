/**
 * What is new in one folder, by delta from the stored cursor. A cursor that is worn out, also in the
 * middle of the pages (410, syncStateNotFound, resyncRequired), means reading again from the start
 * of tracking. A round with a filter ends after so many messages that more may have come
 * (graph: delta-query-messages): then the rest is read by the time it was received.
 */
import { path } from '../graph/client.js';
import { isSyncStateLost } from '../graph/failure.js';
import type { GraphMessage } from '../item/schema.js';
import type { FoundBy } from '../types.js';
import { deltaRound } from './delta.js';
import { pagesByDate } from './pages.js';
import { isTried, settleItem, type ReadParts, type Round } from './round.js';
import { codeOf } from './trouble.js';

const MOST_RESTARTS = 3;
const PAGE_SIZE = 100;

/**
 * Gives every new mail to its handler, once.
 * @param folder id or well-known name; the cursor is stored under it
 * @returns the new cursor; null where Graph gave none
 */
export async function readFolder(parts: ReadParts, round: Round, folder: string, foundBy: (itemId: string) => FoundBy): Promise<string | null> {
  const { mailbox, place } = round;
  const [row] = await parts.dataSource.query<{ cursor: string }[]>('select cursor from delta_cursors where mailbox_id = $1 and folder = $2', [mailbox.id, folder]);
  let cursor = row?.cursor ?? null;
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await followDelta(parts, round, folder, cursor, foundBy);
    } catch (error) {
      if (!isSyncStateLost(error) || restarts === MOST_RESTARTS) throw error;
      parts.log.info({ mailbox: mailbox.id, folder: place, code: codeOf(error) }, 'the place in a folder was lost; reading it again from the start');
      cursor = null;
    }
  }
}

async function followDelta(parts: ReadParts, round: Round, folder: string, cursor: string | null, foundBy: (itemId: string) => FoundBy): Promise<string | null> {
  const { mailbox, place } = round;
  let given = 0;
  let next: string | null = null;
  for await (const page of deltaRound(parts.graph, { userId: mailbox.userId, folder, cursor, since: mailbox.trackedSince })) {
    noteUnreadable(parts, round, page.unreadable);
    given += page.messages.length;
    for (const message of bySentTime(page.messages)) {
      if (!isTried(round, message.id)) await settleItem(parts, round, message, place, foundBy(message.id));
    }
    next = page.cursor;
  }
  if (cursor === null && given >= parts.pace.mostFiltered) await readByDate(parts, round, folder, foundBy);
  return next;
}

/** Delta promises no order: a mail may stand before the one it answers or quotes. */
function bySentTime(messages: readonly GraphMessage[]): GraphMessage[] {
  const at = ({ sentDateTime, receivedDateTime }: GraphMessage): number => Date.parse(sentDateTime ?? receivedDateTime ?? '') || 0;
  return [...messages].sort((one, other) => at(one) - at(other));
}

async function readByDate(parts: ReadParts, round: Round, folder: string, foundBy: (itemId: string) => FoundBy): Promise<void> {
  const { mailbox, place } = round;
  parts.log.info({ mailbox: mailbox.id, folder: place }, 'a folder has more new mail than one round gives; reading the rest by date');
  const address = path`/users/${mailbox.userId}/mailFolders/${folder}/messages`;
  for await (const page of pagesByDate(parts.graph, { address, since: mailbox.trackedSince, size: PAGE_SIZE })) {
    noteUnreadable(parts, round, page.unreadable);
    for (const message of page.messages) {
      if (!isTried(round, message.id)) await settleItem(parts, round, message, place, foundBy(message.id));
    }
  }
}

function noteUnreadable({ log }: ReadParts, { mailbox, place }: Round, count: number): void {
  if (count > 0) log.error({ mailbox: mailbox.id, folder: place, count }, 'Graph gave entries that are no messages');
}
