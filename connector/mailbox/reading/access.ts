/** Further looks at one mail, for handlers whom its header facts do not suffice. */
import { path, type Graph } from '../graph/client.js';
import { isGone } from '../graph/failure.js';
import type { ItemAccess } from '../types.js';

export function itemAccess(graph: Graph, userId: string, itemId: string): ItemAccess {
  return {
    mime: async () => {
      try {
        return await graph.getText(`${path`/users/${userId}/messages/${itemId}`}/$value`);
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
  };
}
