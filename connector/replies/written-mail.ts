/** A mail that a rep, or a colleague with a connected mailbox, wrote by hand to somebody who is in a campaign. */
import type { Mailbox } from '../mailbox/index.js';
import type { Message, Recipient } from '../tracking/index.js';

export interface WrittenMail {
  /** Whose Sent Items it was found in. */
  readonly mailbox: Mailbox;
  readonly message: Message;
  readonly recipients: readonly Recipient[];
}
