/**
 * A mail as MIME, such as a file or Graph's $value, as the same facts that Graph's JSON gives. Pure
 * and never throwing, whatever the bytes: missing, folded, repeated, raw or badly encoded headers,
 * lost boundaries, either line end, NUL bytes. Time is linear in the size, and bounded by caps where
 * only volume follows. Not a library's work, because mailparser throws where a header section is longer
 * than 2 MB (mailsplit, EMAXLEN), and the rules need the parts of a report as they stand.
 */
import type { Address, MailBody, MailItem } from '../../types.js';
import { decodeWords } from '../encoded-words.js';
import { headerValues } from '../headers.js';
import { messageIds } from '../message-ids.js';
import { threadIdOf } from '../thread-id.js';
import { threadIds } from '../thread-ids.js';
import { addressesIn } from './addresses.js';
import { dateIn } from './date.js';
import { readFields } from './fields.js';
import { readParts } from './parts.js';

/** What the mail itself does not tell. */
export interface MimeFacts {
  readonly itemId?: string;
  readonly folder?: MailItem['folder'];
  readonly messageClass?: string;
}

export interface MimeMail {
  readonly item: MailItem;
  readonly body: MailBody;
}

const LONGEST_SUBJECT = 4_000;

export function readMime(source: Buffer, { itemId = '', folder = 'inbox', messageClass = '' }: MimeFacts = {}): MimeMail {
  const { headers, bodyAt } = readFields(source, 0, source.length);
  const value = (name: string): string => headerValues(headers, name)[0] ?? '';
  const addresses = (name: string): Address[] => headerValues(headers, name).flatMap(addressesIn);
  const sentAt = dateIn(value('date'));
  const [internetMessageId = null] = headerValues(headers, 'message-id').flatMap(messageIds);
  const [from = null] = addresses('from');
  const [sender = null] = addresses('sender');
  const item: MailItem = {
    itemId,
    folder,
    internetMessageId,
    ...threadIds(headers),
    threadId: threadIdOf(value('thread-index')),
    subject: decodeWords(value('subject').slice(0, LONGEST_SUBJECT)),
    from: from ?? sender,
    sender: sender ?? from,
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    receivedAt: dateIn(value('received').split(';').at(-1) ?? '') ?? sentAt ?? new Date(0),
    sentAt,
    isDraft: false,
    conversationId: null,
    messageClass,
    headers,
    stampProperty: null,
  };
  return { item, body: readParts(source, headers, bodyAt) };
}
