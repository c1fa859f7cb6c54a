/**
 * Sending a mail once (DESIGN "Sending is never retried blindly"). The draft comes first, its ids
 * are stored before it goes, and after an unclear answer (5xx, timeout, a killed connector) the mail
 * itself is looked at: it may have gone. Only what is surely still a draft may be sent again, and
 * then the caller is asked anew whether it still may.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { messageOf, ReadbackError } from '../../errors.js';
import { GraphFailure } from '../graph/failure.js';
import { retryAfter_ms } from '../graph/retry.js';
import { headerValues, parseHeaders } from '../item/headers.js';
import { messageIds } from '../item/message-ids.js';
import type { Pace } from '../pace.js';
import type { DraftIds, Mailbox, SendState } from '../types.js';
import type { Drafts } from './drafts.js';
import { begin, endAttempt, findOutgoing, idsOf, setDrafted, setState, type Outgoing, type OutgoingKey } from './rows.js';

/** Attempts of one call; then the job is tried again later. */
const MOST_SENDS = 3;
/** Of a Retry-After; longer ones are left to the job queue's own. */
const LONGEST_WAIT_MS = 30_000;

export interface OutgoingParts {
  readonly dataSource: DataSource;
  readonly drafts: Drafts;
  readonly pace: Pace;
  readonly log: Logger;
}

type Sender = Pick<Mailbox, 'id' | 'userId'>;

/**
 * The draft of `key`, made from MIME on first call. `stored` runs in the transaction that stores
 * its ids. A draft left by a connector that was killed before that is found by its Message-ID.
 * @throws {ReadbackError} CONFLICT if the mail was abandoned before it had a draft
 */
export async function draftOnce(
  { dataSource, drafts }: OutgoingParts,
  sender: Sender,
  key: string,
  mime: string,
  stored: (tx: EntityManager, ids: DraftIds) => Promise<void>,
): Promise<DraftIds> {
  const at = { mailboxId: sender.id, key };
  const internetMessageId = messageIdOf(mime);
  const isNew = await begin(dataSource.manager, at, internetMessageId);
  if (!isNew) {
    const row = await findOutgoing(dataSource.manager, at, false);
    if (row !== null && row.state !== 'drafting') return knownIds(row);
  }
  const left = isNew ? null : await leftBehind(drafts, sender, internetMessageId);
  const ids = left ?? (await drafts.create(sender.userId, mime, internetMessageId));
  const taken = await dataSource.transaction(async (tx) => {
    const row = await findOutgoing(tx, at, true);
    if (row?.state !== 'drafting') return row;
    await setDrafted(tx, at, ids);
    await stored(tx, ids);
    return null;
  });
  if (taken === null) return ids;
  if (taken.itemId !== ids.itemId) await drafts.delete(sender.userId, ids.itemId);
  return knownIds(taken);
}

/** A draft with our Message-ID; further ones, which nobody knows of, are removed. */
async function leftBehind(drafts: Drafts, sender: Sender, internetMessageId: string): Promise<DraftIds | null> {
  const found = await drafts.withMessageId(sender, internetMessageId);
  const [first, ...others] = found.filter(({ state }) => state === 'draft');
  for (const { itemId } of others) await drafts.delete(sender.userId, itemId);
  return first ?? null;
}

function knownIds(row: Outgoing): DraftIds {
  if (row.itemId === null) throw new ReadbackError('CONFLICT', 'This mail was abandoned before it was written.');
  return idsOf(row);
}

/**
 * Sends the draft of `key`, at most once. `mayGo` runs in the transaction that marks it as being
 * sent, again before each further attempt; false abandons the mail for good and removes its draft.
 * @throws {ReadbackError} EXCHANGE_REFUSED (it was not sent), EXCHANGE_UNREACHABLE (call again: it will look first)
 */
export async function sendOnce(
  parts: OutgoingParts,
  sender: Sender,
  key: string,
  mayGo: (tx: EntityManager) => Promise<boolean>,
): Promise<'sent' | 'abandoned'> {
  const at = { mailboxId: sender.id, key };
  for (let sends = 1; ; sends += 1) {
    const { row, fresh } = await claim(parts.dataSource, at, mayGo);
    if (row.state === 'sent') return 'sent';
    if (row.state === 'abandoned') {
      if (fresh) await deleteQuietly(parts, sender, row);
      return 'abandoned';
    }
    const attempt = row.sendingAt;
    if (attempt === null) throw new ReadbackError('INTERNAL', 'an outgoing mail is being sent since no time');
    const answer = fresh ? await handOver(parts, sender, at, row, attempt) : 'unclear';
    if (answer === 'sent') return 'sent';
    if (answer === 'unclear' && (await wentAfterAll(parts, sender, at, row, attempt))) return 'sent';
    if (sends === MOST_SENDS) throw new ReadbackError('EXCHANGE_UNREACHABLE', 'Exchange Online did not take the mail. It will be tried again.');
  }
}

