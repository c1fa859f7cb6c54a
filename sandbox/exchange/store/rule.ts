// An Inbox rule: what its mailbox's owner wants done with arriving mail. Rules run while a mail is delivered, so a mail
// they move was never in the Inbox for anybody to see.
import type { MailFacts } from '../mail/parse.js';

export interface Rule {
  id: string;
  displayName: string;
  /** Rules run in this order. */
  sequence: number;
  isEnabled: boolean;
  /** Every kind given must fit, with one of its texts; absent kinds fit everything. */
  conditions: {
    fromAddresses?: string[] | undefined;
    /** Part of the sender's name or address. */
    senderContains?: string[] | undefined;
    subjectContains?: string[] | undefined;
  };
  actions: {
    /** Number of the folder. */
    moveToFolder?: number | undefined;
    markAsRead?: boolean | undefined;
    /** To Deleted Items. */
    delete?: boolean | undefined;
    stopProcessingRules?: boolean | undefined;
  };
}

export function ruleFits({ isEnabled, conditions }: Rule, { from, subject }: Pick<MailFacts, 'from' | 'subject'>): boolean {
  const address = from?.address.toLowerCase() ?? '';
  const sender = `${from?.name ?? ''} ${address}`.toLowerCase();
  const fits = (texts: string[] | undefined, test: (text: string) => boolean): boolean => texts === undefined || texts.some((text) => test(text.toLowerCase()));
  return (
    isEnabled &&
    fits(conditions.fromAddresses, (wanted) => wanted === address) &&
    fits(conditions.senderContains, (part) => sender.includes(part)) &&
    fits(conditions.subjectContains, (part) => subject.toLowerCase().includes(part))
  );
}

export interface Outcome {
  /** Number of a folder; undefined: it stays in the Inbox. */
  folder: number | undefined;
  isRead: boolean;
}

/** What rules do with an arriving mail; the last one to move it wins. */
export function outcomeOf(rules: Iterable<Rule>, facts: Pick<MailFacts, 'from' | 'subject'>, deletedItems: number): Outcome {
  const outcome: Outcome = { folder: undefined, isRead: false };
  for (const rule of [...rules].sort((a, b) => a.sequence - b.sequence)) {
    if (!ruleFits(rule, facts)) continue;
    const { moveToFolder, markAsRead, delete: deletes, stopProcessingRules } = rule.actions;
    outcome.folder = deletes === true ? deletedItems : (moveToFolder ?? outcome.folder);
    outcome.isRead ||= markAsRead === true;
    if (stopProcessingRules === true) break;
  }
  return outcome;
}
