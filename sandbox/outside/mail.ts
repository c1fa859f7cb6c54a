/** A mail as its reader sees it: MIME parsed once into plain data. */
import { simpleParser, type AddressObject, type EmailAddress } from 'mailparser';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Without angle brackets; set when the text shows it. */
  readonly contentId: string | undefined;
  readonly content: Buffer;
}

export interface Mail {
  readonly from: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  /** With angle brackets. */
  readonly messageId: string | undefined;
  readonly references: readonly string[];
  /** In their order, unfolded. */
  readonly headers: readonly HeaderField[];
  readonly html: string | undefined;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The Date field, ISO 8601. */
  readonly date: string | undefined;
}

export async function readMail(mime: Buffer): Promise<Mail> {
  const parsed = await simpleParser(mime, { skipImageLinks: true, skipTextToHtml: true });
  const { references = [] } = parsed;
  return {
    from: mailboxesOf(parsed.from),
    replyTo: mailboxesOf(parsed.replyTo),
    to: mailboxesOf(parsed.to),
    cc: mailboxesOf(parsed.cc),
    subject: parsed.subject ?? '',
    messageId: parsed.messageId,
    references: typeof references === 'string' ? [references] : references,
    headers: parsed.headerLines.map(({ line }) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/\r?\n[ \t]*/g, ' ').trim() };
    }),
    html: parsed.html === false ? undefined : parsed.html,
    text: parsed.text ?? '',
    attachments: parsed.attachments.map(({ filename, contentType, size, cid, content }) => ({
      name: filename ?? 'unnamed',
      type: contentType,
      size,
      contentId: cid,
      content,
    })),
    date: parsed.date?.toISOString(),
  };
}

/** Value of the first field of that name. */
export function headerOf(mail: Mail, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return mail.headers.find((field) => field.name.toLowerCase() === wanted)?.value;
}

export function describeMailbox({ name, address }: Mailbox): string {
  return name === '' ? address : `${name} <${address}>`;
}

function mailboxesOf(field: AddressObject | AddressObject[] | undefined): Mailbox[] {
  const objects = field === undefined ? [] : Array.isArray(field) ? field : [field];
  return objects.flatMap(({ value }) => value.flatMap(flatten));
}

function flatten({ address, name, group }: EmailAddress): Mailbox[] {
  if (group !== undefined) return group.flatMap(flatten);
  return address === undefined || address === '' ? [] : [{ name, address }];
}
