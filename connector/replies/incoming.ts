/**
 * Handles one mail that came into a mailbox: is it an answer to one of ours, and what follows.
 * The answer, its evidence, the end of the campaign and the line in the feed are one transaction,
 * and the answer's Message-ID is its key: repeated, reordered or seen in two mailboxes, it counts once.
 *
 *     from the mailbox itself, a draft, names no id → nothing
 *     names ids, none known                        → waits for a day
 *     names a known id                             → recorded once, and acted upon
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { isOwnDomain } from '../identity/index.js';
import type { ItemAccess, Mailbox, MailItem } from '../mailbox/index.js';
import { findByMessageIds, recipientsOf, type Message } from '../tracking/index.js';
import { act } from './act/index.js';
import { classify, type Classification } from './classify/index.js';
import { candidatesOf, evidenceOf, type Candidate } from './match.js';
import { letWait, stopWaiting } from './waiting.js';

export interface IncomingOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Found {
  readonly mailbox: Mailbox;
  readonly item: MailItem;
  readonly access: ItemAccess;
  readonly candidates: readonly Candidate[];
  readonly classification: Classification;
  /** Written by a person of our own organisation. */
  readonly fromColleague: boolean;
}

interface Match {
  readonly message: Message;
  readonly candidate: Candidate;
}

/** Handles a mail. Idempotent; safe to run at the same time for the same mail. */
export async function handleIncoming(options: IncomingOptions, mailbox: Mailbox, item: MailItem, access: ItemAccess): Promise<void> {
  const candidates = candidatesOf(item);
  if (item.isDraft || candidates.length === 0 || isFromMailbox(mailbox, item)) return;
  const { dataSource } = options;
  const classification = classify(item, null);
  const fromColleague = classification.kind === 'human_reply' && (await isOwnDomain(dataSource.manager, item.from?.address ?? ''));
  const found: Found = { mailbox, item, access, candidates, classification, fromColleague };
  if (await dataSource.transaction((tx) => matchAndAct(tx, options, found))) return;
  if (fromColleague) return;
  // Whoever makes an id known writes it first and looks for waiting mail after; here the other way
  // round. So at least one of the two sees the other.
  const waiting = { mailboxId: mailbox.id, itemId: item.itemId };
  await dataSource.transaction((tx) => letWait(tx, waiting, candidates.map(({ id }) => id), options.clock.now()));
  await dataSource.transaction((tx) => matchAndAct(tx, options, found));
}

/** True if the mail names a message we know; then everything that follows is done. */
async function matchAndAct(tx: EntityManager, options: IncomingOptions, found: Found): Promise<boolean> {
  const match = await findMatch(tx, found.candidates);
  if (match === null) return false;
  await stopWaiting(tx, { mailboxId: found.mailbox.id, itemId: found.item.itemId });
  const recipients = await recipientsOf(tx, match.message.mailboxId, match.message.id);
  // A colleague who was no recipient is the rep, or somebody it was forwarded to: that is no reply.
  const isReply = !found.fromColleague || recipients.some(({ address }) => address === found.item.from?.address);
  if (isReply && (await recordReply(tx, found, match))) {
    const { mailbox, item, classification, fromColleague, access } = found;
    const evidence = evidenceOf(match.candidate);
    await act(tx, options, { mailbox, item, body: null, classification, fromColleague, foundBy: access.foundBy, message: match.message, recipients, evidence, certain: true });
  }
  return true;
}

async function findMatch(tx: EntityManager, candidates: readonly Candidate[]): Promise<Match | null> {
  const known = await findByMessageIds(tx, candidates.map(({ id }) => id));
  for (const candidate of candidates) {
    const message = known.get(candidate.id);
    if (message !== undefined) return { message, candidate };
  }
  return null;
}

/** False if this answer was recorded before. */
async function recordReply(tx: EntityManager, { mailbox, item, classification }: Found, { message, candidate }: Match): Promise<boolean> {
  const inserted = await tx.query<unknown[]>(
    `insert into replies (internet_message_id, mailbox_id, message_id, item_id, kind, from_address, from_name, subject, received_at, evidence)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (internet_message_id) do nothing
     returning internet_message_id`,
    [
      item.internetMessageId ?? `item:${mailbox.id}:${item.itemId}`,
      message.mailboxId,
      message.id,
      item.itemId,
      classification.kind,
      item.from?.address ?? '',
      item.from?.name ?? '',
      item.subject,
      item.receivedAt,
      JSON.stringify(evidenceOf(candidate)),
    ],
  );
  return inserted.length > 0;
}

function isFromMailbox(mailbox: Mailbox, item: MailItem): boolean {
  return item.from !== null && mailbox.addresses.includes(item.from.address);
}
