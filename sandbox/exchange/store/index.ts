// All mailboxes of the tenant, on disk and in memory. The MIME lies in files beside the journal, written before the
// event that names it; bodies are read back from it on demand and a few of them kept.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../journal.js';
import type { DirectoryUser } from '../directory.js';
import { parseMail, type MailContent } from '../mail/parse.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { Mailbox, type MailboxEvent } from './mailbox.js';
import { ROOT_FOLDER, WELL_KNOWN_FOLDERS } from './folder.js';
import type { Item } from './item.js';
import type { Rule } from './rule.js';

export type StoreEvent =
  | MailboxEvent
  | { type: 'subscription'; subscription: Subscription }
  | { type: 'unsubscribed'; id: string };

/** What a change did, for those who listen (notifications). */
export interface StoreChange {
  kind: 'created' | 'updated' | 'deleted';
  mailbox: Mailbox;
  /** As it is now; for `deleted`, as it was in the folder it left. */
  item: Item;
}

/** Parsed bodies kept in memory, and the size of MIME (bytes) above which none is. */
const KEPT_CONTENTS = 200;
const KEPT_CONTENT_SIZE = 1 << 20;

export class Store {
  readonly subscriptions = new Map<string, Subscription>();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #journal: Journal<StoreEvent>;
  readonly #contents = new Map<string, MailContent>();
  readonly #mimeDir: string;

  constructor(
    dataDir: string,
    users: readonly DirectoryUser[],
    private readonly onChange: (change: StoreChange) => void,
  ) {
    this.#mimeDir = join(dataDir, 'mime');
    for (const user of users) {
      this.#mailboxes.set(user.id, new Mailbox(user));
      mkdirSync(join(this.#mimeDir, user.id), { recursive: true });
    }
    this.#journal = Journal.open<StoreEvent>(
      join(dataDir, 'exchange.jsonl'),
      (event) => this.#apply(event),
      () => this.#snapshot(),
    );
  }

  mailbox(userId: string): Mailbox | undefined {
    return this.#mailboxes.get(userId);
  }

  mailboxes(): Iterable<Mailbox> {
    return this.#mailboxes.values();
  }

  mime(mailbox: Mailbox, item: Item): Buffer {
    return readFileSync(this.#path(mailbox, item));
  }

  async content(mailbox: Mailbox, item: Item): Promise<MailContent> {
    const path = this.#path(mailbox, item);
    const kept = this.#contents.get(path);
    if (kept !== undefined) return kept;
    const mime = existsSync(path) ? readFileSync(path) : undefined;
    if (mime === undefined) return this.#contentAfter(mailbox, item);
    const { content } = await parseMail(mime);
    this.#keep(path, mime.length, content);
    return content;
  }

  /** Adds an item, or replaces it together with its MIME (the item's revision must then be new). */
  putMail(mailbox: Mailbox, item: Item, mime: Buffer, content: MailContent): void {
    const before = mailbox.items.get(item.number);
    const path = this.#path(mailbox, item);
    writeFileSync(path, mime, { mode: 0o600 });
    this.#keep(path, mime.length, content);
    this.put(mailbox, item);
    if (before !== undefined && before.revision !== item.revision) rmSync(this.#path(mailbox, before), { force: true });
  }

  /** Changes an item without touching its MIME. */
  put(mailbox: Mailbox, item: Item): void {
    const before = mailbox.items.get(item.number);
    this.#commit({ type: 'item', mailbox: mailbox.user.id, item });
    if (before === undefined) this.onChange({ kind: 'created', mailbox, item });
    else if (before.folder === item.folder && before.incarnation === item.incarnation) {
      this.onChange({ kind: 'updated', mailbox, item });
    } else {
      this.onChange({ kind: 'deleted', mailbox, item: before });
      this.onChange({ kind: 'created', mailbox, item });
    }
  }

  /** Notes that an item reached its recipients; nobody else can see the difference. */
  routed(mailbox: Mailbox, number: number): void {
    const item = mailbox.items.get(number);
    if (item === undefined || item.outgoing === null) return;
    this.#commit({ type: 'item', mailbox: mailbox.user.id, item: { ...item, outgoing: null } });
  }

  delete(mailbox: Mailbox, item: Item): void {
    this.#commit({ type: 'deleted', mailbox: mailbox.user.id, number: item.number, change: mailbox.nextChange() });
    rmSync(this.#path(mailbox, item), { force: true });
    this.onChange({ kind: 'deleted', mailbox, item });
  }

  addFolder(mailbox: Mailbox, displayName: string, parent = ROOT_FOLDER): number {
    const number = mailbox.nextFolderNumber();
    this.#commit({ type: 'folder', mailbox: mailbox.user.id, number, displayName, parent });
    return number;
  }

  putRule(mailbox: Mailbox, rule: Rule): void {
    this.#commit({ type: 'rule', mailbox: mailbox.user.id, rule });
  }

  removeRule(mailbox: Mailbox, id: string): void {
    this.#commit({ type: 'unruled', mailbox: mailbox.user.id, id });
  }

  putSubscription(subscription: Subscription): void {
    this.#commit({ type: 'subscription', subscription });
  }

  removeSubscription(id: string): void {
    this.#commit({ type: 'unsubscribed', id });
  }

  close(): void {
    this.#journal.close();
  }

  #commit(event: StoreEvent): void {
    this.#journal.append(event);
    this.#apply(event);
  }

  #apply(event: StoreEvent): void {
    switch (event.type) {
      case 'subscription':
        this.subscriptions.set(event.subscription.id, event.subscription);
        return;
      case 'unsubscribed':
        this.subscriptions.delete(event.id);
        return;
      default:
        this.#mailboxes.get(event.mailbox)?.apply(event);
    }
  }

  /** The item was rewritten or deleted while its representation was being made. */
  async #contentAfter(mailbox: Mailbox, item: Item): Promise<MailContent> {
    const current = mailbox.items.get(item.number);
    if (current === undefined || current.revision === item.revision) return { html: null, text: '', attachments: [] };
    return this.content(mailbox, current);
  }

  *#snapshot(): Generator<StoreEvent> {
    for (const mailbox of this.#mailboxes.values()) {
      mailbox.replayed();
      yield* mailbox.snapshot();
    }
    for (const subscription of this.subscriptions.values()) yield { type: 'subscription', subscription };
  }

  #keep(path: string, size: number, content: MailContent): void {
    if (size > KEPT_CONTENT_SIZE) return;
    this.#contents.set(path, content);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > KEPT_CONTENTS && oldest !== undefined) this.#contents.delete(oldest);
  }

  #path(mailbox: Mailbox, item: Item): string {
    return join(this.#mimeDir, mailbox.user.id, `${item.number}-${item.revision}.eml`);
  }
}

export { WELL_KNOWN_FOLDERS };
export type { Item, Mailbox };
