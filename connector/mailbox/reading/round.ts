/**
 * One round of reading: what it has settled so far, and giving a mail to its handler. A mail whose
 * handler fails is tried in later rounds; after MOST_FAILURES it is given once more without what
 * it says, and then left alone. The others of the round go on.
 */
import type { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import { wholeSecond, type Clock } from '../../clock.js';
import type { Herald } from '../coverage/gaps.js';
import type { Folders } from '../folders.js';
import type { Graph } from '../graph/client.js';
import { mailItem } from '../item/item.js';
import type { GraphMessage } from '../item/schema.js';
import type { Pace } from '../pace.js';
import type { Folder, FoundBy, Mailbox, MailHandler, MailItem, Place } from '../types.js';
import { itemAccess, withoutContent } from './access.js';
import { countFailure, MOST_FAILURES } from './notifications.js';
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
  readonly herald: Herald;
}

export interface Round {
  readonly mailbox: Mailbox;
  readonly startedAt: Date;
  readonly place: Place;
  /** Items settled in this round: handled, or none of ours. */
  readonly settled: Set<string>;
  /** Items to be tried again in a later round, with the code of their failure. */
  readonly failed: Map<string, string>;
}

export function beginRound({ clock }: ReadParts, mailbox: Mailbox, place: Place): Round {
  return { mailbox, startedAt: clock.now(), place, settled: new Set(), failed: new Map() };
}

/** Gives a mail to its handler, unless it is none of ours (removed, a draft, from before we were asked to track) or was just handled. */
export async function settleItem(parts: ReadParts, round: Round, message: GraphMessage, where: Place, foundBy: FoundBy): Promise<void> {
  const { mailbox, settled } = round;
  const ofOurs = message['@removed'] === undefined && message.isDraft !== true && !parts.recent.has(mailbox.id, message.id);
  const item = ofOurs ? mailItem(message, where) : null;
  if (item !== null && isTracked(mailbox, item)) {
    const handle = handlerOf(parts.handlers, mailbox, item);
    const access = itemAccess(parts, mailbox.userId, item.itemId, foundBy);
    try {
      await handle(mailbox, item, access);
    } catch (error) {
      if (isOfTheWorld(error)) throw error;
      const isGivenUp = await noteFailure(parts, round, item.itemId, error);
      // What Exchange does not give out of a mail must not hide that it is a reply.
      if (isGivenUp) await handle(mailbox, item, withoutContent(access)).catch((last: unknown) => noteLost(parts, round, item.itemId, last));
      return;
    }
    parts.recent.add(mailbox.id, item.itemId);
  }
  settled.add(message.id);
}

export function isTried({ settled, failed }: Round, itemId: string): boolean {
  return settled.has(itemId) || failed.has(itemId);
}

export function isTracked({ trackedSince }: Pick<Mailbox, 'trackedSince'>, { receivedAt }: Pick<MailItem, 'receivedAt'>): boolean {
  return receivedAt >= wholeSecond(trackedSince);
}

/** Sent mail that was filed elsewhere is sent mail still: it has never been in transport, and is from the mailbox itself. */
export function handlerOf(handlers: Readonly<Record<Folder, MailHandler>>, mailbox: Pick<Mailbox, 'addresses'>, item: Pick<MailItem, 'folder' | 'from' | 'headers'>): MailHandler {
  if (item.folder !== 'other') return handlers[item.folder];
  const isSent = item.headers.length === 0 && item.from !== null && mailbox.addresses.includes(item.from.address);
  return handlers[isSent ? 'sentitems' : 'inbox'];
}

/** True if it failed so often that it is given up. */
async function noteFailure(parts: ReadParts, round: Round, itemId: string, error: unknown): Promise<boolean> {
  const { mailbox, place } = round;
  const attempts = await countFailure(parts.dataSource.manager, mailbox.id, place, itemId, parts.clock.now());
  const facts = { mailbox: mailbox.id, folder: place, item: itemId, attempts, code: codeOf(error), at: placeOf(error) };
  if (attempts < MOST_FAILURES) {
    round.failed.set(itemId, codeOf(error));
    parts.log.warn(facts, 'a mail could not be handled; it will be tried again');
    return false;
  }
  round.settled.add(itemId);
  parts.log.warn(facts, 'a mail could not be handled; its header must do, and reading goes on');
  return true;
}

function noteLost(parts: ReadParts, { mailbox, place }: Round, itemId: string, error: unknown): void {
  if (isOfTheWorld(error)) throw error;
  parts.log.error({ mailbox: mailbox.id, folder: place, item: itemId, code: codeOf(error), at: placeOf(error) }, 'a mail could not be handled and is left alone; reading goes on');
}
