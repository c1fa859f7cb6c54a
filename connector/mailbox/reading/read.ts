/**
 * Reading a mailbox: notifications wake, delta decides (DESIGN "Graph: wake-up and truth").
 *
 * A round goes through delta from the stored cursor, gives each new mail to its handler, then looks
 * at notified mail that delta did not show. Only when all were handled does one transaction move the
 * cursor and forget the notifications: a connector killed before begins the round again, and
 * handlers are idempotent. Of folders other than Inbox and Sent Items, what is notified is looked at
 * by its id; `others.ts` reads them by delta.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { settle } from '../coverage/gaps.js';
import { mailboxEntity } from '../entities.js';
import { keepCursor } from '../folders.js';
import { addLaterReadJob, addReadOthersJob } from '../jobs.js';
import type { Pace } from '../pace.js';
import type { Mailbox, Place } from '../types.js';
import { fetchItem } from './fetch-item.js';
import { readFolder } from './folder.js';
import { countMissing, forgetHandled, waitingNotifications, type Notified } from './notifications.js';
import { beginRound, isTried, settleItem, type ReadParts, type Round } from './round.js';
import { codeOf } from './trouble.js';

/** More notified mail elsewhere than this is no reply but somebody tidying up: going through the folders takes fewer requests. */
const MOST_LOOKED_AT = 20;

/** Reads everything new. Throws when something has to be tried again later. Does nothing for a removed mailbox. */
export async function readSince(parts: ReadParts, mailboxId: string, place: Place): Promise<void> {
  const { manager } = parts.dataSource;
  const mailbox = await manager.findOneBy(mailboxEntity, { id: mailboxId, state: 'connected' });
  if (mailbox === null) return;
  try {
    await readPlace(parts, mailbox, place);
  } catch (error) {
    if (place === 'inbox') await noteTrouble(parts, mailbox, error);
    throw error;
  }
}

async function readPlace(parts: ReadParts, mailbox: Mailbox, place: Place): Promise<void> {
  const notified = await waitingNotifications(parts.dataSource.manager, mailbox.id, place);
  const round = beginRound(parts, mailbox, place);
  const waiting = new Set(notified.map(({ itemId }) => itemId));
  const cursor = place === 'other' ? null : await readFolder(parts, round, place, (itemId) => (waiting.has(itemId) ? 'notification' : 'sweep'));
  const unseen = notified.filter(({ itemId, failedElsewhere }) => !isTried(round, itemId) && !parts.recent.has(mailbox.id, itemId) && !(place === 'other' && failedElsewhere));
  if (place === 'other' && unseen.length > MOST_LOOKED_AT) {
    await leaveToDelta(parts, round, notified);
    return;
  }
  const missing = await readNotified(parts, round, unseen);
  failIfAny(round);
  await finish(parts, round, notified, missing, cursor);
}

export function failIfAny({ failed }: Round): void {
  if (failed.size === 0) return;
  throw new ReadbackError('INTERNAL', 'Some mail could not be handled and will be tried again.', { count: failed.size, codes: [...new Set(failed.values())] });
}

/** What keeps us from reading is noted with the mailbox, for `coverage/` to judge. The failure itself is thrown by the caller. */
async function noteTrouble({ dataSource, clock, log, herald }: ReadParts, mailbox: Mailbox, error: unknown): Promise<void> {
  await dataSource
    .transaction(async (tx) => {
      await tx.query('update mailboxes set failing = $2 where id = $1', [mailbox.id, codeOf(error)]);
      await settle(tx, herald, mailbox.id, clock.now());
    })
    .catch((trouble: unknown) => log.warn({ mailbox: mailbox.id, code: codeOf(trouble) }, 'could not note that a mailbox cannot be read'));
}

/** A notification whose mail is not there (yet); `looked`: in this round. */
interface Missing {
  readonly notification: Notified;
  readonly looked: boolean;
}

/** Looks at notified mail that delta did not show. Gives what is missing. */
async function readNotified(parts: ReadParts, round: Round, unseen: readonly Notified[]): Promise<Missing[]> {
  const { mailbox } = round;
  const missing: Missing[] = [];
  for (const notification of unseen) {
    if (nextLook(parts.pace, notification).getTime() > parts.clock.now().getTime()) {
      missing.push({ notification, looked: false });
      continue;
    }
    const message = await fetchItem(parts.graph, mailbox.userId, notification.itemId);
    if (message === null) missing.push({ notification, looked: true });
    else await settleItem(parts, round, message, await parts.folders.placeOf(mailbox, message.parentFolderId), 'notification');
  }
  return missing;
}

async function leaveToDelta({ dataSource }: ReadParts, { mailbox, place }: Round, notified: readonly Notified[]): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await forgetHandled(tx, mailbox.id, place, { ids: notified.map(({ id }) => id), itemIds: [] });
    await addReadOthersJob(tx, mailbox.id);
  });
}

/** One transaction: cursor on, notifications gone, missing ones looked for later or left to delta. */
async function finish(parts: ReadParts, round: Round, notified: readonly Notified[], missing: readonly Missing[], cursor: string | null): Promise<void> {
  const { mailbox, place, settled } = round;
  const now = parts.clock.now();
  const tries = parts.pace.notThereYet_ms.length;
  const open = missing.filter(({ notification, looked }) => !looked || notification.attempts < tries);
  const openIds = new Set(open.map(({ notification }) => notification.id));
  const nextLooks = open.map(({ notification, looked }) => nextLook(parts.pace, looked ? { ...notification, attempts: notification.attempts + 1 } : notification));

  await parts.dataSource.transaction(async (tx) => {
    if (cursor !== null) await keepCursor(tx, mailbox.id, place, cursor);
    await forgetHandled(tx, mailbox.id, place, { ids: notified.map(({ id }) => id).filter((id) => !openIds.has(id)), itemIds: [...settled] });
    await countMissing(tx, mailbox.id, open.filter(({ looked }) => looked).map(({ notification }) => notification.id));
    if (place !== 'other') await noteRead(tx, parts, round, place === 'inbox' ? READ_INBOX : 'sent_read_at = $2');
    const [soonest] = nextLooks.sort((a, b) => a.getTime() - b.getTime());
    if (soonest !== undefined) await addLaterReadJob(tx, mailbox.id, place, soonest.getTime() - now.getTime());
  });
}

/** The Inbox alone says whether a mailbox is read: answers come there. */
const READ_INBOX = 'last_read_at = $2, alive_at = clock_timestamp(), failing = null';

/** Notes that everything was read. Asks first what was missing until now: a connector that was down has a gap to fill. */
export async function noteRead(tx: EntityManager, { clock, herald }: ReadParts, { mailbox, startedAt }: Round, change: string): Promise<void> {
  await settle(tx, herald, mailbox.id, clock.now());
  await tx.query(`update mailboxes set ${change} where id = $1`, [mailbox.id, startedAt]);
  await settle(tx, herald, mailbox.id, clock.now());
}

/** When a notified mail is looked for: at once, then after each wait of the pace. */
function nextLook(pace: Pace, { attempts, receivedAt }: Notified): Date {
  const waited_ms = pace.notThereYet_ms.slice(0, attempts).reduce((sum, wait_ms) => sum + wait_ms, 0);
  return new Date(receivedAt.getTime() + waited_ms);
}
