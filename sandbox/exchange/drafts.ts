// Drafts: made from JSON (Exchange composes the MIME) or from MIME (kept as given), changed, and made as replies.
import { GraphError } from './errors.js';
import {
  addressOf, attachmentsOf, checkedHeaders, type MessageInput,
} from './http/message-input.js';
import { COMPOSED_FIELDS, composeMime, type DraftContent } from './mail/compose.js';
import { fieldsOf, headOf, withField, withoutField, type HeaderField } from './mail/header.js';
import { parseMail, type Address, type Importance } from './mail/parse.js';
import { headerOfProperty, propertyId } from './properties.js';
import { replyContent } from './reply.js';
import { WELL_KNOWN_FOLDERS, type Item, type Mailbox, type Store } from './store/index.js';
import { identified, newMessageId, refuseChanged, type Transport } from './transport.js';

export class Drafts {
  constructor(
    private readonly store: Store,
    private readonly transport: Transport,
    private readonly now: () => Date,
  ) {}

  async createFromJson(mailbox: Mailbox, input: MessageInput): Promise<Item> {
    return this.#add(mailbox, await composeMime(this.contentOf(mailbox, input)), true, storedProperties(input), input);
  }

  /** The MIME is kept as given, but for a missing From and Message-ID. */
  async createFromMime(mailbox: Mailbox, mime: Buffer): Promise<Item> {
    return this.#add(mailbox, identified(mime, mailbox.user), false, {}, {});
  }

  async createReply(mailbox: Mailbox, item: Item, toAll: boolean, comment: string | null, input: MessageInput): Promise<Item> {
    if (comment !== null && input.body !== undefined) {
      throw new GraphError('BadRequest', 'A reply takes either a comment or a message body, not both.');
    }
    const original = await this.store.content(mailbox, item);
    const reply = replyContent(mailbox.user, item, original, { toAll, comment, date: this.now() });
    const mime = await composeMime(overlaid(reply, input));
    return this.#add(mailbox, mime, true, storedProperties(input), input);
  }

  /** PATCH: flags on any message, content on drafts only. */
  async change(mailbox: Mailbox, item: Item, input: MessageInput): Promise<Item> {
    const changesContent = CONTENT_PROPERTIES.some((name) => input[name] !== undefined);
    if (changesContent && item.origin !== 'draft') {
      throw new GraphError('ErrorInvalidPropertySet', 'Subject, body and recipients of a message that is no draft cannot be changed.');
    }
    const headers = item.origin === 'draft' ? headerProperties(input) : [];
    if (!changesContent && headers.length === 0) {
      const flagged = { ...item, ...this.#changeOf(mailbox, item, input) };
      this.store.put(mailbox, flagged);
      return flagged;
    }
    const mime = changesContent
      ? await composeMime(overlaid(await this.#contentOfDraft(mailbox, item), input))
      : headers.reduce((kept, { name, value }) => withField(withoutField(kept, name), name, value), this.store.mime(mailbox, item));
    const { facts, content } = await parseMail(mime);
    refuseChanged(mailbox, item);
    const rewritten: Item = {
      ...item,
      ...this.#changeOf(mailbox, item, input),
      facts,
      messageId: facts.messageId ?? item.messageId,
      revision: item.revision + 1,
      composed: item.composed || changesContent,
    };
    this.store.putMail(mailbox, rewritten, mime, content);
    return rewritten;
  }

  #changeOf(mailbox: Mailbox, item: Item, input: MessageInput) {
    return {
      isRead: input.isRead ?? item.isRead,
      categories: input.categories ?? item.categories,
      flagStatus: input.flag?.flagStatus ?? item.flagStatus,
      properties: { ...item.properties, ...storedProperties(input) },
      modifiedAt: this.now().getTime(),
      change: mailbox.nextChange(),
    };
  }

  contentOf(mailbox: Mailbox, input: MessageInput): DraftContent {
    const { user } = mailbox;
    const blank: DraftContent = {
      messageId: newMessageId(user),
      date: this.now(),
      from: { name: user.displayName, address: user.mail },
      sender: null,
      to: [],
      cc: [],
      bcc: [],
      replyTo: [],
      subject: '',
      body: { contentType: 'text', content: '' },
      importance: 'normal',
      asksReadReceipt: false,
      headers: [],
      attachments: [],
    };
    return overlaid(blank, input);
  }

  async #add(mailbox: Mailbox, mime: Buffer, composed: boolean, properties: Record<string, string>, input: MessageInput): Promise<Item> {
    const mail = { mime, ...(await parseMail(mime)) };
    const item = this.transport.add(mailbox, mail, {
      folder: WELL_KNOWN_FOLDERS.drafts.number,
      origin: 'draft',
      composed,
      isRead: input.isRead ?? true,
      properties,
    });
    if (input.categories === undefined && input.flag === undefined) return item;
    return this.change(mailbox, item, { categories: input.categories, flag: input.flag });
  }

  async #contentOfDraft(mailbox: Mailbox, item: Item): Promise<DraftContent> {
    const { facts } = item;
    const content = await this.store.content(mailbox, item);
    return {
      messageId: item.messageId,
      date: new Date(facts.sentAt ?? item.createdAt),
      from: facts.from ?? { name: mailbox.user.displayName, address: mailbox.user.mail },
      sender: null,
      to: facts.to,
      cc: facts.cc,
      bcc: facts.bcc,
      replyTo: facts.replyTo,
      subject: facts.subject,
      body: content.html === null
        ? { contentType: 'text', content: content.text ?? '' }
        : { contentType: 'html', content: content.html },
      importance: facts.importance,
      asksReadReceipt: facts.asksReadReceipt,
      headers: fieldsOf(headOf(this.store.mime(mailbox, item))).filter(({ name }) => !COMPOSED_FIELDS.has(name.toLowerCase())),
      attachments: content.attachments.map((part, index) => ({
        name: part.filename ?? `attachment-${index + 1}`,
        contentType: part.contentType,
        content: part.content,
        ...(part.cid !== undefined && { contentId: part.cid }),
        isInline: part.related === true,
      })),
    };
  }
}

