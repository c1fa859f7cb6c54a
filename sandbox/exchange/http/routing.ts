// What the route files share: the parts of Exchange they work on, and how they look up and list things.
import type { Drafts } from '../drafts.js';
import { GraphError } from '../errors.js';
import { readFolderId, readItemId } from '../ids.js';
import { demanded, FilterSyntaxError, matches, type Filter } from '../odata/filter.js';
import type { Expansion, QueryOptions } from '../odata/query.js';
import { filterSubject, messageJson, type Json, type View } from '../representation.js';
import { ROOT_FOLDER, WELL_KNOWN_FOLDERS, type Folder } from '../store/folder.js';
import type { Item, Mailbox, Store } from '../store/index.js';
import type { Transport } from '../transport.js';
import type { Faults } from '../../faults/index.js';
import type { Answer, Call } from './call.js';

export interface Services {
  store: Store;
  transport: Transport;
  drafts: Drafts;
  /** Without a slash at its end, with `/v1.0`. */
  root: () => string;
  now: () => Date;
  faults: Faults;
}

export type Handle = (call: Call) => Answer | Promise<Answer>;

/** Registers a handler: method, path below /v1.0, and what to do. */
export type Route = (method: 'get' | 'post' | 'patch' | 'delete', path: string, handle: Handle) => void;

const NO_EXPANSION: Expansion = { extendedProperties: [], attachments: false };

export function folderIn(mailbox: Mailbox, name: string): Folder {
  const lower = name.toLowerCase();
  for (const [wellKnown, { number }] of Object.entries(WELL_KNOWN_FOLDERS)) {
    if (wellKnown === lower) return known(mailbox.folders.get(number));
  }
  const id = readFolderId(name);
  if (id === undefined) throw new GraphError('ErrorInvalidIdMalformed');
  if (id.mailbox !== mailbox.user.id || id.folder === ROOT_FOLDER) throw new GraphError('ErrorItemNotFound');
  return known(mailbox.folders.get(id.folder));
}

/** By either kind of id; a new item may take a moment to be there. */
export function itemIn({ faults }: Pick<Services, 'faults'>, mailbox: Mailbox, id: string): Item {
  const reference = readItemId(id);
  if (reference === undefined) throw new GraphError('ErrorInvalidIdMalformed');
  const item = reference.mailbox === mailbox.user.id ? mailbox.items.get(reference.number) : undefined;
  if (item === undefined || !faults.isReadable(itemKey(mailbox, item))) throw new GraphError('ErrorItemNotFound');
  if (reference.kind === 'plain' && (reference.folder !== item.folder || reference.incarnation !== item.incarnation)) {
    throw new GraphError('ErrorItemNotFound');
  }
  return item;
}

/** An item at the place where it is now, as the faults know it. */
export function itemKey(mailbox: Mailbox, { number, incarnation }: Item): string {
  return `${mailbox.user.id} ${number} ${incarnation}`;
}

export function viewOf(call: Call, options: Pick<QueryOptions, 'select' | 'expand'> = { select: null, expand: NO_EXPANSION }): View {
  const { immutableIds, bodyType } = call.preferences;
  return { immutableIds, bodyType, select: options.select, expand: options.expand };
}

export async function renderItem(services: Services, mailbox: Mailbox, item: Item, view: View): Promise<Json> {
  return messageJson(mailbox, item, view, () => services.store.content(mailbox, item));
}

/** One message as the whole answer. */
export async function entityAnswer(services: Services, call: Call, status: number, mailbox: Mailbox, item: Item, view = viewOf(call)): Promise<Answer> {
  const context = `${services.root()}/$metadata#users('${mailbox.user.id}')/messages/$entity`;
  return { status, json: { '@odata.context': context, ...(await renderItem(services, mailbox, item, view)) } };
}

/** Items a filter lets through, through an index where one helps. */
export function filtered(mailbox: Mailbox, candidates: Iterable<Item>, filter: Filter | null, inFolder?: Folder): Item[] {
  if (filter === null) return [...candidates];
  const messageId = demanded(filter, 'internetMessageId');
  const pool = typeof messageId === 'string' ? mailbox.withMessageId(messageId) : [...candidates];
  return pool.filter((item) => (inFolder === undefined || item.folder === inFolder.number) && passes(mailbox, item, filter));
}

export function passes(mailbox: Mailbox, item: Item, filter: Filter): boolean {
  try {
    return matches(filter, filterSubject(mailbox, item));
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new GraphError('ErrorInvalidUrlQueryFilter', error.message);
    throw error;
  }
}

function known(folder: Folder | undefined): Folder {
  if (folder === undefined) throw new GraphError('ErrorItemNotFound');
  return folder;
}
