/** Further looks at one mail, for handlers whom its header facts do not suffice. */
import { path, type Graph } from '../graph/client.js';
import { isGone } from '../graph/failure.js';
import type { ItemAccess } from '../types.js';

/** Header and text of a mail stand before what is attached; a mail can have 150 MB of that. */
const LONGEST_MIME_BYTES = 4_000_000;

export function itemAccess(graph: Graph, userId: string, itemId: string): ItemAccess {
  return {
    mime: async () => {
      try {
        return await graph.getText(`${path`/users/${userId}/messages/${itemId}`}/$value`, LONGEST_MIME_BYTES);
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
  };
}
