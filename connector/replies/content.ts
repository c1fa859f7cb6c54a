/**
 * How much of an incoming mail is read. Its header facts come with it; what it says is asked for
 * only where that can matter: the header names a message of ours, or says that it is a report, or
 * its sender's domain was written to lately. Of all other mail not even a request tells.
 */
import { ReadbackError } from '../errors.js';
import { readMime, type ItemAccess, type MailBody, type MailItem } from '../mailbox/index.js';
import type { MailKind } from './classify/index.js';
import { isReport } from './sender.js';

/** Those whose parts count, which only the MIME has. */
const OF_PARTS = /^\s*(?:multipart\/report|text\/calendar)/i;

/**
 * Its text, with the parts of a report or a calendar entry; null if it is gone. One request. Where
 * Exchange does not give it out, the mail is tried again; unless its header proves enough already,
 * or nobody will give it to us again.
 */
export async function readBody(item: MailItem, kind: MailKind, access: ItemAccess, { isProved } = { isProved: false }): Promise<MailBody | null> {
  try {
    return isReport(kind) || kind === 'calendar' || isOfParts(item) ? await fromMime(access) : await access.body();
  } catch (error) {
    const unreadable = error instanceof ReadbackError && error.code === 'MAIL_UNREADABLE';
    const isUrgent = access.foundBy === 'last_look' && isProved;
    if (unreadable && (isUrgent || access.foundBy === 'waiting')) return null;
    throw error;
  }
}

async function fromMime(access: ItemAccess): Promise<MailBody | null> {
  const mime = await access.mime();
  return mime === null ? null : readMime(mime).body;
}

function isOfParts({ headers, messageClass }: MailItem): boolean {
  return /^REPORT\./i.test(messageClass) || headers.some(({ name, value }) => name.toLowerCase() === 'content-type' && OF_PARTS.test(value));
}
