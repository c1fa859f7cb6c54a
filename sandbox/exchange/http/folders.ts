// Mail folders: /users/{id}/mailFolders.
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { folderId } from '../ids.js';
import { queryOptions, selectOf, option } from '../odata/query.js';
import type { Json } from '../representation.js';
import { ROOT_FOLDER, type Folder } from '../store/folder.js';
import type { Mailbox } from '../store/index.js';
import type { Answer, Call } from './call.js';
import { folderIn, type Route, type Services } from './routing.js';

const DEFAULT_PAGE_SIZE = 10;
const folderInput = z.object({ displayName: z.string().min(1) });

export function folderRoutes(route: Route, services: Services): void {
  const context = (mailbox: Mailbox) => `${services.root()}/$metadata#users('${mailbox.user.id}')/mailFolders`;

  const list = (call: Call, mailbox: Mailbox, parent: number): Answer => {
    const { top, skip, select } = queryOptions(call.request);
    const folders = foldersIn(mailbox, parent);
    const size = top ?? DEFAULT_PAGE_SIZE;
    const next = `${services.root()}${call.request.path}?$skip=${skip + size}${top === null ? '' : `&$top=${top}`}`;
    return {
      status: 200,
      json: {
        '@odata.context': context(mailbox),
        value: folders.slice(skip, skip + size).map((folder) => folderJson(mailbox, folder, select)),
        ...(skip + size < folders.length && { '@odata.nextLink': next }),
      },
    };
  };
  const create = (call: Call, mailbox: Mailbox, parent: number): Answer => {
    const { displayName } = call.body(folderInput);
    if (foldersIn(mailbox, parent).some((folder) => folder.displayName === displayName)) throw new GraphError('ErrorFolderExists');
    const number = services.store.addFolder(mailbox, displayName, parent);
    const folder = folderIn(mailbox, folderId(mailbox.user.id, number));
    return { status: 201, json: { '@odata.context': `${context(mailbox)}/$entity`, ...folderJson(mailbox, folder, null) } };
  };

  route('get', '/users/:user/mailFolders', (call) => list(call, call.mailbox('Mail.Read'), ROOT_FOLDER));
  route('post', '/users/:user/mailFolders', (call) => create(call, call.mailbox('Mail.ReadWrite'), ROOT_FOLDER));
  route('get', '/users/:user/mailFolders/delta', (call) => folderDelta(services, call));
  route('get', '/users/:user/mailFolders/:folder', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const folder = folderIn(mailbox, call.param('folder'));
    const select = selectOf(option(call.request, '$select'));
    return { status: 200, json: { '@odata.context': `${context(mailbox)}/$entity`, ...folderJson(mailbox, folder, select) } };
  });
  route('get', '/users/:user/mailFolders/:folder/childFolders', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    return list(call, mailbox, folderIn(mailbox, call.param('folder')).number);
  });
  route('post', '/users/:user/mailFolders/:folder/childFolders', (call) => {
    const mailbox = call.mailbox('Mail.ReadWrite');
    return create(call, mailbox, folderIn(mailbox, call.param('folder')).number);
  });
}

/** Folders made since a client last asked (Graph: mailFolder delta). They are never renamed or removed here. */
function folderDelta(services: Services, call: Call): Answer {
  const mailbox = call.mailbox('Mail.Read');
  const token = option(call.request, '$deltatoken') ?? '0.0';
  const [known = 0, given = 0] = token.split('.').map(Number);
  if (token !== '0.0' && services.faults.linkExpired(call.request.url, given, { mailbox: mailbox.user.mail })) throw new GraphError('SyncStateNotFound');
  const fresh = [...mailbox.folders.values()].filter(({ number }) => number > known);
  const last = Math.max(known, ...mailbox.folders.keys());
  return {
    status: 200,
    json: {
      '@odata.context': `${services.root()}/$metadata#Collection(mailFolder)`,
      value: fresh.map((folder) => ({ '@odata.type': '#microsoft.graph.mailFolder', ...folderJson(mailbox, folder, null) })),
      '@odata.deltaLink': `${services.root()}/users/${mailbox.user.id}/mailFolders/delta?$deltatoken=${last}.${Date.now()}`,
    },
  };
}

function foldersIn(mailbox: Mailbox, parent: number): Folder[] {
  return [...mailbox.folders.values()].filter((folder) => folder.parent === parent);
}

function folderJson(mailbox: Mailbox, folder: Folder, select: readonly string[] | null): Json {
  const json: Json = {
    id: folderId(mailbox.user.id, folder.number),
    displayName: folder.displayName,
    parentFolderId: folderId(mailbox.user.id, folder.parent),
    childFolderCount: foldersIn(mailbox, folder.number).length,
    unreadItemCount: folder.unreadCount,
    totalItemCount: folder.items.size,
    isHidden: false,
  };
  return select === null ? json : Object.fromEntries(Object.entries(json).filter(([name]) => name === 'id' || select.includes(name)));
}
