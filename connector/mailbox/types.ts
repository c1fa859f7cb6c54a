/**
 * What the rest of the connector knows of mailboxes and mail (DESIGN: "watch, read since, send
 * once, look"). Nothing here is Graph's; Graph is the first implementation of `MailboxProvider`.
 */
import type { EntityManager } from 'typeorm';

/** The folders whose mail has a handler of its own, and without which a mailbox is not watched. */
export type Folder = 'inbox' | 'sentitems';

/** Where mail lies. `other`: in any folder else, where rules, junk filters and people put it. */
export type Place = Folder | 'other';

export interface Address {
  /** Lower-cased SMTP address. */
  readonly address: string;
  readonly name: string;
}

/** A connected Exchange mailbox. */
export interface Mailbox {
  readonly id: string;
  /** The directory's id of the user: equals the `oid` of the rep who signs in. */
  readonly userId: string;
  readonly address: string;
  readonly name: string;
  /** All SMTP addresses of the mailbox, lower case, the primary one included. */
  readonly addresses: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
  readonly state: 'connected' | 'removed';
  /** Mail received before this is none of ours. */
  readonly trackedSince: Date;
  /** Null while it is not being watched. */
  readonly watchedSince: Date | null;
  readonly lastNotificationAt: Date | null;
  /** When the Inbox was last read to its end. */
  readonly lastReadAt: Date | null;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** One mail in a mailbox, as far as recognising it needs. Header facts only; the body is a `MailBody`. */
export interface MailItem {
  /** Immutable id in its mailbox. */
  readonly itemId: string;
  readonly folder: Place;
  /** With angle brackets, as in the header; null where the mail has none. */
  readonly internetMessageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** X-MS-Exchange-Parent-Message-Id: what an Exchange rule answered; null where it stands not. */
  readonly parentMessageId: string | null;
  /** The GUID of the thread in Thread-Index (PidTagConversationIndex, bytes 6 to 21), 32 hex digits in lower case; null if unknown. */
  readonly threadId: string | null;
  readonly subject: string;
  readonly from: Address | null;
  readonly sender: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly receivedAt: Date;
  readonly sentAt: Date | null;
  readonly isDraft: boolean;
  readonly conversationId: string | null;
  /** MAPI message class, such as IPM.Note or REPORT.IPM.Note.NDR; '' if unknown. */
  readonly messageClass: string;
  /** Transport headers in order; empty on sent items and where Exchange keeps none. */
  readonly headers: readonly Header[];
  /** Value of Readback's custom property on the item, if it has one. */
  readonly stampProperty: string | null;
}

/** A part of a mail that is not its text: of a report, a returned message, a calendar entry. */
export interface MailPart {
  /** Media type in lower case, such as message/delivery-status. */
  readonly type: string;
  /** Header of the part itself. */
  readonly headers: readonly Header[];
  /** Decoded, cut after some ten thousand characters. */
  readonly text: string;
}

/** What a mail says: read only where its header facts do not settle what it is. Never stored. */
export interface MailBody {
  /** Plain text with what it quotes; made from the HTML where there is none. */
  readonly text: string;
  /** '' where there is none. */
  readonly html: string;
  /** Parts other than the text, in order; empty where only the text was asked for. */
  readonly parts: readonly MailPart[];
}

/** Ids of a mail made in a mailbox. */
export interface DraftIds {
  readonly itemId: string;
  readonly internetMessageId: string;
  readonly conversationId: string | null;
}

/** What became of a mail handed over for sending. `unknown`: neither seen as sent nor as waiting; look again later. */
export type SendState = 'draft' | 'sent' | 'unknown';

/** Handles one mail found in a folder. Runs at least once per mail: it must be idempotent. */
export type MailHandler = (mailbox: Mailbox, item: MailItem, access: ItemAccess) => Promise<void>;

/** What showed us a mail. `sweep`: delta found it without a notification; `waiting`: it named a message that became known only later. */
export type FoundBy = 'notification' | 'sweep' | 'last_look' | 'waiting';

/** Further looks at one mail, each a request; only taken when the item's own facts do not settle it. */
export interface ItemAccess {
  readonly foundBy: FoundBy;
  /** The mail as MIME, cut after some megabytes, where only attachments follow; null if it is gone. */
  mime(): Promise<Buffer | null>;
  /** Its text, with the parts of a report or a calendar entry where it is one; null if it is gone. */
  body(): Promise<MailBody | null>;
}

/** What a last look found. */
export interface Looked {
  /** When the newest mail it saw was received, by Exchange's clock; null if there was none. */
  readonly until: Date | null;
  /** Mail that cannot be handled, however often it is tried. It may be an answer. */
  readonly leftAlone: readonly MailItem[];
}

/** A short mail in plain text, of which nothing is kept in the mailbox it goes out from. */
export interface Note {
  readonly to: Address;
  readonly subject: string;
  readonly text: string;
}

/** The one interface of this part to the rest of the connector. */
export interface Mailboxes {
  /** Connects the mailbox of this address and starts watching it. Throws MAILBOX_NOT_FOUND, MAILBOX_NOT_ONLINE, MAILBOX_DENIED. Idempotent. */
  connect(address: string): Promise<Mailbox>;
  disconnect(address: string): Promise<void>;
  list(): Promise<Mailbox[]>;
  get(id: string): Promise<Mailbox | null>;
  byUserId(userId: string): Promise<Mailbox | null>;
  /** Whether it is being watched now: its folders are subscribed, and were read not long ago. */
  isWatched(mailboxId: string): Promise<boolean>;
  /** Makes sure subscriptions stand and are not about to expire. Idempotent. */
  watch(mailboxId: string): Promise<void>;
  /**
   * Reads what is new in the folder since the last time, gives each mail to the handler of that
   * folder, and moves the cursor on when all were handled. Resolves when everything is read.
   */
  readSince(mailboxId: string, folder: Folder): Promise<void>;
  /** One mail by its item id; null if it is gone. */
  read(mailboxId: string, itemId: string): Promise<MailItem | null>;
  /** Further looks at a mail that `read` or `look` gave. */
  access(mailbox: Mailbox, itemId: string, foundBy: FoundBy): ItemAccess;
  /** Mails in Sent Items with one of these Message-IDs: a reply can be faster than the copy it answers. */
  findSent(mailboxId: string, internetMessageIds: readonly string[]): Promise<MailItem[]>;
  /** One last look: what has come into any folder since `since` (in the time Exchange lives in), without moving any cursor. */
  look(mailboxId: string, since: Date): Promise<MailItem[]>;
  /**
   * Goes through all mail received since then, oldest first, one request at a time and never in the
   * way of others. All mail received before `reached` has been given, each once; null at the end.
   * Ends early when `visit` gives false.
   */
  scan(mailboxId: string, since: Date, visit: (items: readonly MailItem[], reached: Date | null) => Promise<boolean>): Promise<void>;
  /**
   * A last look whose mail goes to the handlers, as if it had been notified. Throws what keeps it
   * from looking, and when a mail is to be tried again.
   */
  lookThrough(mailboxId: string, since: Date): Promise<Looked>;
  /**
   * Makes the draft of an outgoing mail. `key` names the sending for ever: the same key gives the
   * same draft, also after a crash. `stored` runs in the transaction that stores the ids.
   */
  draftOnce(mailboxId: string, key: string, mime: string, stored: (tx: EntityManager, ids: DraftIds) => Promise<void>): Promise<DraftIds>;
  /**
   * Sends the draft of `key`, at most once. `mayGo` runs in the transaction that marks it as being
   * sent; false abandons it for good. After a crash or an unclear answer it looks before it acts.
   */
  sendOnce(mailboxId: string, key: string, mayGo: (tx: EntityManager) => Promise<boolean>): Promise<'sent' | 'abandoned'>;
  /**
   * Deletes the draft of `key` if it was not sent. Gives what it became; `unknown`: it was handed
   * over, and nobody can tell whether it went.
   */
  abandon(mailboxId: string, key: string): Promise<'abandoned' | 'sent' | 'unknown'>;
  /** Sends a note, once; nothing of it lies in Sent Items afterwards. Throws EXCHANGE_REFUSED, and EXCHANGE_UNREACHABLE where it may have gone all the same. */
  note(mailboxId: string, note: Note): Promise<void>;
}