const CONTENT_PROPERTIES = [
  'subject', 'body', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'from', 'sender', 'importance',
  'internetMessageId', 'internetMessageHeaders', 'attachments', 'isReadReceiptRequested',
] as const satisfies readonly (keyof MessageInput)[];

function overlaid(draft: DraftContent, input: MessageInput): DraftContent {
  const list = (given: MessageInput['toRecipients'], before: Address[]) => given?.map(addressOf) ?? before;
  const added = [...checkedHeaders(input.internetMessageHeaders), ...headerProperties(input)];
  return {
    ...draft,
    messageId: input.internetMessageId ?? draft.messageId,
    from: input.from === undefined ? draft.from : addressOf(input.from),
    sender: input.sender === undefined ? draft.sender : addressOf(input.sender),
    to: list(input.toRecipients, draft.to),
    cc: list(input.ccRecipients, draft.cc),
    bcc: list(input.bccRecipients, draft.bcc),
    replyTo: list(input.replyTo, draft.replyTo),
    subject: input.subject ?? draft.subject,
    body: input.body === undefined ? draft.body : bodyOf(input.body),
    importance: importanceOf(input.importance) ?? draft.importance,
    asksReadReceipt: input.isReadReceiptRequested ?? draft.asksReadReceipt,
    headers: [...draft.headers.filter(({ name }) => !named(added, name)), ...added],
    attachments: [...draft.attachments, ...attachmentsOf(input.attachments)],
  };
}

function bodyOf(body: NonNullable<MessageInput['body']>): DraftContent['body'] {
  if (body.contentType.toLowerCase() === 'text') return { contentType: 'text', content: body.content };
  const whole = /<html[\s>]/i.test(body.content);
  const frame = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>';
  return { contentType: 'html', content: whole ? body.content : `${frame}<body>${body.content}</body></html>` };
}

function importanceOf(text: MessageInput['importance']): Importance | undefined {
  const lower = text?.toLowerCase();
  return lower === 'low' || lower === 'normal' || lower === 'high' ? lower : undefined;
}

/** Extended properties that are header fields on the wire. */
function headerProperties(input: MessageInput): HeaderField[] {
  return (input.singleValueExtendedProperties ?? []).flatMap(({ id, value }) => {
    const name = headerOfProperty(propertyId(id));
    return name === undefined ? [] : [{ name, value: value.replace(/[\r\n]+/g, ' ') }];
  });
}

/** Extended properties that live in the mailbox only. */
function storedProperties(input: MessageInput): Record<string, string> {
  const pairs = (input.singleValueExtendedProperties ?? []).flatMap(({ id, value }): [string, string][] => {
    const property = propertyId(id);
    return headerOfProperty(property) === undefined ? [[property.key, value]] : [];
  });
  return Object.fromEntries(pairs);
}

function named(fields: readonly HeaderField[], name: string): boolean {
  return fields.some((field) => field.name.toLowerCase() === name.toLowerCase());
}
