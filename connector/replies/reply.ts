/** A reply as those see it who act upon it: the mail, what kind it is, which message it answers and what proves it. */
import type { Evidence } from '../feed/index.js';
import type { FoundBy, Mailbox, MailBody, MailItem } from '../mailbox/index.js';
import type { Message, Recipient } from '../tracking/index.js';
import type { Classification } from './classify/index.js';

export interface Reply {
  /** The mailbox that received it; not always the one that sent the message. */
  readonly mailbox: Mailbox;
  readonly item: MailItem;
  /** Null where the header facts settled everything. */
  readonly body: MailBody | null;
  readonly classification: Classification;
  readonly foundBy: FoundBy;
  /** Written by a person of our own organisation. */
  readonly fromColleague: boolean;
  readonly message: Message;
  /** Whom the message went to. */
  readonly recipients: readonly Recipient[];
  readonly evidence: Evidence;
  /** False on the last two rungs of the ladder: the rep is asked whether this is a reply. */
  readonly certain: boolean;
}
