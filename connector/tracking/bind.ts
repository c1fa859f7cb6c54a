/**
 * Which stamp is a sent mail's own. A stamp that stands as header or property is; one in the body
 * may be a quote of an earlier mail, and whichever mail is read first, the earlier one gets it.
 *
 *     nobody has it                                        taken
 *     a mail of a campaign on its way out has it           that mail is this one
 *     in our body, had by an earlier mail or more firmly   a quote: look at the next stamp
 *     had only as a quote of ours                          taken away from there
 *     header or property, had as firmly                    both "can't be told apart"
 */
import type { EntityManager } from 'typeorm';
import { findByStamp, type StampedMessage } from './look-up.js';
import { markStampAmbiguous, takeStampAway, type Message, type StampPlace } from './messages.js';
import type { Stamp } from './stamp.js';
import { lockStamps } from './stamp-lock.js';

export interface FoundStamp {
  readonly stamp: Stamp;
  readonly in: StampPlace;
}

export interface Bound {
  readonly found: FoundStamp;
  readonly ambiguous: boolean;
  /** Mails that only quote it, and had it so far. */
  readonly quotedBy: readonly StampedMessage[];
  /** The mail of a campaign that this is the copy of: Exchange gave it another Message-ID on its way out. */
  readonly leaving?: Message;
}

/** The first of its stamps that is the mail's own; null if all are quotes. */
export async function bind(tx: EntityManager, mailboxId: string, mail: { readonly sentAt: Date }, stamps: readonly FoundStamp[]): Promise<Bound | null> {
  if (stamps.length > 0) await lockStamps(tx, stamps.map(({ stamp }) => stamp.id), 'alone');
  for (const found of stamps) {
    const holders = await findByStamp(tx, mailboxId, found.stamp.id);
    const leaving = holders.find(({ source, sentAt }) => source === 'step' && sentAt === null);
    if (leaving !== undefined && found.in !== 'body') return { found, ambiguous: false, quotedBy: [], leaving };
    const quoting = holders.filter((holder) => isQuoteOf(mail, found.in, holder));
    const firm = holders.filter((holder) => !quoting.includes(holder));
    if (found.in === 'body' && firm.length > 0) continue;
    for (const { id } of quoting) await takeStampAway(tx, mailboxId, id);
    if (firm.length > 0) await markStampAmbiguous(tx, mailboxId, found.stamp.id);
    return { found, ambiguous: firm.length > 0, quotedBy: quoting };
  }
  return null;
}

/** True if the holder has the stamp in its body only, and this mail is its origin. */
function isQuoteOf({ sentAt }: { readonly sentAt: Date }, place: StampPlace, holder: StampedMessage): boolean {
  if (holder.stampIn !== 'body') return false;
  return place !== 'body' || (holder.sentAt !== null && holder.sentAt.getTime() > sentAt.getTime());
}
