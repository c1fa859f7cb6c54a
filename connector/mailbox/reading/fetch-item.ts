/** One mail by its id, as Graph has it. */
import { path, type Graph } from '../graph/client.js';
import { isGone } from '../graph/failure.js';
import { ITEM_QUERY } from '../item/fields.js';
import { graphMessage, type GraphMessage } from '../item/schema.js';

/** Null if it is gone, or not there yet. */
export async function fetchItem(graph: Graph, userId: string, itemId: string): Promise<GraphMessage | null> {
  try {
    return await graph.get(path`/users/${userId}/messages/${itemId}`, graphMessage, { query: ITEM_QUERY });
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}
