/** One mail: what happened to it, whom it went to, its links, and what the reader of this should know. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { linesAbout } from '../../feed/index.js';
import { ownAddressesOf } from '../own/own-addresses.js';
import type { MessageDetails } from './api.js';
import { linkFigures } from './link-figures.js';
import { summaries, type CampaignsOfMessages } from './list.js';
import { messageRow, type MessageRow } from './rows.js';
import { notesOf } from './notes.js';
import { clicksOf, seenOfOne } from './seen.js';
import { switchOf } from './switch.js';

const TIMELINE_AT_MOST = 200;

/** Throws NOT_FOUND. */
export async function messageOf(tx: EntityManager, mailboxId: string, id: string): Promise<MessageRow> {
  const row = await messageRow(tx, mailboxId, id);
  if (row === null) throw new ReadbackError('NOT_FOUND', 'There is no such mail.');
  return row;
}

/** Throws NOT_FOUND. */
export async function showMessage(tx: EntityManager, mailboxId: string, id: string, campaigns: CampaignsOfMessages): Promise<MessageDetails> {
  const row = await messageOf(tx, mailboxId, id);
  const [summary] = await summaries(tx, mailboxId, [row], campaigns);
  if (summary === undefined) throw new ReadbackError('NOT_FOUND');
  const timeline = await linesAbout(tx, { messages: [{ mailboxId, id }], limit: TIMELINE_AT_MOST });
  const own = (await ownAddressesOf(tx, [mailboxId])).get(mailboxId) ?? new Set();
  return {
    ...summary,
    recipients: row.recipients.map(({ address, name, kind }) => {
      const reply = timeline.find((line) => line.kind === 'reply' && line.data.certain !== false && line.data.undone === undefined && (row.recipients.length === 1 || line.data.person?.address === address));
      return {
        address,
        name,
        kind,
        repliedAt: reply?.at ?? null,
        seen: seenOfOne(row, address, reply !== undefined, own),
      };
    }),
    timeline,
    clicks: clicksOf(row),
    ...(await linkFigures(tx, mailboxId, row)),
    switch: switchOf(row),
    notes: notesOf(row),
  };
}
