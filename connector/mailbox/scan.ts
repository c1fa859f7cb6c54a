/**
 * Goes through the mail of a mailbox by the time it was received, oldest first, in a way that can be
 * taken up again: what lies in the last second of a page is given with the next, so that everything
 * received before a moment has been given, and nothing after. Politely: one request at a time, and
 * only on the last of the mailbox's places.
 */
import type { Logger } from 'pino';
import type { Folders } from './folders.js';
import { path, type Graph } from './graph/client.js';
import { mailItem } from './item/item.js';
import { pagesByDate } from './reading/pages.js';
import type { Mailbox, MailItem } from './types.js';

const PAGE_SIZE = 50;

/** Each mail once, drafts left out. Ends early when `visit` gives false. */
export async function scan(
  { graph, folders, log }: { graph: Graph; folders: Folders; log: Logger },
  mailbox: Pick<Mailbox, 'id' | 'userId'>,
  since: Date,
  visit: (items: readonly MailItem[], reached: Date | null) => Promise<boolean>,
): Promise<void> {
  let held: readonly MailItem[] = [];
  for await (const page of pagesByDate(graph, { address: path`/users/${mailbox.userId}/messages`, since, size: PAGE_SIZE, politely: true })) {
    if (page.unreadable > 0) log.warn({ mailbox: mailbox.id, count: page.unreadable }, 'Graph gave entries that are no messages');
    const fresh: MailItem[] = [];
    for (const message of page.messages) {
      if (message.isDraft !== true) fresh.push(mailItem(message, await folders.placeOf(mailbox, message.parentFolderId)));
    }
    const { reached } = page;
    const items = [...held, ...fresh];
    held = reached === null ? [] : items.filter(({ receivedAt }) => receivedAt >= reached);
    if (!(await visit(reached === null ? items : items.filter(({ receivedAt }) => receivedAt < reached), reached))) return;
  }
}
