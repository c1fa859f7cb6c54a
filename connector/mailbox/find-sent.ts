/** Sent mail by its Message-ID: asked when a reply names an id that is not known (yet). */
import { z } from 'zod';
import { path, type Graph } from './graph/client.js';
import { ITEM_QUERY } from './item/fields.js';
import { mailItem } from './item/item.js';
import { graphMessage } from './item/schema.js';
import type { Mailbox, MailItem } from './types.js';

/** Exchange takes only so many conditions in one filter; the parent stands among the first. */
const MOST_IDS = 10;

const page = z.object({ value: z.array(z.unknown()) });

export async function findSent(graph: Graph, mailbox: Pick<Mailbox, 'userId'>, ids: readonly string[]): Promise<MailItem[]> {
  if (ids.length === 0) return [];
  const $filter = ids
    .slice(0, MOST_IDS)
    .map((id) => `internetMessageId eq '${id.replaceAll("'", "''")}'`)
    .join(' or ');
  const { value } = await graph.get(path`/users/${mailbox.userId}/mailFolders/sentitems/messages`, page, { query: { ...ITEM_QUERY, $filter, $top: MOST_IDS } });
  return value.flatMap((entry) => {
    const message = graphMessage.safeParse(entry);
    return message.success && message.data.isDraft !== true ? [mailItem(message.data, 'sentitems')] : [];
  });
}
