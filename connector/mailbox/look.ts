/** One look into all folders of a mailbox, without moving any cursor. */
import { z } from 'zod';
import type { Logger } from 'pino';
import type { Folders } from './folders.js';
import { path, type Graph } from './graph/client.js';
import { ITEM_QUERY } from './item/fields.js';
import { mailItem } from './item/item.js';
import { graphMessage } from './item/schema.js';
import type { Mailbox, MailItem } from './types.js';

const PAGE_SIZE = 100;
/** Against a folder without end; a mailbox that gets this much between two looks is no person's. */
const MOST_PAGES = 1_000;

const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

/** What has come since, newest first, drafts left out. */
export async function look(
  parts: { graph: Graph; folders: Folders; log: Logger },
  mailbox: Pick<Mailbox, 'id' | 'userId'>,
  since: Date,
): Promise<MailItem[]> {
  const { graph, folders, log } = parts;
  const query = {
    ...ITEM_QUERY,
    $filter: `receivedDateTime ge ${since.toISOString().replace(/\.\d+/, '')}`,
    $orderby: 'receivedDateTime desc',
    $top: PAGE_SIZE,
  };
  const items: MailItem[] = [];
  let answer = await graph.get(path`/users/${mailbox.userId}/messages`, page, { query });
  for (let pages = 1; ; pages += 1) {
    for (const entry of answer.value) {
      const message = graphMessage.safeParse(entry);
      if (!message.success || message.data.isDraft === true) continue;
      items.push(mailItem(message.data, await folders.nameOf(mailbox.userId, message.data.parentFolderId)));
    }
    const next = answer['@odata.nextLink'];
    if (next === undefined) return items;
    if (pages === MOST_PAGES) {
      log.warn({ mailbox: mailbox.id, items: items.length }, 'a look into a mailbox was cut short');
      return items;
    }
    answer = await graph.get(next, page);
  }
}
