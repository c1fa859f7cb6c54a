/** Mailboxes and mails as plain facts, for tests of what handles them. */
import { randomUUID } from 'node:crypto';
import type { Address, ItemAccess, Mailbox, MailBody, MailItem } from '../connector/mailbox/index.js';

export const NOW = new Date('2026-11-23T10:00:00Z');

export function aMailbox(facts: Partial<Mailbox> = {}): Mailbox {
  return {
    id: randomUUID(),
    userId: randomUUID(),
    address: 'rep@contoso.example',
    name: 'Riley',
    addresses: ['rep@contoso.example'],
    timeZone: 'Europe/Berlin',
    state: 'connected',
    trackedSince: NOW,
    watchedSince: NOW,
    lastNotificationAt: null,
    lastReadAt: null,
    ...facts,
  };
}

export function aMail(from: string, facts: Partial<MailItem> = {}): MailItem {
  const sender: Address = { address: from, name: '' };
  return {
    itemId: randomUUID(),
    folder: 'inbox',
    internetMessageId: `<${randomUUID()}@elsewhere.example>`,
    inReplyTo: null,
    references: [],
    parentMessageId: null,
    threadId: null,
    subject: 'Re: Arcade lease',
    from: sender,
    sender,
    to: [{ address: 'rep@contoso.example', name: '' }],
    cc: [],
    bcc: [],
    receivedAt: NOW,
    sentAt: NOW,
    isDraft: false,
    conversationId: null,
    messageClass: 'IPM.Note',
    headers: [],
    stampProperty: null,
    ...facts,
  };
}

/** A mail that nothing but its header facts is read of, unless a body is given. */
export function anAccess(body: MailBody | null = null): ItemAccess {
  return { foundBy: 'notification', mime: () => Promise.resolve(null), body: () => Promise.resolve(body) };
}
