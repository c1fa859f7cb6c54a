// The hands of a mailbox's owner in Outlook: rules, and dragging mail from folder to folder. Folders are named, and made
// where there are none.
import { randomUUID } from 'node:crypto';
import { moveItem } from './move.js';
import { ROOT_FOLDER, WELL_KNOWN_FOLDERS, type Folder } from './store/folder.js';
import type { Mailbox, Store } from './store/index.js';

export interface RuleWanted {
  readonly fromAddresses?: string[] | undefined;
  readonly senderContains?: string[] | undefined;
  readonly subjectContains?: string[] | undefined;
  readonly moveToFolder?: string | undefined;
  readonly markAsRead?: boolean | undefined;
  readonly delete?: boolean | undefined;
}

/** One mail as its owner sees it in a list. */
export interface OwnerMail {
  /** Within the mailbox; stays the same wherever the mail is moved. */
  readonly number: number;
  readonly messageId: string;
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

export class Owner {
  constructor(
    private readonly parts: { store: Store; now: () => Date },
    private readonly mailbox: Mailbox,
  ) {}

  /** Runs after those there are. Gives its id. */
  addRule({ fromAddresses, senderContains, subjectContains, moveToFolder, markAsRead, delete: deletes }: RuleWanted): string {
    const id = randomUUID();
    this.parts.store.putRule(this.mailbox, {
      id,
      displayName: moveToFolder ?? 'Rule',
      sequence: this.mailbox.rules.size + 1,
      isEnabled: true,
      conditions: { fromAddresses, senderContains, subjectContains },
      actions: { moveToFolder: moveToFolder === undefined ? undefined : this.#folder(moveToFolder).number, markAsRead, delete: deletes },
    });
    return id;
  }

  /** Drags every copy of a mail, named by its Message-ID. Gives how many there were. */
  move(messageId: string, folderName: string): number {
    const items = this.mailbox.withMessageId(messageId);
    const folder = this.#folder(folderName);
    for (const item of items) moveItem(this.parts, this.mailbox, item, folder);
    return items.length;
  }

  /** What lies in a folder, newest first. */
  mails(folderName: string): OwnerMail[] {
    return [...this.#folder(folderName).items.values()]
      .sort((one, other) => other.receivedAt - one.receivedAt || other.number - one.number)
      .map(({ number, messageId, receivedAt, facts: { subject, from, to } }) => ({
        number,
        messageId,
        subject,
        from: from?.address ?? '',
        to: to.map(({ address }) => address),
        at: new Date(receivedAt).toISOString(),
      }));
  }

  /** A mail as it was sent or came; undefined where there is none of this number. */
  mime(number: number): Buffer | undefined {
    const item = this.mailbox.items.get(number);
    return item === undefined ? undefined : this.parts.store.mime(this.mailbox, item);
  }

  /** A well-known name (`archive`) or the one it is shown by, at the top. */
  #folder(name: string): Folder {
    const lower = name.toLowerCase();
    const wellKnown = Object.entries(WELL_KNOWN_FOLDERS).find(([known]) => known === lower)?.[1].number;
    const find = (): Folder | undefined =>
      [...this.mailbox.folders.values()].find(({ number, displayName, parent }) => number === wellKnown || (parent === ROOT_FOLDER && displayName.toLowerCase() === lower));
    const known = find();
    if (known !== undefined) return known;
    this.parts.store.addFolder(this.mailbox, name);
    const made = find();
    if (made === undefined) throw new Error(`the folder ${name} was not made`);
    return made;
  }
}
