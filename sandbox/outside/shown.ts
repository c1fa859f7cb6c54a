/** People and mail as the API and the mail window show them. */
import { escapeHtml } from '../escape-html.js';
import { imageAddressesIn, safeMailBody } from './html.js';
import { linksOf, WEB_ADDRESS_IN_TEXT, type MailLink } from './links.js';
import type { Mail, Mailbox } from './mail.js';
import type { MailProgramName } from './mail-programs.js';
import type { GatewayName } from './gateways.js';
import type { OutOfOffice, Person, StoredMail } from './people.js';

const PREVIEW_LENGTH = 140;

export interface ShownPerson {
  address: string;
  name: string;
  unread: number;
  total: number;
  outOfOffice: OutOfOffice;
  mailProgram: MailProgramName;
  /** Before the mailboxes of their domain. */
  gateway: GatewayName;
}

export interface ShownMail {
  id: string;
  folder: 'inbox' | 'sent';
  /** ISO 8601: when it arrived or was sent. */
  at: string;
  read: boolean;
  from: Mailbox | null;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  subject: string;
  preview: string;
  messageId: string | null;
  attachments: { name: string; type: string; size: number; inline: boolean }[];
}

export interface OpenedMail extends ShownMail {
  headers: Mail['headers'];
  html: string | null;
  text: string;
  mime: string;
  /** What a mail program loads when the mail is opened: the address in the mail, and where the mail window gets it. */
  images: { url: string; proxied: string }[];
  /** Web links, in their order. */
  links: MailLink[];
}

/** Where the window gets what a mail shows, and where its links lead in the window; undefined leaves it out. */
export interface ShownThrough {
  readonly imageAddress: (url: string) => string | undefined;
  readonly linkAddress: (url: string) => string | undefined;
}

export function showPerson({ address, name, outOfOffice, mailProgram, mails }: Person, gateway: GatewayName): ShownPerson {
  const inbox = [...mails.values()].filter(({ folder }) => folder === 'inbox');
  return { address, name, unread: inbox.filter(({ read }) => !read).length, total: inbox.length, outOfOffice, mailProgram: mailProgram.name, gateway };
}

export function showMail({ id, folder, at, read }: StoredMail, mail: Mail): ShownMail {
  return {
    id,
    folder,
    at,
    read,
    from: mail.from[0] ?? null,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    preview: mail.text.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH),
    messageId: mail.messageId ?? null,
    attachments: mail.attachments.map(({ name, type, size, contentId }) => ({ name, type, size, inline: contentId !== undefined })),
  };
}

export function openMail(stored: StoredMail, mail: Mail, { imageAddress }: ShownThrough): OpenedMail {
  return {
    ...showMail(stored, mail),
    headers: mail.headers,
    html: mail.html ?? null,
    text: mail.text,
    mime: stored.mime.toString(),
    images: imageAddressesIn(mail.html ?? '').map((url) => ({ url, proxied: imageAddress(url) ?? '' })),
    links: linksOf(mail),
  };
}

/** The page inside the sandboxed frame of the reading pane. */
export function mailPage(mail: Mail, { imageAddress, linkAddress }: ShownThrough, { textOnly }: { textOnly: boolean }): string {
  const pictureAddress = (address: string): string | undefined => {
    if (/^cid:/i.test(address)) return inlineImage(mail, address.slice('cid:'.length));
    if (/^data:image\//i.test(address)) return address;
    return imageAddress(address);
  };
  const body = mail.html === undefined || textOnly ? `<pre class="plain">${linked(mail.text, linkAddress)}</pre>` : safeMailBody(mail.html, pictureAddress, linkAddress);
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(mail.subject)}</title>
  <style>
    html { background: #fff; color: #242424; font: 15px/1.5 'Segoe UI', -apple-system, system-ui, 'Open Sans', sans-serif; overflow-wrap: anywhere }
    body { margin: 16px 20px }
    img { max-width: 100% }
    blockquote[type=cite] { margin: 0; padding-left: 12px; border-left: 2px solid #d1d1d1 }
    .plain { font: inherit; white-space: pre-wrap; margin: 0 }
  </style>
</head>
<body>${body}</body>
</html>
`;
}

function inlineImage(mail: Mail, contentId: string): string | undefined {
  const found = mail.attachments.find((attachment) => attachment.contentId === contentId && attachment.type.startsWith('image/'));
  return found === undefined ? undefined : `data:${found.type};base64,${found.content.toString('base64')}`;
}

/** Plain text with its web addresses made links. */
function linked(text: string, linkAddress: ShownThrough['linkAddress']): string {
  return text
    .split(new RegExp(`(${WEB_ADDRESS_IN_TEXT.source})`, 'i'))
    .map((part, index) => (index % 2 === 0 ? escapeHtml(part) : `<a href="${escapeHtml(linkAddress(part) ?? part)}" title="${escapeHtml(part)}" target="_blank" rel="noopener noreferrer">${escapeHtml(part)}</a>`))
    .join('');
}
