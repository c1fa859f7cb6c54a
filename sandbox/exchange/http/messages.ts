// Reading and changing messages: /users/{id}/messages and /users/{id}/mailFolders/{id}/messages.
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { filterSubject, attachmentsJson } from '../representation.js';
import { queryOptions, type QueryOptions } from '../odata/query.js';
import { moveItem } from '../move.js';
import type { Scalar } from '../odata/filter.js';
import type { Item, Mailbox } from '../store/index.js';
import type { Folder } from '../store/folder.js';
import type { Answer, Call } from './call.js';
import { messageInput, moveInput } from './message-input.js';
import { entityAnswer, filtered, folderIn, itemIn, renderItem, viewOf, type Route, type Services } from './routing.js';

/** Messages on a page when the client names no number (Graph: list messages). */
const DEFAULT_PAGE_SIZE = 10;

type MailPermission = 'Mail.Read' | 'Mail.ReadWrite' | 'Mail.Send';

export function messageRoutes(route: Route, services: Services): void {
  const { store, drafts } = services;
  const target = (call: Call, permission: MailPermission) => targetOf(services, call, permission);

  route('get', '/users/:user/messages', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    return listAnswer(services, call, mailbox, mailbox.items.values());
  });
  route('get', '/users/:user/mailFolders/:folder/messages', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const folder = folderIn(mailbox, call.param('folder'));
    return listAnswer(services, call, mailbox, folder.items.values(), folder);
  });

  for (const base of ['/users/:user/messages/:message', '/users/:user/mailFolders/:folder/messages/:message']) {
    route('get', base, (call) => {
      const { mailbox, item } = target(call, 'Mail.Read');
      return entityAnswer(services, call, 200, mailbox, item, viewOf(call, queryOptions(call.request)));
    });
    route('patch', base, async (call) => {
      const { mailbox, item } = target(call, 'Mail.ReadWrite');
      return entityAnswer(services, call, 200, mailbox, await drafts.change(mailbox, item, call.body(messageInput)));
    });
    route('delete', base, (call) => {
      const { mailbox, item } = target(call, 'Mail.ReadWrite');
      store.delete(mailbox, item);
      return { status: 204 };
    });
    route('post', `${base}/move`, (call) => {
      const { mailbox, item } = target(call, 'Mail.ReadWrite');
      const folder = folderIn(mailbox, call.body(moveInput).destinationId);
      return entityAnswer(services, call, 201, mailbox, moveItem(services, mailbox, item, folder));
    });
    route('get', `${base}/$value`, (call) => {
      const { mailbox, item } = target(call, 'Mail.Read');
      return { status: 200, mime: store.mime(mailbox, item) };
    });
    route('get', `${base}/attachments`, async (call) => {
      const { mailbox, item } = target(call, 'Mail.Read');
      return { status: 200, json: { value: attachmentsJson(item, await store.content(mailbox, item)) } };
    });
  }
}

/** The message in the path; with a folder in the path it must lie there. */
export function targetOf(services: Services, call: Call, permission: MailPermission): { mailbox: Mailbox; item: Item } {
  const mailbox = call.mailbox(permission);
  const item = itemIn(services, mailbox, call.param('message'));
  const folder = call.param('folder');
  if (folder !== '' && folderIn(mailbox, folder).number !== item.folder) throw new GraphError('ErrorItemNotFound');
  return { mailbox, item };
}

async function listAnswer(services: Services, call: Call, mailbox: Mailbox, candidates: Iterable<Item>, folder?: Folder): Promise<Answer> {
  const options = queryOptions(call.request);
  const found = sorted(mailbox, filtered(mailbox, candidates, options.filter, folder), options.orderBy);
  const size = options.top ?? call.preferences.maxPageSize ?? DEFAULT_PAGE_SIZE;
  const page = found.slice(options.skip, options.skip + size);
  const view = viewOf(call, options);
  const more = options.skip + size < found.length;
  if (folder === undefined) services.faults.journal.note({ what: 'call.listed', mailbox: mailbox.user.mail });
  return {
    status: 200,
    json: {
      '@odata.context': `${services.root()}/$metadata#users('${mailbox.user.id}')/messages`,
      ...(options.count && { '@odata.count': found.length }),
      value: await Promise.all(page.map((item) => renderItem(services, mailbox, item, view))),
      ...(more && { '@odata.nextLink': nextLink(services, call, options.skip + size) }),
    },
  };
}

function nextLink(services: Services, call: Call, skip: number): string {
  const query = z.record(z.string(), z.string()).parse(call.request.query);
  const parameters = new URLSearchParams({ ...query, $skip: String(skip) });
  return `${services.root()}${call.request.path}?${parameters.toString()}`;
}

/** Newest first unless the client asks for another order. */
function sorted(mailbox: Mailbox, items: Item[], orderBy: QueryOptions['orderBy']): Item[] {
  if (orderBy.length === 0) return items.sort((a, b) => b.receivedAt - a.receivedAt || b.number - a.number);
  const keyed = items.map((item) => {
    const subject = filterSubject(mailbox, item);
    return { item, keys: orderBy.map(({ path }) => (path === 'receivedDateTime' ? item.receivedAt : subject.value(path))) };
  });
  keyed.sort((a, b) => {
    for (const [index, { descending }] of orderBy.entries()) {
      const order = compare(a.keys[index] ?? null, b.keys[index] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

function compare(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
