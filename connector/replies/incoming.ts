/**
 * Handles one mail that came into a mailbox: is it an answer to one of ours, and what follows. The
 * answer, its evidence, the end of the campaign and the line in the feed are one transaction.
 *
 *     from the mailbox itself, a draft, recorded before   nothing, unless what it names became known since
 *     header facts: kind, ids                             an unknown id: looked for in Sent Items, once
 *     what it says                                        only where content.ts allows
 *     the ladder                                          a match → recorded once, and acted upon
 *     no match                                            waits for a day where it names something;
 *                                                         what somebody in a campaign wrote is acted upon
 */
import type { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { ReadbackError } from '../errors.js';
import { isOwnDomain, knownPeople } from '../identity/index.js';
import type { ItemAccess, Mailbox, MailItem } from '../mailbox/index.js';
import { recipientsOf, stampName, wasWrittenTo } from '../tracking/index.js';
import { act, actOnOther, takeUpAgain } from './act/index.js';
import { classify, type Classification } from './classify/index.js';
import { readBody } from './content.js';
import { byIds, climb, idsNamedBy, isMachineMail, ownMarks, type Match, type NamedId, type ReadMail } from './match/index.js';
import { forgetRecorded, recordedAs, recordOnce } from './recorded.js';
import { isColleague, isFromMailbox, isReply, isReport } from './sender.js';
import { letWait, noteLooked, stopWaiting, type WaitingItem } from './waiting.js';

/** The mailbox's own Sent Items, where the mail that is answered may lie before we heard of it. */
export interface SentMail {
  find(mailbox: Mailbox, internetMessageIds: readonly string[]): Promise<MailItem[]>;
  /** Handles it as if it had been notified; mail that waits for it is handled too, but not `except`. */
  handle(mailbox: Mailbox, copy: MailItem, except: WaitingItem): Promise<void>;
}

export interface IncomingOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keys: Keys;
  readonly sent: SentMail;
}

interface Incoming extends ReadMail {
  readonly mailbox: Mailbox;
  readonly access: ItemAccess;
  /** Its sender is in one of the organisation's own domains. */
  readonly fromOwnDomain: boolean;
}

/** A reply that is older was not faster than the copy it answers. */
const FASTER_WITHIN_MS = 24 * 3_600_000;

/** Handles a mail. Idempotent; safe to run at the same time for the same mail. */
export async function handleIncoming(options: IncomingOptions, mailbox: Mailbox, item: MailItem, access: ItemAccess): Promise<void> {
  const { manager } = options.dataSource;
  if (item.isDraft || isFromMailbox(mailbox, item)) return;
  const before = await recordedAs(manager, item);
  if (before === 'settled') {
    await stopWaiting(manager, waitingOf({ mailbox, item }));
    return;
  }
  const fromOwnDomain = await isOwnDomain(manager, item.from?.address ?? '');
  const header: Incoming = { mailbox, item, access, body: null, classification: classify(item, null), fromOwnDomain };
  const named = idsNamedBy(header);
  const known = (await byIds(manager, header, named)) ?? (await lookInSentItems(options, header, named));
  if (before === 'open' && known === null && access.foundBy !== 'waiting') return;
  const mail = (await isToBeRead(options, header, known)) ? await read(header, known !== null) : header;
  if (await conclude(options, mail)) return;
  const names = fromColleague(mail) ? [] : namesOf(options, mail);
  if (names.length > 0) {
    // Whoever makes a name known writes it first and looks for waiting mail after; here the other
    // way round. So at least one of the two sees the other.
    await letWait(manager, waitingOf(mail), names, options.clock.now());
    if (await conclude(options, mail)) return;
  }
  await concludeUnmatched(options, mail);
}

/** The mail that is answered, recorded now because its copy was found; null if there is none. */
async function lookInSentItems({ dataSource: { manager }, clock, sent }: IncomingOptions, mail: Incoming, named: readonly NamedId[]): Promise<Match | null> {
  if (named.length === 0 || fromColleague(mail)) return null;
  const ids = named.map(({ id }) => id);
  const isNew = mail.item.receivedAt.getTime() >= clock.now().getTime() - FASTER_WITHIN_MS;
  if ((await letWait(manager, waitingOf(mail), ids, clock.now())) && isNew) {
    for (const copy of await findSent(sent, mail.mailbox, ids)) await sent.handle(mail.mailbox, copy, waitingOf(mail));
    await noteLooked(manager, waitingOf(mail));
  }
  return byIds(manager, mail, named);
}

