// One mail in a mailbox, with everything but its MIME.
import type { MailFacts } from '../mail/parse.js';

export interface Item {
  /** Within its mailbox; never used again. */
  number: number;
  folder: number;
  /** Raised by every move; part of the plain id. */
  incarnation: number;
  /** Raised whenever the MIME is replaced; part of the file's name. */
  revision: number;
  /** `received`: came through transport and has its headers; `sent`: left this mailbox; `draft`: neither yet. */
  origin: 'received' | 'sent' | 'draft';
  /** Composed from JSON, so Exchange may rewrite its MIME; MIME given by the client passes unaltered. */
  composed: boolean;
  /** Never null in a store: Exchange makes one up for a mail without. */
  messageId: string;
  facts: MailFacts;
  isRead: boolean;
  categories: string[];
  flagStatus: 'notFlagged' | 'complete' | 'flagged';
  /** Extended properties set by a client, by normalised id. */
  properties: Record<string, string>;
  conversation: number;
  /** base64; see threads.ts. */
  conversationIndex: string;
  /** Times in ms since 1970. */
  receivedAt: number;
  createdAt: number;
  modifiedAt: number;
  /** The mailbox's change number of its last change, and of its arrival in this folder. */
  change: number;
  arrivedChange: number;
  /** Recipients it still has to be routed to; null when there is nothing left to do. */
  outgoing: readonly string[] | null;
}

/** Trace of an item that left a folder, by deletion or move. */
export interface Departure {
  number: number;
  folder: number;
  incarnation: number;
  change: number;
}
