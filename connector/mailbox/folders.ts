/**
 * The folders of a mailbox: which id means which, and which are to be read besides Inbox and Sent
 * Items. Ids of folders never change, so what is known of them is stored; new ones are learned from
 * a delta over the folders (graph: mailfolder-delta), sub-folders included.
 *
 * Left out: folders that hold no received mail (Drafts, Outbox, what Skype and failed
 * synchronisation leave), search folders, which show mail of others, and hidden ones.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { path, type Graph } from './graph/client.js';
import { isGone, isSyncStateLost } from './graph/failure.js';
import { FOLDERS } from './jobs.js';
import type { Mailbox, Place } from './types.js';

const LEFT_OUT = ['drafts', 'outbox', 'conversationhistory', 'syncissues', 'conflicts', 'localfailures', 'serverfailures'];
/** Name of the folders' own cursor, beside those of their mail. */
const CURSOR = 'folders';
const PAGE_SIZE = 200;

type Role = Place | 'left_out';
type Roles = ReadonlyMap<string, Role>;
type Owner = Pick<Mailbox, 'id' | 'userId'>;

const folderId = z.object({ id: z.string() });
const folder = folderId.extend({ '@odata.type': z.string().nullish(), '@removed': z.unknown().optional(), isHidden: z.boolean().nullish() });
const page = z.object({ value: z.array(folder), '@odata.nextLink': z.string().optional(), '@odata.deltaLink': z.string().optional() });

export interface Folders {
  /** @param parentFolderId of a mail; null if unknown */
  placeOf(mailbox: Owner, parentFolderId: string | null | undefined): Promise<Place>;
  /** Ids of the folders to be read besides Inbox and Sent Items, new ones included. A request. */
  others(mailbox: Owner): Promise<string[]>;
  /** Forgets a folder that seems to be gone, and where its reading stood. Next time all folders are asked for, so that one that is there after all is read from its start. */
  forget(mailboxId: string, folderId: string): Promise<void>;
}

export function createFolders(graph: Graph, dataSource: DataSource): Folders {
  const wellKnown = new Map<string, Roles>();

  const stored = async (mailboxId: string): Promise<Map<string, Role>> => {
    const rows = await dataSource.query<{ folder_id: string; role: Role }[]>('select folder_id, role from mail_folders where mailbox_id = $1', [mailboxId]);
    return new Map(rows.map((row) => [row.folder_id, row.role]));
  };

  /** Asked for by name, once in the life of a mailbox. */
  const rolesOf = async (mailbox: Owner): Promise<Roles> => {
    const cached = wellKnown.get(mailbox.id);
    if (cached !== undefined) return cached;
    let roles: Map<string, Role> = await stored(mailbox.id);
    if (!FOLDERS.every((name) => [...roles.values()].includes(name))) {
      roles = new Map();
      for (const name of FOLDERS) roles.set((await graph.get(path`/users/${mailbox.userId}/mailFolders/${name}`, folderId, { query: { $select: 'id' } })).id, name);
      for (const name of LEFT_OUT) {
        const id = await idOf(graph, mailbox.userId, name);
        if (id !== null && !roles.has(id)) roles.set(id, 'left_out');
      }
      await store(dataSource.manager, mailbox.id, roles);
    }
    wellKnown.set(mailbox.id, roles);
    return roles;
  };

  /** Follows the folders' delta from where it stood; gives what is new and gone, and the new place. */
  const changes = async (mailbox: Owner, cursor: string | null): Promise<{ found: Map<string, Role | 'gone'>; cursor: string | null }> => {
    const headers = { Prefer: `odata.maxpagesize=${PAGE_SIZE}` };
    const found = new Map<string, Role | 'gone'>();
    let next: string | undefined = cursor ?? path`/users/${mailbox.userId}/mailFolders/delta`;
    while (next !== undefined) {
      const answer: z.infer<typeof page> = await graph.get(next, page, { headers });
      for (const each of answer.value) found.set(each.id, roleOf(each));
      if (answer['@odata.deltaLink'] !== undefined) return { found, cursor: answer['@odata.deltaLink'] };
      next = answer['@odata.nextLink'];
    }
    return { found, cursor: null };
  };

  return {
    placeOf: async (mailbox, parentFolderId) => {
      if (parentFolderId === null || parentFolderId === undefined) return 'other';
      const role = (await rolesOf(mailbox)).get(parentFolderId);
      return role === undefined || role === 'left_out' ? 'other' : role;
    },
    others: async (mailbox) => {
      const fixed = await rolesOf(mailbox);
      const [row] = await dataSource.query<{ cursor: string }[]>('select cursor from delta_cursors where mailbox_id = $1 and folder = $2', [mailbox.id, CURSOR]);
      const { found, cursor } = await changes(mailbox, row?.cursor ?? null).catch((error: unknown) => {
        if (row === undefined || !isSyncStateLost(error)) throw error;
        return changes(mailbox, null);
      });
      const gone = [...found].filter(([, role]) => role === 'gone').map(([id]) => id);
      const present = new Map([...found].flatMap(([id, role]): [string, Role][] => (role === 'gone' || fixed.has(id) ? [] : [[id, role]])));
      await dataSource.transaction(async (tx) => {
        await drop(tx, mailbox.id, gone);
        await store(tx, mailbox.id, present);
        if (cursor !== null) await keepCursor(tx, mailbox.id, CURSOR, cursor);
      });
      return [...(await stored(mailbox.id))].filter(([, role]) => role === 'other').map(([id]) => id);
    },
    forget: (mailboxId, id) => dataSource.transaction((tx) => drop(tx, mailboxId, [id, CURSOR])),
  };
}

/** Where the next round of a folder begins. Nothing is kept for a mailbox that was removed meanwhile. */
export async function keepCursor(tx: EntityManager, mailboxId: string, name: string, cursor: string): Promise<void> {
  await tx.query(
    `insert into delta_cursors (mailbox_id, folder, cursor)
     select id, $2, $3 from mailboxes where id = $1 and state = 'connected'
     on conflict (mailbox_id, folder) do update set cursor = excluded.cursor`,
    [mailboxId, name, cursor],
  );
}

function roleOf({ '@removed': removed, '@odata.type': type, isHidden }: z.infer<typeof folder>): Role | 'gone' {
  if (removed !== undefined) return 'gone';
  return isHidden === true || /mailSearchFolder/i.test(type ?? '') ? 'left_out' : 'other';
}

async function idOf(graph: Graph, userId: string, name: string): Promise<string | null> {
  try {
    return (await graph.get(path`/users/${userId}/mailFolders/${name}`, folderId, { query: { $select: 'id' } })).id;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

async function store(tx: EntityManager, mailboxId: string, roles: Roles): Promise<void> {
  await tx.query(
    `insert into mail_folders (mailbox_id, folder_id, role)
     select id, folder_id, role from mailboxes, unnest($2::text[], $3::text[]) as folder (folder_id, role) where id = $1 and state = 'connected'
     on conflict (mailbox_id, folder_id) do update set role = excluded.role`,
    [mailboxId, [...roles.keys()], [...roles.values()]],
  );
}

async function drop(tx: EntityManager, mailboxId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(`delete from mail_folders where mailbox_id = $1 and folder_id = any($2::text[]) and role in ('other', 'left_out')`, [mailboxId, ids]);
  await tx.query('delete from delta_cursors where mailbox_id = $1 and folder = any($2::text[])', [mailboxId, ids]);
}
