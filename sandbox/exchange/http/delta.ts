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
  /** When the link was given, ms since 1970. */
  given: z.number(),
  /** The page before this one was empty by fault. */
  emptied: z.boolean(),
  /** A first round with a filter gives so many messages only: none received (ms since 1970) before this. */
  oldest: z.number(),
});

type State = z.infer<typeof stateSchema>;

const DEFAULT_PAGE_SIZE = 10;
/** Changes given again by a page that repeats itself. */
const REPLAYED = 3;

export function deltaRoutes(route: Route, services: Services): void {
  route('get', '/users/:user/mailFolders/:folder/messages/delta', async (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const folder = folderIn(mailbox, call.param('folder'));
    return deltaAnswer(services, call, mailbox, folder, stateOf(services, call, mailbox, folder));
  });
}

async function deltaAnswer(services: Services, call: Call, mailbox: Mailbox, folder: Folder, state: State): Promise<Answer> {
  const fault = services.faults.ofDeltaPage({ mailbox: mailbox.user.mail });
  const base = `${services.root()}/users/${mailbox.user.id}/mailFolders/${encodeURIComponent(call.param('folder'))}/messages/delta`;
  const context = `${services.root()}/$metadata#Collection(message)`;
  if (fault === 'emptied' && !state.emptied) {
    return { status: 200, json: { '@odata.context': context, value: [], '@odata.nextLink': `${base}?$skiptoken=${encode({ ...state, emptied: true })}` } };
  }
  const size = call.preferences.maxPageSize ?? state.top ?? DEFAULT_PAGE_SIZE;
  const filter = state.filter === null ? null : filterOf(state.filter);
  const page: Change[] = [];
  const replayed = fault === 'replayed' ? [...folder.changes.since(0)].filter(({ change }) => change <= state.after).slice(-REPLAYED) : [];
  let after = state.after;
  let full = false;
  for (const change of folder.changes.since(state.after)) {
    full = page.length === size;
    if (full) break;
    after = change.change;
    if (wanted(change, call, mailbox, folder, state, filter)) page.push(change);
  }
  const given = [...replayed.filter((change) => wanted(change, call, mailbox, folder, state, filter)), ...page];
  const next: State = { ...state, after, given: Date.now(), emptied: false };
  const view = viewOf(call, { select: selectOf(state.select), expand: expansionOf(state.expand) });
  const value = await Promise.all(
    given.map(async (change): Promise<Json> => {
      if (change.kind === 'present') {
        return { '@odata.type': '#microsoft.graph.message', ...(await renderItem(services, mailbox, change.item, view)) };
      }
      const id = itemId(mailbox, change.departure, view.immutableIds);
      return { '@odata.type': '#microsoft.graph.message', id, '@removed': { reason: 'deleted' } };
    }),
  );
  return {
    status: 200,
    json: {
      '@odata.context': context,
      value,
      ...(full || page.length === size
        ? { '@odata.nextLink': `${base}?$skiptoken=${encode(next)}` }
        : { '@odata.deltaLink': `${base}?$deltatoken=${encode({ ...next, since: after })}` }),
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
  if (state.since === 0 && change.item.receivedAt < state.oldest) return false;
  return filter === null || passes(mailbox, change.item, filter);
}

function kindOf(item: Item, since: number): 'created' | 'updated' {
  return item.arrivedChange > since ? 'created' : 'updated';
}

function stateOf(services: Services, call: Call, mailbox: Mailbox, folder: Folder): State {
  const token = option(call.request, '$deltatoken') ?? option(call.request, '$skiptoken');
  // A link with an empty token begins anew.
  if (token !== null && token !== '') {
    const state = decode(token);
    if (state === undefined || state.mailbox !== mailbox.user.id || state.folder !== folder.number) {
      throw new GraphError('SyncStateInvalid');
    }
    if (services.faults.linkExpired(call.request.url, state.given, { mailbox: mailbox.user.mail })) throw expired(services, call);
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
    given: Date.now(),
    emptied: false,
    oldest: options.filter === null ? 0 : oldestGiven(mailbox, folder, options.filter, services.faults.settings.delta.cap),
  };
}

/** Graph: with a filter no more than 5,000 messages come. Which ones is not documented; here the newest. */
function oldestGiven(mailbox: Mailbox, folder: Folder, filter: Filter, cap: number): number {
  const times = [...folder.items.values()].filter((item) => passes(mailbox, item, filter)).map(({ receivedAt }) => receivedAt);
  return times.length <= cap ? 0 : (times.sort((a, b) => b - a)[cap - 1] ?? 0);
}

/** The shapes of "begin again" that clients have met. */
function expired({ faults, root }: Services, call: Call): GraphError {
  const shape = faults.expiryShape(call.request.url);
  if (shape === 0) return new GraphError('SyncStateInvalid');
  const anew = { Location: `${root()}${call.request.path}?$deltatoken=` };
  return shape === 1 ? new GraphError('SyncStateNotFound', undefined, anew) : new GraphError('resyncRequired', undefined, anew);
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