/** Ids are anybody's words: what Exchange does not take for one is in no Sent Items. */
async function findSent(sent: SentMail, mailbox: Mailbox, ids: readonly string[]): Promise<MailItem[]> {
  return sent.find(mailbox, ids).catch((error: unknown) => {
    if (error instanceof ReadbackError && error.code === 'EXCHANGE_REFUSED') return [];
    throw error;
  });
}

async function isToBeRead({ dataSource: { manager }, clock }: IncomingOptions, mail: Incoming, known: Match | null): Promise<boolean> {
  if (known !== null) return isReply(mail.item, fromColleague(mail), await recipientsOf(manager, known.message.mailboxId, known.message.id));
  if (isReport(mail.classification.kind)) return true;
  return !fromColleague(mail) && mail.item.from !== null && wasWrittenTo(manager, mail.item.from.address, clock.now());
}

async function read(mail: Incoming, isProved: boolean): Promise<Incoming> {
  const body = await readBody(mail.item, mail.classification.kind, mail.access, { isProved });
  return body === null ? mail : { ...mail, body, classification: classify(mail.item, body) };
}

/** True if the mail was matched; then everything that follows is done, and nothing if it is no reply. */
async function conclude(options: IncomingOptions, mail: Incoming): Promise<boolean> {
  return options.dataSource.transaction(async (tx) => {
    const match = await climb(tx, options.keys, mail);
    if (match === null || (fromColleague(mail) && !match.certain)) return false;
    const { message, evidence, certain } = match;
    // What is only probable may become certain when what it names is known.
    if (certain) await stopWaiting(tx, waitingOf(mail));
    const recipients = await recipientsOf(tx, message.mailboxId, message.id);
    const classification = asAnswer(mail.classification, match);
    const { mailbox, item, body, access } = mail;
    const recorded = isReply(item, fromColleague(mail), recipients) && (await recordOnce(tx, mailbox, item, classification.kind, match));
    if (recorded === false) return true;
    const reply = { mailbox, item, body, classification, fromColleague: fromColleague(mail), foundBy: access.foundBy, message, recipients, evidence, certain };
    if (recorded === 'new') {
      await act(tx, options, reply);
      return true;
    }
    // What follows from a report has followed already: it is about whom it names, whichever mail it was.
    const before = isReport(classification.kind) ? null : await takeUpAgain(tx, reply, options.clock.now());
    if (before !== null) await act(tx, options, reply, before);
    return true;
  });
}

/** Mail by somebody in a campaign, or of their company, that answers nothing we know. */
async function concludeUnmatched(options: IncomingOptions, mail: Incoming): Promise<void> {
  const { mailbox, item, body, classification, access } = mail;
  if (fromColleague(mail) || isReport(classification.kind) || isMachineMail(classification) || item.from === null) return;
  const { address } = item.from;
  const { manager } = options.dataSource;
  if (!(await wasWrittenTo(manager, address, options.clock.now())) && (await knownPeople(manager, [address])).size === 0) return;
  await options.dataSource.transaction(async (tx) => {
    if (!(await recordOnce(tx, mailbox, item, classification.kind, null))) return;
    if (!(await actOnOther(tx, options, { mailbox, item, body, classification, foundBy: access.foundBy }))) await forgetRecorded(tx, item);
  });
}

/** What answers one of ours without looking like an answer was written by somebody all the same, unless a machine shows. */
function asAnswer(classification: Classification, { evidence }: Match): Classification {
  if (classification.kind !== 'other' || isMachineMail(classification)) return classification;
  return { ...classification, kind: 'human_reply', reasons: [{ code: 'answers-ours', says: evidence.says }] };
}

function fromColleague({ fromOwnDomain, classification }: Incoming): boolean {
  return isColleague(fromOwnDomain, classification.kind);
}

/** What the mail names and nobody knows: ids, and images of ours. */
function namesOf({ keys }: IncomingOptions, mail: Incoming): string[] {
  return [...idsNamedBy(mail).map(({ id }) => id), ...ownMarks(keys, mail.body).stamps.map(({ id }) => stampName(id))];
}

function waitingOf({ mailbox, item }: Pick<Incoming, 'mailbox' | 'item'>): WaitingItem {
  return { mailboxId: mailbox.id, itemId: item.itemId };
}
