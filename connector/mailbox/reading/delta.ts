/** Delta query over one folder (graph: message-delta): page by page what is new since a cursor. */
import { z } from 'zod';
import { path, type Graph } from '../graph/client.js';
import { ITEM_QUERY } from '../item/fields.js';
import { graphMessage, type GraphMessage } from '../item/schema.js';
import { atSecond } from './pages.js';

/** Headers of one mail can take 100 kB. */
const PAGE_SIZE = 50;

const page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

export interface DeltaPage {
  readonly messages: readonly GraphMessage[];
  /** Entries that could not be read at all. */
  readonly unreadable: number;
  /** Set on the last page: where the next round begins. */
  readonly cursor: string | null;
}

/**
 * One round from a cursor, or from `since` without one. Empty pages in between are normal.
 * @throws GraphFailure for which `isSyncStateLost` holds when the cursor is worn out, also between two pages
 */
export async function* deltaRound(
  graph: Graph,
  at: { userId: string; /** Id or well-known name. */ folder: string; cursor: string | null; since: Date },
): AsyncGenerator<DeltaPage> {
  const headers = { Prefer: `odata.maxpagesize=${PAGE_SIZE}` };
  const first = path`/users/${at.userId}/mailFolders/${at.folder}/messages/delta`;
  const query = { ...ITEM_QUERY, $filter: `receivedDateTime ge ${atSecond(at.since)}` };
  let answer = await (at.cursor === null ? graph.get(first, page, { query, headers }) : graph.get(at.cursor, page, { headers }));
  for (;;) {
    const parsed = answer.value.map((entry) => graphMessage.safeParse(entry));
    const messages = parsed.flatMap((result) => (result.success ? [result.data] : []));
    const cursor = answer['@odata.deltaLink'] ?? null;
    yield { messages, unreadable: parsed.length - messages.length, cursor };
    const next = answer['@odata.nextLink'];
    if (cursor !== null || next === undefined) return;
    answer = await graph.get(next, page, { headers });
  }
}
