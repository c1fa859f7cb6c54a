// What changed in a folder since a client last asked (Graph: message delta). The state a client carries is in its link:
// how far it has read and the options of its first request. Nothing is kept here, so links survive a restart.
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { pathsIn, type Filter } from '../odata/filter.js';
import { expansionOf, filterOf, option, queryOptions, selectOf } from '../odata/query.js';
import { itemId, type Json } from '../representation.js';
import type { Change } from '../store/change-log.js';
import type { Folder } from '../store/folder.js';
import type { Item, Mailbox } from '../store/index.js';
import type { Answer, Call } from './call.js';
import { folderIn, passes, renderItem, viewOf, type Route, type Services } from './routing.js';

const stateSchema = z.strictObject({
  mailbox: z.string(),
  folder: z.number(),
  /** Change number read up to. */
  after: z.number(),
  /** Change number the present round began at; 0 in the first. */
  since: z.number(),
  /** Departures up to here happened before the client saw anything. */
  born: z.number(),
  select: z.string().nullable(),
  expand: z.string().nullable(),
  filter: z.string().nullable(),
  changeType: z.enum(['created', 'updated', 'deleted']).nullable(),
  top: z.number().nullable(),
});

type State = z.infer<typeof stateSchema>;

const DEFAULT_PAGE_SIZE = 10;

export function deltaRoutes(route: Route, services: Services): void {
  route('get', '/users/:user/mailFolders/:folder/messages/delta', async (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const folder = folderIn(mailbox, call.param('folder'));
    return deltaAnswer(services, call, mailbox, folder, stateOf(call, mailbox, folder));
  });
}

async function deltaAnswer(services: Services, call: Call, mailbox: Mailbox, folder: Folder, state: State): Promise<Answer> {
  const size = call.preferences.maxPageSize ?? state.top ?? DEFAULT_PAGE_SIZE;
  const filter = state.filter === null ? null : filterOf(state.filter);
  const page: Change[] = [];
  let after = state.after;
  let full = false;
  for (const change of folder.changes.since(state.after)) {
    full = page.length === size;
    if (full) break;
    after = change.change;
    if (wanted(change, call, mailbox, folder, state, filter)) page.push(change);
  }
  const view = viewOf(call, { select: selectOf(state.select), expand: expansionOf(state.expand) });
  const value = await Promise.all(
    page.map(async (change): Promise<Json> => {
      if (change.kind === 'present') {
        return { '@odata.type': '#microsoft.graph.message', ...(await renderItem(services, mailbox, change.item, view)) };
      }
      const id = itemId(mailbox, change.departure, view.immutableIds);
      return { '@odata.type': '#microsoft.graph.message', id, '@removed': { reason: 'deleted' } };
    }),
  );
  const base = `${services.root()}/users/${mailbox.user.id}/mailFolders/${encodeURIComponent(call.param('folder'))}/messages/delta`;
  return {
    status: 200,
    json: {
      '@odata.context': `${services.root()}/$metadata#Collection(message)`,
      value,
      ...(full || page.length === size
        ? { '@odata.nextLink': `${base}?$skiptoken=${encode({ ...state, after })}` }
        : { '@odata.deltaLink': `${base}?$deltatoken=${encode({ ...state, after, since: after })}` }),
    },
  };
}

function wanted(change: Change, call: Call, mailbox: Mailbox, folder: Folder, state: State, filter: Filter | null): boolean {
  if (change.kind === 'gone') {
    if (change.change <= state.born || (state.changeType ?? 'deleted') !== 'deleted') return false;
    // An immutable id that is in the folder again has not left it.
    return !call.preferences.immutableIds || !folder.items.has(change.departure.number);
  }
  if (state.changeType !== null && state.changeType !== kindOf(change.item, state.since)) return false;
  return filter === null || passes(mailbox, change.item, filter);
}

function kindOf(item: Item, since: number): 'created' | 'updated' {
  return item.arrivedChange > since ? 'created' : 'updated';
}

function stateOf(call: Call, mailbox: Mailbox, folder: Folder): State {
  const token = option(call.request, '$deltatoken') ?? option(call.request, '$skiptoken');
  if (token !== null) {
    const state = decode(token);
    if (state === undefined || state.mailbox !== mailbox.user.id || state.folder !== folder.number) {
      throw new GraphError('SyncStateInvalid');
    }
    return state;
  }
  const options = queryOptions(call.request);
  if (options.filter !== null) refuseOtherThanReceived(options.filter);
  if (options.orderBy.some(({ path, descending }) => path !== 'receivedDateTime' || !descending)) {
    throw new GraphError('BadRequest', 'Change tracking orders by receivedDateTime desc only.');
  }
  return {
    mailbox: mailbox.user.id,
    folder: folder.number,
    after: 0,
    since: 0,
    born: mailbox.lastChange,
    select: option(call.request, '$select'),
    expand: option(call.request, '$expand'),
    filter: options.filterText,
    changeType: stateSchema.shape.changeType.catch(null).parse(option(call.request, 'changeType')),
    top: options.top,
  };
}

/** Graph: only receivedDateTime ge or gt. */
function refuseOtherThanReceived(filter: Filter): void {
  const fits = filter.kind === 'compare' && (filter.operator === 'ge' || filter.operator === 'gt');
  if (!fits || pathsIn(filter)[0] !== 'receivedDateTime') {
    throw new GraphError('ErrorInvalidUrlQueryFilter', 'Change tracking filters by receivedDateTime ge or gt only.');
  }
}

function encode(state: State): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url');
}

function decode(token: string): State | undefined {
  try {
    return stateSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
