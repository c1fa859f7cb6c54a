/** From Graph's words to ours: one mail as a `MailItem`. Pure. */
import type { Address, Header, MailItem, Place } from '../types.js';
import { PROPERTY } from './fields.js';
import { headerValues, parseHeaders } from './headers.js';
import { messageIds } from './message-ids.js';
import { threadIdOf } from './thread-id.js';
import { threadIds } from './thread-ids.js';
import type { GraphMessage, GraphRecipient } from './schema.js';

/** The mail as the rest of the connector knows it. */
export function mailItem(message: GraphMessage, folder: Place): MailItem {
  const properties = new Map(
    (message.singleValueExtendedProperties ?? []).map(({ id, value }) => [propertyKey(id), value ?? '']),
  );
  const property = (id: string): string => properties.get(propertyKey(id)) ?? '';

  const headers = headersOf(message, property(PROPERTY.transportHeaders));
  const ids = threadIds(headers, { inReplyTo: property(PROPERTY.inReplyTo), references: property(PROPERTY.references), parent: property(PROPERTY.parentMessageId) });
  const [internetMessageId = null] = messageIds(message.internetMessageId ?? property(PROPERTY.internetMessageId));

  return {
    itemId: message.id,
    folder,
    internetMessageId,
    ...ids,
    threadId: threadIdOf(message.conversationIndex ?? headerValues(headers, 'thread-index')[0] ?? ''),
    subject: message.subject ?? '',
    from: addressOf(message.from),
    sender: addressOf(message.sender),
    to: addressesOf(message.toRecipients),
    cc: addressesOf(message.ccRecipients),
    bcc: addressesOf(message.bccRecipients),
    receivedAt: dateOf(message.receivedDateTime) ?? dateOf(message.sentDateTime) ?? dateOf(message.createdDateTime) ?? new Date(0),
    sentAt: dateOf(message.sentDateTime),
    isDraft: message.isDraft ?? false,
    conversationId: message.conversationId ?? null,
    messageClass: property(PROPERTY.messageClass),
    headers,
    stampProperty: property(PROPERTY.stamp) || null,
  };
}

/** Graph answers ids in its own spelling: `String 0x7d` for `String 0x007D`, GUIDs in lower case. */
function propertyKey(id: string): string {
  return id.toLowerCase().replace(/ 0x0*/, ' 0x');
}

function headersOf(message: GraphMessage, transportHeaders: string): Header[] {
  const fromProperty = parseHeaders(transportHeaders);
  if (fromProperty.length > 0) return fromProperty;
  return (message.internetMessageHeaders ?? []).map(({ name, value }) => ({ name, value: value ?? '' }));
}

function addressOf(recipient: GraphRecipient | null | undefined): Address | null {
  const address = recipient?.emailAddress?.address ?? '';
  if (address === '') return null;
  return { address: address.toLowerCase(), name: recipient?.emailAddress?.name ?? '' };
}

function addressesOf(recipients: readonly GraphRecipient[] | null | undefined): Address[] {
  return (recipients ?? []).map(addressOf).filter((address) => address !== null);
}

function dateOf(text: string | null | undefined): Date | null {
  if (text === null || text === undefined) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
