/**
 * One look into all folders of a mailbox, without moving any cursor: usually one request. What is
 * new since then is asked for by Exchange's own times, oldest first, so that mail that comes in or
 * goes while the pages are read is not skipped.
 */
import type { Logger } from 'pino';
import type { Folders } from './folders.js';
import { path, type Graph } from './graph/client.js';
import { mailItem } from './item/item.js';
import { pagesByDate } from './reading/pages.js';
import type { Mailbox, MailItem } from './types.js';

const PAGE_SIZE = 100;

/** What has come since, oldest first, drafts left out. */
export async function look(
  { graph, folders, log }: { graph: Graph; folders: Folders; log: Logger },
  mailbox: Pick<Mailbox, 'id' | 'userId'>,
  since: Date,
): Promise<MailItem[]> {
  const items: MailItem[] = [];
  for await (const page of pagesByDate(graph, { address: path`/users/${mailbox.userId}/messages`, since, size: PAGE_SIZE })) {
    if (page.unreadable > 0) log.error({ mailbox: mailbox.id, count: page.unreadable }, 'Graph gave entries that are no messages');
    for (const message of page.messages) {
      if (message.isDraft !== true) items.push(mailItem(message, await folders.placeOf(mailbox, message.parentFolderId)));
    }
  }
  return items;
}
