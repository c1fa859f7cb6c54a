// One mailbox in memory: its folders, items and the indexes over them. It changes only by events, so that replaying the
// journal leads to the same state as living through it.
import type { DirectoryUser } from '../directory.js';
import { Folder, WELL_KNOWN_FOLDERS } from './folder.js';
import type { Departure, Item } from './item.js';
import type { Rule } from './rule.js';
import { Threads } from './threads.js';

export type MailboxEvent =
  | { type: 'folder'; mailbox: string; number: number; displayName: string; parent?: number }
  | { type: 'rule'; mailbox: string; rule: Rule }
  | { type: 'unruled'; mailbox: string; id: string }
  | { type: 'item'; mailbox: string; item: Item }
  | { type: 'deleted'; mailbox: string; number: number; change: number }
  /** Only in a compacted journal: a departure whose story is over. */
  | { type: 'departed'; mailbox: string; departure: Departure };

export class Mailbox {
  readonly folders = new Map<number, Folder>();
  readonly items = new Map<number, Item>();
  readonly rules = new Map<string, Rule>();
  readonly threads = new Threads();
  readonly #byMessageId = new Map<string, Set<number>>();
  #lastChange = 0;
  #lastNumber = 0;

  constructor(readonly user: DirectoryUser) {
    for (const { number, displayName } of Object.values(WELL_KNOWN_FOLDERS)) {
      this.folders.set(number, new Folder(number, displayName));
    }
  }

  get lastChange(): number {
    return this.#lastChange;
  }

  nextChange(): number {
    return ++this.#lastChange;
  }

  nextNumber(): number {
    return ++this.#lastNumber;
  }

  nextFolderNumber(): number {
    return Math.max(...this.folders.keys()) + 1;
  }

  withMessageId(messageId: string): Item[] {
    const numbers = this.#byMessageId.get(messageId) ?? [];
    return [...numbers].map((number) => this.items.get(number)).filter((item) => item !== undefined);
  }

  apply(event: MailboxEvent): void {
    switch (event.type) {
      case 'folder':
        if (!this.folders.has(event.number)) this.folders.set(event.number, new Folder(event.number, event.displayName, event.parent));
        return;
      case 'rule':
        this.rules.set(event.rule.id, event.rule);
        return;
      case 'unruled':
        this.rules.delete(event.id);
        return;
      case 'item':
        this.#put(event.item);
        return;
      case 'deleted':
        this.#delete(event.number, event.change);
        return;
      case 'departed':
        this.#depart(event.departure);
    }
  }

  /** The events that lead to the present state. */
  *snapshot(): Generator<MailboxEvent> {
    const mailbox = this.user.id;
    for (const { number, displayName, parent } of this.folders.values()) {
      yield { type: 'folder', mailbox, number, displayName, parent };
    }
    for (const rule of this.rules.values()) yield { type: 'rule', mailbox, rule };
    for (const folder of this.folders.values()) {
      for (const departure of folder.changes.departures()) yield { type: 'departed', mailbox, departure };
    }
    for (const item of this.items.values()) yield { type: 'item', mailbox, item };
  }

  /** Ends a replay: a compacted journal holds departures and items out of their order. */
  replayed(): void {
    for (const folder of this.folders.values()) folder.changes.sort();
  }

  #put(item: Item): void {
    const before = this.items.get(item.number);
    if (before !== undefined && (before.folder !== item.folder || before.incarnation !== item.incarnation)) {
      this.#leave(before, item.change);
    }
    if (before !== undefined && before.messageId !== item.messageId) this.#forgetMessageId(before);
    const folder = this.folders.get(item.folder);
    if (folder === undefined) return;
    this.items.set(item.number, item);
    folder.items.set(item.number, item);
    if (before?.change !== item.change) folder.changes.changed(item, folder.items.size);
    this.threads.know(item.messageId, item);
    const sameId = this.#byMessageId.get(item.messageId);
    if (sameId === undefined) this.#byMessageId.set(item.messageId, new Set([item.number]));
    else sameId.add(item.number);
    this.#seen(item.number, item.change);
  }

  #delete(number: number, change: number): void {
    const item = this.items.get(number);
    if (item === undefined) return;
    this.#leave(item, change);
    this.items.delete(number);
    this.#forgetMessageId(item);
  }

  #leave(item: Item, change: number): void {
    this.folders.get(item.folder)?.items.delete(item.number);
    this.#depart({ number: item.number, folder: item.folder, incarnation: item.incarnation, change });
  }

  #depart(departure: Departure): void {
    this.folders.get(departure.folder)?.changes.departed(departure);
    this.#seen(departure.number, departure.change);
  }

  #forgetMessageId(item: Item): void {
    const numbers = this.#byMessageId.get(item.messageId);
    numbers?.delete(item.number);
    if (numbers?.size === 0) this.#byMessageId.delete(item.messageId);
  }

  #seen(number: number, change: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#lastChange = Math.max(this.#lastChange, change);
  }
}
