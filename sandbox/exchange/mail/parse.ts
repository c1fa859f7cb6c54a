// Reads a mail once, on its way into a mailbox. What lists, filters and threads need (facts) stays in memory; bodies
// and attachments (content) are read again from the MIME when somebody asks. A mail that cannot be parsed is still a
// mail: it gets the facts its raw header yields.
import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type Attachment, type ParsedMail } from 'mailparser';
import { fieldsOf, fieldValue, headOf, messageIdsIn, type HeaderField } from './header.js';
import { messageClassOf } from './message-class.js';

export interface Address {
  name: string;
  address: string;
}

export type Importance = 'low' | 'normal' | 'high';

export interface MailFacts {
  /** The header as it stands in the MIME. */
  head: string;
  subject: string;
  from: Address | null;
  sender: Address | null;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  /** With its angle brackets, as written. */
  messageId: string | null;
  /** Ids this mail answers or refers to, the nearest last. */
  references: string[];
  /** Thread-Index header (base64), if any. */
  threadIndex: string | null;
  /** From the Date header, in ms since 1970. */
  sentAt: number | null;
  importance: Importance;
  asksReadReceipt: boolean;
  hasAttachments: boolean;
  preview: string;
  messageClass: string;
}

export interface MailContent {
  html: string | null;
  text: string | null;
  attachments: Attachment[];
}

/** Characters of bodyPreview (Graph's message resource). */
const PREVIEW_LENGTH = 255;
/** Characters of HTML looked at for the preview; styles may fill many of them. */
const PREVIEW_HTML_LENGTH = 100_000;

export async function parseMail(mime: Buffer): Promise<{ facts: MailFacts; content: MailContent }> {
  const head = headOf(mime);
  const fields = fieldsOf(head);
  const mail = await parsed(mime);
  const content = contentOf(mail, mime, head);
  const calendar = content.attachments.find((part) => part.contentType === 'text/calendar');
  const status = content.attachments.find((part) => /delivery-status|disposition-notification/.test(part.contentType));
  return {
    facts: {
      head,
      subject: mail?.subject ?? fieldValue(fields, 'Subject') ?? '',
      from: addresses(mail?.from)[0] ?? bareAddress(fields, 'From'),
      sender: senderOf(mail) ?? addresses(mail?.from)[0] ?? bareAddress(fields, 'From'),
      to: addresses(mail?.to),
      cc: addresses(mail?.cc),
      bcc: addresses(mail?.bcc),
      replyTo: addresses(mail?.replyTo),
      messageId: messageIdOf(fields),
      references: referencesOf(fields),
      threadIndex: fieldValue(fields, 'Thread-Index')?.replace(/\s/g, '') ?? null,
      sentAt: sentAt(fields),
      importance: importanceOf(fields),
      asksReadReceipt: fieldValue(fields, 'Disposition-Notification-To') !== undefined,
      hasAttachments: content.attachments.some((part) => part.related !== true),
      preview: preview(content),
      messageClass: messageClassOf(fields, calendar?.content.toString('utf8'), status?.content.toString('utf8')),
    },
    content,
  };
}

/** Readable text of a body, whichever form it came in. */
export function textOf(content: Pick<MailContent, 'html' | 'text'>): string {
  if (content.text !== null) return content.text;
  return content.html === null ? '' : htmlToText(content.html);
}

export function htmlToText(html: string): string {
  try {
    return convert(html, { wordwrap: false, selectors: [{ selector: 'img', format: 'skip' }] });
  } catch {
    return html.replace(/<[^>]*>/g, ' ');
  }
}

async function parsed(mime: Buffer): Promise<ParsedMail | undefined> {
  try {
    return await simpleParser(mime, { keepCidLinks: true, skipHtmlToText: true, skipTextToHtml: true, keepDeliveryStatus: true });
  } catch {
    return undefined;
  }
}

function contentOf(mail: ParsedMail | undefined, mime: Buffer, head: string): MailContent {
  if (mail === undefined) {
    return { html: null, text: mime.toString('utf8').slice(head.length).trim(), attachments: [] };
  }
  const html = typeof mail.html === 'string' ? mail.html : null;
  const text = mail.text === undefined || (mail.text === '' && html !== null) ? null : mail.text;
  return { html, text: text ?? (html === null ? '' : null), attachments: mail.attachments };
}

function addresses(field: AddressObject | AddressObject[] | undefined): Address[] {
  if (field === undefined) return [];
  return [field].flat().flatMap((list) =>
    list.value
      .flatMap((entry) => entry.group ?? [entry])
      .map((entry) => ({ name: entry.name || (entry.address ?? ''), address: entry.address ?? '' })),
  );
}

function senderOf(mail: ParsedMail | undefined): Address | undefined {
  const sender = mail?.headers.get('sender');
  if (typeof sender !== 'object' || !('value' in sender) || !Array.isArray(sender.value)) return undefined;
  const [entry] = sender.value;
  return entry === undefined ? undefined : { name: entry.name || (entry.address ?? ''), address: entry.address ?? '' };
}

function bareAddress(fields: readonly HeaderField[], name: string): Address | null {
  const address = /[^\s<>"]+@[^\s<>"]+/.exec(fieldValue(fields, name) ?? '')?.[0];
  return address === undefined ? null : { name: address, address };
}

function messageIdOf(fields: readonly HeaderField[]): string | null {
  const value = fieldValue(fields, 'Message-ID');
  if (value === undefined || value === '') return null;
  return messageIdsIn(value)[0] ?? value;
}

function referencesOf(fields: readonly HeaderField[]): string[] {
  const ids = [
    ...messageIdsIn(fieldValue(fields, 'References')),
    ...messageIdsIn(fieldValue(fields, 'In-Reply-To')),
  ];
  return [...new Set(ids)];
}

function sentAt(fields: readonly HeaderField[]): number | null {
  const time = Date.parse((fieldValue(fields, 'Date') ?? '').replace(/\s*\([^)]*\)\s*$/, ''));
  return Number.isNaN(time) ? null : time;
}

function importanceOf(fields: readonly HeaderField[]): Importance {
  const stated = fieldValue(fields, 'Importance')?.toLowerCase();
  if (stated === 'high' || stated === 'low') return stated;
  const priority = /^[1-5]/.exec(fieldValue(fields, 'X-Priority') ?? '')?.[0];
  if (priority === '1' || priority === '2') return 'high';
  return priority === '4' || priority === '5' ? 'low' : 'normal';
}

function preview(content: MailContent): string {
  return textOf({
    text: content.text?.slice(0, 4 * PREVIEW_LENGTH) ?? null,
    html: content.html?.slice(0, PREVIEW_HTML_LENGTH) ?? null,
  })
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_LENGTH);
}
