/** Sent mail by its Message-ID: asked when a reply names an id that is not known (yet). */
import { z } from 'zod';
import { path, quoted, type Graph } from './graph/client.js';
import { ITEM_QUERY } from './item/fields.js';
import { mailItem } from './item/item.js';
import { graphMessage } from './item/schema.js';
import type { Mailbox, MailItem } from './types.js';

/** Exchange takes only so many conditions in one filter; the parent stands among the first. */
const MOST_IDS = 10;
/** Addresses longer than some 10,000 characters are refused; an id may have 998, and grows when escaped. */
const LONGEST_FILTER = 4_000;

const page = z.object({ value: z.array(z.unknown()) });

export async function findSent(graph: Graph, mailbox: Pick<Mailbox, 'userId'>, ids: readonly string[]): Promise<MailItem[]> {
  const $filter = filterOf(ids);
  if ($filter === '') return [];
  const { value } = await graph.get(path`/users/${mailbox.userId}/mailFolders/sentitems/messages`, page, { query: { ...ITEM_QUERY, $filter, $top: MOST_IDS } });
  return value.flatMap((entry) => {
    const message = graphMessage.safeParse(entry);
    return message.success && message.data.isDraft !== true ? [mailItem(message.data, 'sentitems')] : [];
  });
}

function filterOf(ids: readonly string[]): string {
  let filter = '';
  for (const id of ids.slice(0, MOST_IDS)) {
    const longer = `${filter === '' ? '' : `${filter} or `}internetMessageId eq ${quoted(id)}`;
    if (encodeURIComponent(longer).length <= LONGEST_FILTER) filter = longer;
  }
  return filter;
}
