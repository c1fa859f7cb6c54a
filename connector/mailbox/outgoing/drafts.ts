/** Drafts in the mailbox, and what became of them. */
import { z } from 'zod';
import { path, quoted, type Graph } from '../graph/client.js';
import { isGone } from '../graph/failure.js';
import type { Folders } from '../folders.js';
import type { DraftIds, Mailbox, SendState } from '../types.js';

const SELECT = 'id,internetMessageId,conversationId,isDraft,parentFolderId';

const draft = z.object({
  id: z.string().min(1),
  internetMessageId: z.string().nullish(),
  conversationId: z.string().nullish(),
  isDraft: z.boolean().nullish(),
  parentFolderId: z.string().nullish(),
});

export interface Found extends DraftIds {
  readonly state: SendState;
}

type Owner = Pick<Mailbox, 'id' | 'userId'>;

export interface Drafts {
  /** Makes a draft from MIME. @param internetMessageId what the MIME says, should Graph not */
  create(userId: string, mime: string, internetMessageId: string): Promise<DraftIds>;
  /** All mails of the mailbox with this Message-ID, sent ones first. */
  withMessageId(owner: Owner, internetMessageId: string): Promise<Found[]>;
  /** What became of a mail; `unknown`: it is not there. */
  stateOf(owner: Owner, itemId: string): Promise<SendState>;
  /** Hands it over (graph: message-send). 202 says that Exchange took it. */
  send(userId: string, itemId: string, within_ms: number): Promise<void>;
  /** One that is gone already is no error. */
  delete(userId: string, itemId: string): Promise<void>;
}

export function createDrafts(graph: Graph, folders: Folders): Drafts {
  const address = (userId: string, itemId: string): string => path`/users/${userId}/messages/${itemId}`;
  const stateIn = async (owner: Owner, message: z.infer<typeof draft>): Promise<SendState> => {
    if (message.isDraft === false) return 'sent';
    return (await folders.placeOf(owner, message.parentFolderId)) === 'sentitems' ? 'sent' : 'draft';
  };
  return {
    create: async (userId, mime, internetMessageId) => {
      const made = await graph.postMime(path`/users/${userId}/messages`, draft, mime);
      return { itemId: made.id, internetMessageId: made.internetMessageId ?? internetMessageId, conversationId: made.conversationId ?? null };
    },
    withMessageId: async (owner, internetMessageId) => {
      const { value } = await graph.get(path`/users/${owner.userId}/messages`, z.object({ value: z.array(draft) }), {
        query: { $filter: `internetMessageId eq ${quoted(internetMessageId)}`, $select: SELECT },
      });
      const found = await Promise.all(
        value.map(async (message) => ({
          itemId: message.id,
          internetMessageId: message.internetMessageId ?? internetMessageId,
          conversationId: message.conversationId ?? null,
          state: await stateIn(owner, message),
        })),
      );
      return [...found.filter(({ state }) => state === 'sent'), ...found.filter(({ state }) => state !== 'sent')];
    },
    stateOf: async (owner, itemId) => {
      try {
        return await stateIn(owner, await graph.get(address(owner.userId, itemId), draft, { query: { $select: SELECT } }));
      } catch (error) {
        if (isGone(error)) return 'unknown';
        throw error;
      }
    },
    send: (userId, itemId, within_ms) => graph.act(`${address(userId, itemId)}/send`, within_ms),
    delete: async (userId, itemId) => {
      await graph.delete(address(userId, itemId)).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
  };
}
