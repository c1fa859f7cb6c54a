/** Which message of ours a mail in a file answers, as if a connected mailbox had got it. Reads the database, changes nothing. */
import { loadKeys } from '../../config/index.js';
import { ReadbackError } from '../../errors.js';
import type { Evidence } from '../../feed/index.js';
import { createMailboxAdministration, type MimeMail } from '../../mailbox/index.js';
import { classify, findMatch } from '../../replies/index.js';
import { idsOfMessage } from '../../tracking/index.js';
import type { Opened } from '../open.js';

export interface ExplainedMatch {
  /** Of our message, with angle brackets; null if it never got one. */
  readonly message_id: string | null;
  /** Address of the mailbox that sent it. */
  readonly mailbox: string;
  readonly subject: string;
  readonly rung: Evidence['rung'];
  /** False: the rep would be asked. */
  readonly certain: boolean;
  readonly evidence: { readonly header: string; readonly value: string; readonly says: string };
}

export type MatchIn = (mail: MimeMail) => Promise<ExplainedMatch | null>;

/** Throws MAILBOX_NOT_WATCHED if no connected mailbox has this address. */
export async function matchIn({ settings, database, log, clock }: Opened, address: string): Promise<MatchIn> {
  const { manager } = database.dataSource;
  const mailboxes = await createMailboxAdministration({ settings, database, log, clock }).list();
  const mailbox = mailboxes.find(({ addresses }) => addresses.includes(address.toLowerCase()));
  if (mailbox === undefined) throw new ReadbackError('MAILBOX_NOT_WATCHED', `No mailbox with the address ${address} is connected.`);
  const keys = loadKeys(settings);
  return async ({ item, body }) => {
    const match = await findMatch(manager, keys, { mailbox, item, body, classification: classify(item, body) });
    if (match === null) return null;
    const { message, evidence, certain } = match;
    const { rung, header, messageId: value, says } = evidence;
    const ids = await idsOfMessage(manager, message.mailboxId, message.id);
    return {
      message_id: ids.includes(value) ? value : (ids[0] ?? null),
      mailbox: mailboxes.find(({ id }) => id === message.mailboxId)?.address ?? message.mailboxId,
      subject: message.subject,
      rung,
      certain,
      evidence: { header, value, says },
    };
  };
}
