/** Which folder an id means. Ids of folders never change, so they are asked for once per mailbox. */
import { z } from 'zod';
import { path, type Graph } from './graph/client.js';
import { FOLDERS } from './jobs.js';
import type { MailItem } from './types.js';

const folder = z.object({ id: z.string() });

export interface Folders {
  /** @param parentFolderId of a mail; null if unknown */
  nameOf(userId: string, parentFolderId: string | null | undefined): Promise<MailItem['folder']>;
}

export function createFolders(graph: Graph): Folders {
  const known = new Map<string, Map<string, MailItem['folder']>>();
  const load = async (userId: string): Promise<Map<string, MailItem['folder']>> => {
    const found = await Promise.all(
      FOLDERS.map(async (name) => {
        const { id } = await graph.get(path`/users/${userId}/mailFolders/${name}`, folder, { query: { $select: 'id' } });
        return [id, name] as const;
      }),
    );
    const names = new Map<string, MailItem['folder']>(found);
    known.set(userId, names);
    return names;
  };
  return {
    nameOf: async (userId, parentFolderId) => {
      if (parentFolderId === null || parentFolderId === undefined) return 'other';
      return (known.get(userId) ?? (await load(userId))).get(parentFolderId) ?? 'other';
    },
  };
}
