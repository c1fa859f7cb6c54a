/**
 * A mailbox part that behaves as the test says, for outcomes that no Exchange gives on request. Its
 * contract is that of `Mailboxes`; the real one is tried in test/mailbox/.
 */
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Mailbox, Mailboxes, MailItem } from '../../connector/mailbox/index.js';

export interface Exchange extends Mailboxes {
  mailbox: Mailbox | null;
  onDraft: () => Promise<void>;
  onLook: () => Promise<MailItem[]>;
  onSend: () => Promise<void>;
  /** Mail that the last look could not handle. */
  leftAlone: MailItem[];
  /** What an abandoned mail turns out to have become. */
  became: 'abandoned' | 'sent' | 'unknown';
  /** How many mails went. */
  sends: number;
  /** Drafts that were made, as MIME. */
  readonly drafts: string[];
  /** Since when was looked. */
  readonly looks: Date[];
  internetMessageId: string;
}

export function exchange(dataSource: DataSource): Exchange {
  const unused = (): never => {
    throw new Error('not part of this test');
  };
  const done = (): Promise<void> => Promise.resolve();
  const drafts = new Set<string>();
  const stub: Exchange = {
    mailbox: null,
    onDraft: done,
    onLook: () => Promise.resolve([]),
    onSend: done,
    leftAlone: [],
    became: 'abandoned',
    sends: 0,
    drafts: [],
    looks: [],
    internetMessageId: `<${randomUUID()}@contoso.example>`,
    connect: unused,
    disconnect: unused,
    list: unused,
    byUserId: unused,
    watch: unused,
    readSince: unused,
    read: unused,
    findSent: unused,
    access: (_, __, foundBy) => ({ foundBy, mime: unused, body: unused }),
    get: () => Promise.resolve(stub.mailbox),
    look: unused,
    scan: unused,
    isWatched: () => Promise.resolve(stub.mailbox?.watchedSince instanceof Date),
    lookThrough: async (_, since) => {
      stub.looks.push(since);
      const items = await stub.onLook();
      const times = items.map(({ receivedAt }) => receivedAt.getTime());
      return { until: times.length === 0 ? null : new Date(Math.max(...times)), leftAlone: stub.leftAlone };
    },
    draftOnce: async (_, key, mime, stored) => {
      await stub.onDraft();
      const ids = { itemId: key, internetMessageId: stub.internetMessageId, conversationId: null };
      if (!drafts.has(key)) {
        await dataSource.transaction((tx) => stored(tx, ids));
        stub.drafts.push(mime);
      }
      drafts.add(key);
      return ids;
    },
    sendOnce: async (_, __, mayGo) => {
      if (!(await dataSource.transaction(mayGo))) return 'abandoned';
      await stub.onSend();
      stub.sends += 1;
      return 'sent';
    },
    abandon: () => Promise.resolve(stub.became),
    note: unused,
  };
  return stub;
}
