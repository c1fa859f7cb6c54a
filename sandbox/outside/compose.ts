/**
 * What an outside person writes: replies, forwards and new mail, as an ordinary mail program makes them. Who gets a
 * reply, its subject, its ids and its quote are decided here from plain data; nodemailer makes the MIME.
 */
import { randomUUID } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { escapeHtml } from '../escape-html.js';
import { bodyOf } from './html.js';
import { describeMailbox, type Mail, type Mailbox } from './mail.js';

export interface Draft {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  /** What the person typed, plain text. */
  readonly body: string;
  readonly original?: { readonly mail: Mail; readonly as: 'reply' | 'forward' };
}

export interface Outgoing {
  readonly mime: Buffer;
  readonly messageId: string;
  readonly envelope: { readonly from: string; readonly to: string[] };
}

/** To and Cc of a reply: Reply-To before From; the person's own addresses get no copy of their own answer. */
export function replyRecipients(mail: Mail, own: readonly string[], all: boolean): Pick<Draft, 'to' | 'cc'> {
  const isOwn = ({ address }: Mailbox): boolean => own.includes(address.toLowerCase());
  const senders = mail.replyTo.length > 0 ? mail.replyTo : mail.from;
  // Answering one's own sent mail goes to whom it went.
  const first = senders.every(isOwn) ? mail.to : senders;
  const to = all ? unique([...first, ...mail.to.filter((mailbox) => !isOwn(mailbox))]) : unique(first);
  const cc = all ? unique(mail.cc.filter((mailbox) => !isOwn(mailbox))).filter(({ address }) => !has(to, address)) : [];
  return { to, cc };
}

export function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

export function forwardSubject(subject: string): string {
  return /^(fw|fwd):/i.test(subject) ? subject : `Fw: ${subject}`;
}

export async function composeDraft(draft: Draft, now: Date): Promise<Outgoing> {
  const { from, to, cc, subject, body, original } = draft;
  const messageId = newMessageId(from.address);
  const typed = body.replace(/\r\n/g, '\n');
  const quoted = original === undefined ? undefined : quote(original.mail, original.as);
  const mime = await build({
    from,
    to: [...to],
    cc: [...cc],
    subject,
    messageId,
    date: now,
    text: quoted === undefined ? typed : `${typed}\n\n${quoted.text}`,
    html: `<html><body><div>${escapeHtml(typed).replaceAll('\n', '<br>')}</div>${quoted === undefined ? '' : `<br>${quoted.html}`}</body></html>`,
    attachments: original === undefined ? [] : carriedOver(original.mail, original.as),
    ...(original?.as === 'reply' ? threading(original.mail) : {}),
  });
  return { mime, messageId, envelope: { from: from.address, to: [...to, ...cc].map(({ address }) => address) } };
}

/** In-Reply-To and References of an answer (RFC 5322 section 3.6.4). */
export function threading({ messageId, references }: Mail): { inReplyTo?: string; references?: string[] } {
  return messageId === undefined ? {} : { inReplyTo: messageId, references: [...references, messageId] };
}

export function newMessageId(address: string): string {
  return `<${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

export async function build(options: SendMailOptions): Promise<Buffer> {
  return new MailComposer(options).compile().build();
}

function quote(mail: Mail, as: 'reply' | 'forward'): { text: string; html: string } {
  const lines: [string, string][] = [
    ['From', mail.from.map(describeMailbox).join('; ')],
    ['Sent', mail.date === undefined ? '' : new Date(mail.date).toUTCString()],
    ['To', mail.to.map(describeMailbox).join('; ')],
    ...(mail.cc.length > 0 ? [['Cc', mail.cc.map(describeMailbox).join('; ')] satisfies [string, string]] : []),
    ['Subject', mail.subject],
  ];
  const head = lines.map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}<br>`).join('');
  const body = mail.html === undefined ? `<pre>${escapeHtml(mail.text)}</pre>` : bodyOf(mail.html);
  const text = [...lines.map(([name, value]) => `${name}: ${value}`), '', mail.text].join('\n');
  return {
    text: as === 'reply' ? text.split('\n').map((line) => `> ${line}`).join('\n') : `---------- Forwarded message ----------\n${text}`,
    html: `<hr><div>${head}</div><br><blockquote type="cite" style="margin:0">${body}</blockquote>`,
  };
}

/** Pictures in the text stay in the quote; a forward also takes the files along. */
function carriedOver(mail: Mail, as: 'reply' | 'forward'): NonNullable<SendMailOptions['attachments']> {
  return mail.attachments
    .filter(({ contentId }) => as === 'forward' || contentId !== undefined)
    .map(({ name, type, content, contentId }) => ({
      filename: name,
      contentType: type,
      content,
      ...(contentId === undefined ? {} : { cid: contentId, contentDisposition: 'inline' as const }),
    }));
}

function unique(mailboxes: readonly Mailbox[]): Mailbox[] {
  return mailboxes.filter(({ address }, index) => mailboxes.findIndex((other) => other.address.toLowerCase() === address.toLowerCase()) === index);
}

function has(mailboxes: readonly Mailbox[], address: string): boolean {
  return mailboxes.some((mailbox) => mailbox.address.toLowerCase() === address.toLowerCase());
}