/** Marks a drafted mail as being sent. `fresh`: this call changed the state; otherwise it was found as it is. */
async function claim(
  dataSource: DataSource,
  at: OutgoingKey,
  mayGo: (tx: EntityManager) => Promise<boolean>,
): Promise<{ row: Outgoing; fresh: boolean }> {
  return dataSource.transaction(async (tx) => {
    const row = await findOutgoing(tx, at, true);
    if (row === null || row.state === 'drafting') throw new ReadbackError('INTERNAL', 'a mail is to be sent that has no draft');
    if (row.state !== 'drafted') return { row, fresh: false };
    const state = (await mayGo(tx)) ? 'sending' : 'abandoned';
    const sendingAt = state === 'sending' ? new Date() : null;
    await setState(tx, at, state, sendingAt);
    return { row: { ...row, state, sendingAt }, fresh: true };
  });
}

/**
 * Hands the mail over. `rejected`: Exchange was too busy to begin (429), and the time it asked for
 * has passed; the mail is a draft again. Throws when Exchange refused it; it is a draft again, too.
 */
async function handOver({ dataSource, drafts, pace }: OutgoingParts, sender: Sender, at: OutgoingKey, row: Outgoing, attempt: Date): Promise<'sent' | 'unclear' | 'rejected'> {
  const { itemId } = idsOf(row);
  try {
    await drafts.send(sender.userId, itemId, pace.send_ms);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.httpStatus >= 500 || [404, 408].includes(error.httpStatus)) return 'unclear';
    await endAttempt(dataSource.manager, at, attempt, 'drafted', itemId);
    if (error.httpStatus !== 429) throw error;
    await sleep(Math.min(retryAfter_ms({ retryAfter: error.retryAfter, now: new Date() }), LONGEST_WAIT_MS));
    return 'rejected';
  }
  await endAttempt(dataSource.manager, at, attempt, 'sent', itemId);
  return 'sent';
}

/** Looks, with growing waits, whether an unclear attempt went. False: it is still a draft, and marked as one. */
async function wentAfterAll({ dataSource, drafts, pace, log }: OutgoingParts, sender: Sender, at: OutgoingKey, row: Outgoing, attempt: Date): Promise<boolean> {
  log.warn({ mailbox: sender.id }, 'it is not known whether a mail was sent; looking');
  let seen: { state: SendState; itemId: string } = { state: 'unknown', itemId: idsOf(row).itemId };
  for (const wait_ms of [0, ...pace.sentYet_ms]) {
    await sleep(wait_ms);
    seen = await lookAt(drafts, sender, row);
    if (seen.state === 'sent') break;
  }
  if (seen.state === 'unknown') {
    throw new ReadbackError('EXCHANGE_REFUSED', 'The draft of a mail is gone from the mailbox, and no sent copy is there.', { graphCode: 'ErrorItemNotFound' });
  }
  await endAttempt(dataSource.manager, at, attempt, seen.state === 'sent' ? 'sent' : 'drafted', seen.itemId);
  return seen.state === 'sent';
}

/** By item first; if that is gone, by Message-ID. */
async function lookAt(drafts: Drafts, sender: Sender, row: Outgoing): Promise<{ state: SendState; itemId: string }> {
  const { itemId, internetMessageId } = idsOf(row);
  const state = await drafts.stateOf(sender, itemId);
  if (state !== 'unknown') return { state, itemId };
  const [found] = await drafts.withMessageId(sender, internetMessageId);
  return found ?? { state, itemId };
}

/** Gives up a mail that was not sent, with its draft. One that is being sent or was sent stays as it is. */
export async function abandon(parts: OutgoingParts, sender: Sender, key: string): Promise<'abandoned' | 'sent' | 'unknown'> {
  const at = { mailboxId: sender.id, key };
  const row = await parts.dataSource.transaction(async (tx) => {
    const found = await findOutgoing(tx, at, true);
    if (found !== null && isGivenBack(found)) await setState(tx, at, 'abandoned', null);
    return found;
  });
  if (row?.state === 'sent') return 'sent';
  if (row?.state === 'sending') return 'unknown';
  if (row !== null) await deleteQuietly(parts, sender, row);
  return 'abandoned';
}

/** Surely not on its way. */
function isGivenBack({ state }: Outgoing): boolean {
  return state === 'drafting' || state === 'drafted' || state === 'abandoned';
}

/** A draft left over is unsightly, not wrong. */
async function deleteQuietly({ drafts, log }: OutgoingParts, sender: Sender, row: Outgoing): Promise<void> {
  try {
    if (row.itemId !== null) await drafts.delete(sender.userId, row.itemId);
    else if (row.internetMessageId !== null) {
      for (const { itemId, state } of await drafts.withMessageId(sender, row.internetMessageId)) {
        if (state === 'draft') await drafts.delete(sender.userId, itemId);
      }
    }
  } catch (error) {
    log.warn({ mailbox: sender.id, reason: messageOf(error) }, 'the draft of an abandoned mail could not be removed');
  }
}

/** Throws INTERNAL: whoever sends puts a Message-ID of its own into the MIME, so that it can be found again. */
function messageIdOf(mime: string): string {
  const headers = parseHeaders(mime.slice(0, 100_000));
  const [id] = headerValues(headers, 'message-id').flatMap(messageIds);
  if (id === undefined) throw new ReadbackError('INTERNAL', 'an outgoing mail has no Message-ID');
  return id;
}
