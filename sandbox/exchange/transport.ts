// Mail in and out of mailboxes: what arrives, what a mailbox sends, and what comes back when it reached nobody.
// A sent mail is first stored in Sent Items with its recipients as still outgoing, then handed to the post; what a kill
// interrupts is handed over again at the next start.
import { randomUUID } from 'node:crypto';
import type { Post } from '../post.js';
import { GraphError, UnknownMailboxError } from './errors.js';
import type { Directory, DirectoryUser } from './directory.js';
import { headOf, fieldsOf, fieldValue, withField, withoutField } from './mail/header.js';
import { nonDeliveryReport } from './mail/non-delivery.js';
import { parseMail, type Address, type MailContent, type MailFacts } from './mail/parse.js';
import { outcomeOf } from './store/rule.js';
import { WELL_KNOWN_FOLDERS, type Item, type Mailbox, type Store } from './store/index.js';

/** Exchange Online: spam confidence level. */
const JUNK_LEVEL = 5;

/** A mail read and ready to be stored. */
export interface ReadMail {
  mime: Buffer;
  facts: MailFacts;
  content: MailContent;
}

type Placement = Pick<Item, 'folder' | 'origin' | 'composed' | 'isRead'> & Pick<Partial<Item>, 'outgoing' | 'properties'>;

export class Transport {
  readonly #routing = new Set<Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly directory: Directory,
    private readonly post: Post,
    private readonly now: () => Date,
  ) {}

  async receive(recipient: string, mime: Buffer): Promise<void> {
    const mailbox = this.#mailboxOf(recipient);
    const mail = { mime, ...(await parseMail(mime)) };
    const { folder, isRead } = arrivalOf(mailbox, mail.facts);
    this.add(mailbox, mail, { folder, origin: 'received', composed: false, isRead });
  }

  /** Stores a new item. */
  add(mailbox: Mailbox, mail: ReadMail, placement: Placement): Item {
    const now = this.now().getTime();
    const change = mailbox.nextChange();
    const { facts } = mail;
    const item: Item = {
      number: mailbox.nextNumber(),
      incarnation: 0,
      revision: 0,
      messageId: facts.messageId ?? newMessageId(mailbox.user),
      facts,
      categories: [],
      flagStatus: 'notFlagged',
      properties: {},
      outgoing: null,
      ...mailbox.threads.place(facts, now),
      receivedAt: now,
      createdAt: now,
      modifiedAt: now,
      change,
      arrivedChange: change,
      ...placement,
    };
    this.store.putMail(mailbox, item, mail.mime, mail.content);
    return item;
  }

  /** Sends a mail that is in no folder yet. */
  async sendMail(mailbox: Mailbox, mime: Buffer, how: { composed: boolean; saveCopy: boolean; to?: readonly string[]; properties?: Record<string, string> }): Promise<void> {
    const complete = completed(mime, mailbox.user, this.now());
    const mail = { mime: complete, ...(await parseMail(complete)) };
    const outgoing = how.to ?? recipientsOf(mail.facts);
    if (!how.saveCopy) {
      this.#track(this.#route(mailbox, complete, outgoing));
      return;
    }
    const item = this.add(mailbox, mail, {
      folder: WELL_KNOWN_FOLDERS.sentitems.number,
      origin: 'sent',
      composed: how.composed,
      isRead: true,
      outgoing,
      ...(how.properties && { properties: how.properties }),
    });
    this.#routeItem(mailbox, item);
  }

  /** Sends a draft: it moves to Sent Items and keeps its immutable id. */
  async sendDraft(mailbox: Mailbox, draft: Item): Promise<void> {
    const stored = this.store.mime(mailbox, draft);
    const ready = draft.composed ? withThreadIndex(withoutField(stored, 'Date'), draft) : stored;
    const mime = completed(ready, mailbox.user, this.now(), draft.messageId);
    const { facts, content } = await parseMail(mime);
    refuseChanged(mailbox, draft);
    const now = this.now().getTime();
    const change = mailbox.nextChange();
    const item: Item = {
      ...draft,
      facts,
      folder: WELL_KNOWN_FOLDERS.sentitems.number,
      incarnation: draft.incarnation + 1,
      revision: draft.revision + 1,
      origin: 'sent',
      isRead: true,
      outgoing: recipientsOf(facts),
      receivedAt: now,
      modifiedAt: now,
      change,
      arrivedChange: change,
    };
    this.store.putMail(mailbox, item, mime, content);
    this.#routeItem(mailbox, item);
  }

  /** Routes what an earlier process stored as sent but did not hand over. */
  resume(): void {
    for (const mailbox of this.store.mailboxes()) {
      for (const item of mailbox.items.values()) if (item.outgoing !== null) this.#routeItem(mailbox, item);
    }
  }

  /** Waits for mail being handed over. */
  async settled(): Promise<void> {
    while (this.#routing.size > 0) await Promise.all(this.#routing);
  }

  /** Whether the mailbox may send under this address. */
  maySendAs(mailbox: Mailbox, from: Address | null): boolean {
    return from === null || this.directory.findByAddress(from.address) === mailbox.user;
  }

  #mailboxOf(address: string): Mailbox {
    const user = this.directory.findByAddress(address);
    const mailbox = user && this.store.mailbox(user.id);
    if (mailbox === undefined) throw new UnknownMailboxError(address);
    return mailbox;
  }

  #routeItem(mailbox: Mailbox, item: Item): void {
    const routing = this.#route(mailbox, this.store.mime(mailbox, item), item.outgoing ?? []);
    this.#track(routing.then(() => this.store.routed(mailbox, item.number)));
  }

  async #route(mailbox: Mailbox, mime: Buffer, to: readonly string[]): Promise<void> {
    const wire = withoutField(mime, 'Bcc');
    const origin = { from: 'outlook.sandbox.example', protocol: 'HTTPS' };
    const failures = await this.post.send({ from: mailbox.user.mail, to }, wire, origin);
    if (failures.length === 0) return;
    await this.receive(mailbox.user.mail, nonDeliveryReport(mailbox.user, wire, failures, this.now()));
  }

  #track(routing: Promise<void>): void {
    const tracked = routing.finally(() => this.#routing.delete(tracked));
    this.#routing.add(tracked);
  }
}

