/** Who wrote a mail, as far as that decides whether it can be a reply: never the mailbox itself, a colleague only if written to. Pure. */
import type { Mailbox, MailItem } from '../mailbox/index.js';
import type { Recipient } from '../tracking/index.js';
import type { MailKind } from './classify/index.js';

/** Reports by machines on a mail of ours, whoever's domain they come from. */
export function isReport(kind: MailKind): boolean {
  return kind.startsWith('bounce') || kind === 'receipt';
}

export function isFromMailbox({ addresses }: Pick<Mailbox, 'addresses'>, { from }: Pick<MailItem, 'from'>): boolean {
  return from !== null && addresses.includes(from.address);
}

/** Written in one of the organisation's own domains, and no report of a server of ours. */
export function isColleague(fromOwnDomain: boolean, kind: MailKind): boolean {
  return fromOwnDomain && !isReport(kind);
}

/** A colleague who was no recipient is the rep, or somebody it was forwarded to: that is no reply. */
export function isReply({ from }: Pick<MailItem, 'from'>, fromColleague: boolean, recipients: readonly Recipient[]): boolean {
  return !fromColleague || recipients.some(({ address }) => address === from?.address);
}
