// Writes a mail as Exchange does when it was drafted in JSON: an HTML body goes out with its plain-text twin.
import MailComposer from 'nodemailer/lib/mail-composer';
import { htmlToText, type Address, type Importance } from './parse.js';
import { fieldValue, messageIdsIn, type HeaderField } from './header.js';

export interface DraftAttachment {
  name: string;
  contentType: string;
  content: Buffer;
  contentId?: string;
  isInline: boolean;
}

/** A mail before it is MIME. */
export interface DraftContent {
  messageId: string;
  date: Date;
  from: Address;
  sender: Address | null;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  subject: string;
  body: { contentType: 'html' | 'text'; content: string };
  importance: Importance;
  asksReadReceipt: boolean;
  /** Everything the fields above do not cover, in its order. */
  headers: HeaderField[];
  attachments: DraftAttachment[];
}

/** Header fields that composing writes itself. */
export const COMPOSED_FIELDS: ReadonlySet<string> = new Set([
  'from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'message-id', 'importance', 'mime-version',
  'disposition-notification-to', 'content-type', 'content-transfer-encoding', 'content-disposition', 'content-language',
]);

/** Fields the composer takes as options rather than as headers. */
const THREADING_FIELDS: ReadonlySet<string> = new Set(['in-reply-to', 'references']);

export async function composeMime(draft: DraftContent): Promise<Buffer> {
  const headers = draft.headers.filter(({ name }) => !THREADING_FIELDS.has(name.toLowerCase())).map(({ name, value }) => ({ key: name, value: { prepared: isAscii(value), value } }));
  if (draft.importance !== 'normal') {
    headers.push({ key: 'Importance', value: { prepared: true, value: draft.importance } });
  }
  if (draft.asksReadReceipt) {
    headers.push({ key: 'Disposition-Notification-To', value: { prepared: true, value: `<${draft.from.address}>` } });
  }
  const html = draft.body.contentType === 'html';
  const composer = new MailComposer({
    from: shown(draft.from),
    sender: draft.sender === null ? undefined : shown(draft.sender),
    to: draft.to.map(shown),
    cc: draft.cc.map(shown),
    bcc: draft.bcc.map(shown),
    replyTo: draft.replyTo.map(shown),
    inReplyTo: fieldValue(draft.headers, 'In-Reply-To'),
    references: messageIdsIn(fieldValue(draft.headers, 'References')),
    subject: draft.subject,
    messageId: draft.messageId,
    date: draft.date,
    text: html ? htmlToText(draft.body.content) : draft.body.content,
    html: html ? draft.body.content : undefined,
    headers,
    attachments: draft.attachments.map((attachment) => ({
      filename: attachment.name,
      contentType: attachment.contentType,
      content: attachment.content,
      cid: attachment.contentId,
      contentDisposition: attachment.isInline ? 'inline' : 'attachment',
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  });
  const node = composer.compile();
  node.keepBcc = true;
  return node.build();
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e\r\n\t]*$/.test(text);
}

/** Graph repeats the address where a name is missing; a mail does not. */
function shown({ name, address }: Address): Address {
  return { name: name === address ? '' : name, address };
}
