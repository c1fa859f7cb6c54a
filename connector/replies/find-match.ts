/** From a mail that was read to the message it is a reply to, without doing anything about it. */
import type { EntityManager } from 'typeorm';
import type { Keys } from '../config/index.js';
import { isOwnDomain } from '../identity/index.js';
import { recipientsOf } from '../tracking/index.js';
import { climb, type Match, type ReadMail } from './match/index.js';
import { isColleague, isFromMailbox, isReply } from './sender.js';

/** Null if it is no reply to a message we know. */
export async function findMatch(tx: EntityManager, keys: Keys, mail: ReadMail): Promise<Match | null> {
  const { mailbox, item, classification } = mail;
  if (isFromMailbox(mailbox, item)) return null;
  const match = await climb(tx, keys, mail);
  if (match === null) return null;
  const fromColleague = isColleague(await isOwnDomain(tx, item.from?.address ?? ''), classification.kind);
  if (fromColleague && !match.certain) return null;
  return isReply(item, fromColleague, await recipientsOf(tx, match.message.mailboxId, match.message.id)) ? match : null;
}
