/** The mails of a mailbox and how each fared, newest first. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { linesAbout } from '../../feed/index.js';
import { ownAddressesOf } from '../own/own-addresses.js';
import type { MessagePage, MessageSummary } from './api.js';
import { figuresOf, sentMessages, type MessageCursor, type MessageRow } from './rows.js';
import { seenOfAll } from './seen.js';

/** What campaigns say of messages; they know tracking, not the other way round. */
export interface CampaignsOfMessages {
  /** By message id. */
  of(tx: EntityManager, mailboxId: string, messageIds: readonly string[]): Promise<ReadonlyMap<string, NonNullable<MessageSummary['campaign']>>>;
  /** Ids of the messages of one campaign. */
  in(tx: EntityManager, mailboxId: string, campaignId: string): Promise<readonly string[]>;
}

const NAMED_RECIPIENTS = 5;

const cursorForm = /^(\d{1,15})_([0-9a-f-]{36})$/;

/** A place in the list, as `next` gives it. */
export const messageCursorSchema = z.string().regex(cursorForm, 'is no cursor').transform((text): MessageCursor => {
  const [, at, id = ''] = cursorForm.exec(text) ?? [];
  return { sentAt: new Date(Number(at)), id };
});

export const messageListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: messageCursorSchema.optional(),
  q: z.string().trim().min(1).max(200).optional(),
  campaign: z.uuid().optional(),
});

export async function listMessages(
  tx: EntityManager,
  mailboxId: string,
  { limit, before, q, campaign }: z.output<typeof messageListQuery>,
  campaigns: CampaignsOfMessages,
): Promise<MessagePage> {
  const ids = campaign === undefined ? null : await campaigns.in(tx, mailboxId, campaign);
  const rows = await sentMessages(tx, mailboxId, { limit: limit + 1, before, q, ids });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    messages: await summaries(tx, mailboxId, shown, campaigns),
    next: rows.length > limit && last?.sentAt instanceof Date ? `${last.sentAt.getTime()}_${last.id}` : null,
  };
}

export async function summaries(tx: EntityManager, mailboxId: string, rows: readonly MessageRow[], campaigns: CampaignsOfMessages): Promise<MessageSummary[]> {
  const ids = rows.map(({ id }) => id);
  const campaignOf = await campaigns.of(tx, mailboxId, ids);
  const repliedAt = await firstReplies(tx, mailboxId, ids);
  const own = (await ownAddressesOf(tx, [mailboxId])).get(mailboxId) ?? new Set();
  return rows.map((row) => {
    const { id, subject, sentAt, recipients, source, mode, tracking } = row;
    const figures = figuresOf(row.figures);
    return {
      id,
      subject,
      sentAt: sentAt?.toISOString() ?? null,
      recipients: recipients.slice(0, NAMED_RECIPIENTS).map(({ address, name }) => ({ address, name })),
      andMore: Math.max(0, recipients.length - NAMED_RECIPIENTS),
      source,
      campaign: campaignOf.get(id) ?? null,
      mode,
      tracking,
      figures,
      repliedAt: repliedAt.get(id) ?? null,
      seen: seenOfAll(row, repliedAt.has(id), own),
    };
  });
}

/** When the first reply that counts came, by message id. */
async function firstReplies(tx: EntityManager, mailboxId: string, messageIds: readonly string[]): Promise<Map<string, string>> {
  const replies = await linesAbout(tx, { messages: messageIds.map((id) => ({ mailboxId, id })), kinds: ['reply'], limit: 100 });
  const first = new Map<string, string>();
  for (const { messageId, at, data } of replies) {
    if (messageId !== null && data.certain !== false && data.undone === undefined && !first.has(messageId)) first.set(messageId, at);
  }
  return first;
}
