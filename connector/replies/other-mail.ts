/**
 * A mail that answers no message of ours, from somebody who may be in a campaign all the same: the
 * same person in another thread, or somebody of the same company. Its sender's domain was written
 * to, or its sender is a person we know; a colleague's mail never comes here.
 */
import type { FoundBy, Mailbox, MailBody, MailItem } from '../mailbox/index.js';
import type { Classification } from './classify/index.js';

export interface OtherMail {
  /** The mailbox that received it. */
  readonly mailbox: Mailbox;
  readonly item: MailItem;
  /** Null where it could not or need not be read. */
  readonly body: MailBody | null;
  readonly classification: Classification;
  readonly foundBy: FoundBy;
}
