// Mail folders: /users/{id}/mailFolders.
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { folderId } from '../ids.js';
import { queryOptions, selectOf, option } from '../odata/query.js';
import type { Json } from '../representation.js';
import { ROOT_FOLDER, type Folder } from '../store/folder.js';
import type { Mailbox } from '../store/index.js';
import { folderIn, type Route, type Services } from './routing.js';

const DEFAULT_PAGE_SIZE = 10;
const folderInput = z.object({ displayName: z.string().min(1) });

export function folderRoutes(route: Route, services: Services): void {
  const context = (mailbox: Mailbox) => `${services.root()}/$metadata#users('${mailbox.user.id}')/mailFolders`;

  route('get', '/users/:user/mailFolders', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const { top, skip, select } = queryOptions(call.request);
    const folders = [...mailbox.folders.values()];
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
  });
  route('post', '/users/:user/mailFolders', (call) => {
    const mailbox = call.mailbox('Mail.ReadWrite');
    const { displayName } = call.body(folderInput);
    if ([...mailbox.folders.values()].some((folder) => folder.displayName === displayName)) {
      throw new GraphError('ErrorFolderExists');
    }
    const number = services.store.addFolder(mailbox, displayName);
    const folder = folderIn(mailbox, folderId(mailbox.user.id, number));
    return { status: 201, json: { '@odata.context': `${context(mailbox)}/$entity`, ...folderJson(mailbox, folder, null) } };
  });
  route('get', '/users/:user/mailFolders/:folder', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    const folder = folderIn(mailbox, call.param('folder'));
    const select = selectOf(option(call.request, '$select'));
    return { status: 200, json: { '@odata.context': `${context(mailbox)}/$entity`, ...folderJson(mailbox, folder, select) } };
  });
  route('get', '/users/:user/mailFolders/:folder/childFolders', (call) => {
    const mailbox = call.mailbox('Mail.Read');
    folderIn(mailbox, call.param('folder'));
    return { status: 200, json: { '@odata.context': context(mailbox), value: [] } };
  });
}

function folderJson(mailbox: Mailbox, folder: Folder, select: readonly string[] | null): Json {
  const id = folderId(mailbox.user.id, folder.number);
  const json: Json = {
    id,
    displayName: folder.displayName,
    parentFolderId: folderId(mailbox.user.id, ROOT_FOLDER),
    childFolderCount: 0,
    unreadItemCount: folder.unreadCount,
    totalItemCount: folder.items.size,
    isHidden: false,
  };
  return select === null ? json : Object.fromEntries(Object.entries(json).filter(([name]) => name === 'id' || select.includes(name)));
}
