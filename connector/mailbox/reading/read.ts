/**
 * Reading a folder: notifications wake, delta decides (DESIGN "Graph: wake-up and truth").
 *
 * A round goes through delta from the stored cursor, gives each new mail to the folder's handler,
 * then looks at notified mail that delta did not show. Only when all were handled does one
 * transaction move the cursor and forget the notifications: a connector killed before begins the
 * round again, and handlers are idempotent. A mail whose handler fails is tried in later rounds,
 * with the job's backoff, and left alone after MOST_FAILURES; the others of the round go on.
 */
import type { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { mailboxEntity } from '../entities.js';
import type { Folders } from '../folders.js';
import type { Graph } from '../graph/client.js';
import { isSyncStateLost } from '../graph/failure.js';
import { mailItem } from '../item/item.js';
import type { GraphMessage } from '../item/schema.js';
import { addLaterReadJob } from '../jobs.js';
import type { Pace } from '../pace.js';
import type { Folder, FoundBy, Mailbox, MailHandler, MailItem } from '../types.js';
import { itemAccess } from './access.js';
import { deltaRound } from './delta.js';
import { fetchItem } from './fetch-item.js';
import { countFailure, countMissing, forgetHandled, MOST_FAILURES, waitingNotifications, type Notified } from './notifications.js';
import type { RecentItems } from './recent.js';
import { codeOf, isOfTheWorld, placeOf } from './trouble.js';

export interface ReadParts {
  readonly dataSource: DataSource;
  readonly graph: Graph;
  readonly folders: Folders;
  readonly handlers: Readonly<Record<Folder, MailHandler>>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pace: Pace;
  readonly recent: RecentItems;
}

/** What a round has done so far. */
interface Round {
  readonly mailbox: Mailbox;
  readonly startedAt: Date;
  readonly folder: Folder;
  /** What Exchange told us of before the round began. */
  readonly notified: readonly Notified[];
  /** Items settled in this round: handled, or none of ours. */
  readonly settled: Set<string>;
  /** Items to be tried again in a later round, with the code of their failure. */
  readonly failed: Map<string, string>;
}

/** Reads everything new. Throws when something has to be tried again later. Does nothing for a removed mailbox. */
export async function readSince(parts: ReadParts, mailboxId: string, folder: Folder): Promise<void> {
  const { manager } = parts.dataSource;
  const mailbox = await manager.findOneBy(mailboxEntity, { id: mailboxId, state: 'connected' });
  if (mailbox === null) return;
  const notified = await waitingNotifications(manager, mailboxId, folder);
  const round: Round = { mailbox, startedAt: parts.clock.now(), folder, notified, settled: new Set(), failed: new Map() };

  const cursor = await readDelta(parts, round);
  const missing = await readNotified(parts, round);
  if (round.failed.size > 0) {
    const codes = [...new Set(round.failed.values())];
    throw new ReadbackError('INTERNAL', 'Some mail could not be handled and will be tried again.', { count: round.failed.size, codes });
  }
  await finish(parts, round, missing, cursor);
}

/** Goes through delta; gives the new cursor, or null where Graph gave none. */
async function readDelta(parts: ReadParts, round: Round): Promise<string | null> {
  const { mailbox, folder } = round;
  const [row] = await parts.dataSource.query<{ cursor: string }[]>('select cursor from delta_cursors where mailbox_id = $1 and folder = $2', [mailbox.id, folder]);
  try {
    return await followDelta(parts, round, row?.cursor ?? null);
  } catch (error) {
    if (row === undefined || !isSyncStateLost(error)) throw error;
    parts.log.info({ mailbox: mailbox.id, folder, code: codeOf(error) }, 'the place in the folder was lost; reading it again from the start');
    return followDelta(parts, round, null);
  }
}

async function followDelta(parts: ReadParts, round: Round, cursor: string | null): Promise<string | null> {
  const { mailbox, folder } = round;
  const waiting = new Set(round.notified.map(({ itemId }) => itemId));
  let next: string | null = null;
  for await (const page of deltaRound(parts.graph, { userId: mailbox.userId, folder, cursor, since: mailbox.trackedSince })) {
    if (page.unreadable > 0) parts.log.error({ mailbox: mailbox.id, folder, count: page.unreadable }, 'Graph gave entries that are no messages');
    for (const message of page.messages) {
      if (!isTried(round, message.id)) await settle(parts, round, message, folder, waiting.has(message.id) ? 'notification' : 'sweep');
    }
    next = page.cursor;
  }
  return next;
}

/** A notification whose mail is not there (yet); `looked`: in this round. */
interface Missing {
  readonly notification: Notified;
  readonly looked: boolean;
}

/** Looks at notified mail that delta did not show. Gives what is missing. */
async function readNotified(parts: ReadParts, round: Round): Promise<Missing[]> {
  const { mailbox, notified } = round;
  const missing: Missing[] = [];
  for (const notification of notified) {
    const { itemId } = notification;
    if (isTried(round, itemId) || parts.recent.has(mailbox.id, itemId)) continue;
    if (nextLook(parts.pace, notification).getTime() > parts.clock.now().getTime()) {
      missing.push({ notification, looked: false });
      continue;
    }
    const message = await fetchItem(parts.graph, mailbox.userId, itemId);
    if (message === null) missing.push({ notification, looked: true });
    else await settle(parts, round, message, await parts.folders.nameOf(mailbox.userId, message.parentFolderId), 'notification');
  }
  return missing;
}

/** Gives a mail to the handler, unless it is none of ours (removed, a draft, from before we were asked to track) or was just handled. */
async function settle(parts: ReadParts, round: Round, message: GraphMessage, where: MailItem['folder'], foundBy: FoundBy): Promise<void> {
  const { mailbox, folder, settled } = round;
  const ofOurs = message['@removed'] === undefined && message.isDraft !== true && !parts.recent.has(mailbox.id, message.id);
  const item = ofOurs ? mailItem(message, where) : null;
  if (item !== null && item.receivedAt.getTime() >= Math.floor(mailbox.trackedSince.getTime() / 1000) * 1000) {
    try {
      await parts.handlers[folder](mailbox, item, itemAccess(parts.graph, mailbox.userId, item.itemId, foundBy));
    } catch (error) {
      if (isOfTheWorld(error)) throw error;
      await noteFailure(parts, round, item.itemId, error);
      return;
    }
    parts.recent.add(mailbox.id, item.itemId);
  }
  settled.add(message.id);
}

function isTried({ settled, failed }: Round, itemId: string): boolean {
  return settled.has(itemId) || failed.has(itemId);
}

async function noteFailure(parts: ReadParts, round: Round, itemId: string, error: unknown): Promise<void> {
  const { mailbox, folder } = round;
  const attempts = await countFailure(parts.dataSource.manager, mailbox.id, folder, itemId, parts.clock.now());
  const facts = { mailbox: mailbox.id, folder, item: itemId, attempts, code: codeOf(error), at: placeOf(error) };
  if (attempts < MOST_FAILURES) {
    round.failed.set(itemId, codeOf(error));
    parts.log.warn(facts, 'a mail could not be handled; it will be tried again');
  } else {
    round.settled.add(itemId);
    parts.log.error(facts, 'a mail could not be handled and is left alone; reading goes on');
  }
}

/** One transaction: cursor on, notifications gone, missing ones looked for later or left to delta. */
async function finish(parts: ReadParts, round: Round, missing: readonly Missing[], cursor: string | null): Promise<void> {
  const { mailbox, folder, notified, settled } = round;
  const now = parts.clock.now();
  const tries = parts.pace.notThereYet_ms.length;
  const open = missing.filter(({ notification, looked }) => !looked || notification.attempts < tries);
  const openIds = new Set(open.map(({ notification }) => notification.id));
  const nextLooks = open.map(({ notification, looked }) => nextLook(parts.pace, looked ? { ...notification, attempts: notification.attempts + 1 } : notification));

  await parts.dataSource.transaction(async (tx) => {
    if (cursor !== null) {
      await tx.query(
        `insert into delta_cursors (mailbox_id, folder, cursor)
         select id, $2, $3 from mailboxes where id = $1 and state = 'connected'
         on conflict (mailbox_id, folder) do update set cursor = excluded.cursor`,
        [mailbox.id, folder, cursor],
      );
    }
    await forgetHandled(tx, mailbox.id, folder, { ids: notified.map(({ id }) => id).filter((id) => !openIds.has(id)), itemIds: [...settled] });
    await countMissing(tx, mailbox.id, open.filter(({ looked }) => looked).map(({ notification }) => notification.id));
    // The last look before a campaign step begins here: only the Inbox counts.
    if (folder === 'inbox') await tx.query('update mailboxes set last_read_at = $2 where id = $1', [mailbox.id, round.startedAt]);
    const [soonest] = nextLooks.sort((a, b) => a.getTime() - b.getTime());
    if (soonest !== undefined) await addLaterReadJob(tx, mailbox.id, folder, soonest.getTime() - now.getTime());
  });
}

/** When a notified mail is looked for: at once, then after each wait of the pace. */
function nextLook(pace: Pace, { attempts, receivedAt }: Notified): Date {
  const waited_ms = pace.notThereYet_ms.slice(0, attempts).reduce((sum, wait_ms) => sum + wait_ms, 0);
  return new Date(receivedAt.getTime() + waited_ms);
}
