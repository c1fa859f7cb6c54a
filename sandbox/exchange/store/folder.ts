// A folder of a mailbox. The well-known ones exist from the start, under fixed numbers.
import { ChangeLog } from './change-log.js';
import type { Item } from './item.js';

export const WELL_KNOWN_FOLDERS = {
  inbox: { number: 1, displayName: 'Inbox' },
  sentitems: { number: 2, displayName: 'Sent Items' },
  drafts: { number: 3, displayName: 'Drafts' },
  deleteditems: { number: 4, displayName: 'Deleted Items' },
  outbox: { number: 5, displayName: 'Outbox' },
  junkemail: { number: 6, displayName: 'Junk Email' },
  archive: { number: 7, displayName: 'Archive' },
} as const;

/** Number of the folder all others lie in; it holds no mail. */
export const ROOT_FOLDER = 0;

export class Folder {
  readonly items = new Map<number, Item>();
  readonly changes = new ChangeLog((number) => this.items.get(number));

  constructor(
    readonly number: number,
    readonly displayName: string,
    /** Number of the folder it lies in. */
    readonly parent: number = ROOT_FOLDER,
  ) {}

  get unreadCount(): number {
    let unread = 0;
    for (const item of this.items.values()) if (!item.isRead) unread++;
    return unread;
  }
}