/** In the shape Exchange Online gives its ids. */
export function newMessageId(user: Pick<DirectoryUser, 'mail'>): string {
  const domain = user.mail.slice(user.mail.lastIndexOf('@') + 1);
  return `<${randomUUID().replaceAll('-', '').toUpperCase()}@mail.${domain}>`;
}

/** Adds who it is from and its id, where they are missing, and nothing else. */
export function identified(mime: Buffer, user: DirectoryUser, messageId?: string): Buffer {
  const from = withMissing(mime, 'From', () => `<${user.mail}>`);
  return withMissing(from, 'Message-ID', () => messageId ?? newMessageId(user));
}

/** Adds the fields no mail may leave without, and nothing else. */
function completed(mime: Buffer, user: DirectoryUser, now: Date, messageId?: string): Buffer {
  return withMissing(identified(mime, user, messageId), 'Date', () => now.toUTCString().replace('GMT', '+0000'));
}

/** @throws GraphError when the item was changed, sent or deleted since it was looked up. */
export function refuseChanged(mailbox: Mailbox, item: Item): void {
  const current = mailbox.items.get(item.number);
  if (current === undefined) throw new GraphError('ErrorItemNotFound');
  if (current !== item) throw new GraphError('ErrorIrresolvableConflict');
}

/**
 * Where an arriving mail goes: junk by the spam confidence level that a filter before us gave it
 * (X-MS-Exchange-Organization-SCL, 5 and above), else where the rules put it.
 */
function arrivalOf(mailbox: Mailbox, facts: MailFacts): { folder: number; isRead: boolean } {
  const level = Number(fieldValue(fieldsOf(facts.head), 'X-MS-Exchange-Organization-SCL') ?? '-1');
  if (level >= JUNK_LEVEL) return { folder: WELL_KNOWN_FOLDERS.junkemail.number, isRead: false };
  const { folder = WELL_KNOWN_FOLDERS.inbox.number, isRead } = outcomeOf(mailbox.rules.values(), facts, WELL_KNOWN_FOLDERS.deleteditems.number);
  return { folder, isRead };
}

function withMissing(mime: Buffer, name: string, value: () => string): Buffer {
  return fieldValue(fieldsOf(headOf(mime)), name) === undefined ? withField(mime, name, value()) : mime;
}

/** Outlook's own threading, which mail programs carry along in replies. */
function withThreadIndex(mime: Buffer, { facts, conversationIndex }: Item): Buffer {
  return facts.threadIndex === null ? withField(mime, 'Thread-Index', conversationIndex) : mime;
}

function recipientsOf(facts: MailFacts): string[] {
  const addresses = [...facts.to, ...facts.cc, ...facts.bcc].map(({ address }) => address);
  return [...new Set(addresses.filter((address) => address !== ''))];
}
