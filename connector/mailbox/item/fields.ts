/** What is asked of Graph about a mail: enough to recognise it, never its body. */

/**
 * MAPI properties, which Exchange keeps also where Graph's own fields are empty (sent items have no
 * internetMessageHeaders). Sources: PidTagInternetMessageId and its neighbours in
 * learn.microsoft.com/office/client-developer/outlook/mapi.
 */
export const PROPERTY = {
  internetMessageId: 'String 0x1035',
  references: 'String 0x1039',
  inReplyTo: 'String 0x1042',
  transportHeaders: 'String 0x007D',
  messageClass: 'String 0x001A',
  /** PS_INTERNET_HEADERS keeps headers that have no property of their own. */
  parentMessageId: 'String {00020386-0000-0000-C000-000000000046} Name x-ms-exchange-parent-message-id',
  /** Readback's own, put there by the add-in; PS_PUBLIC_STRINGS. */
  stamp: 'String {00020329-0000-0000-C000-000000000046} Name readback-stamp',
} as const;

const SELECT = [
  'id',
  'parentFolderId',
  'internetMessageId',
  'subject',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'receivedDateTime',
  'sentDateTime',
  'createdDateTime',
  'isDraft',
  'conversationId',
  'conversationIndex',
  'internetMessageHeaders',
].join(',');

const EXPAND = `singleValueExtendedProperties($filter=${Object.values(PROPERTY)
  .map((id) => `id eq '${id}'`)
  .join(' or ')})`;

/** Query parameters that make Graph answer with everything a `MailItem` is made of. */
export const ITEM_QUERY = { $select: SELECT, $expand: EXPAND } as const;
