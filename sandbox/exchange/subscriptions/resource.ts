// The resource a subscription names: `users/{id}/messages` or `users/{id}/mailFolders('inbox')/messages`, with or
// without a $filter.
import { GraphError } from '../errors.js';

export interface SubscribedResource {
  user: string;
  /** As written; null: all folders. */
  folder: string | null;
  filter: string | null;
}

export function parseResource(resource: string): SubscribedResource {
  const [path = '', query = ''] = resource.replace(/^\//, '').split('?');
  const plain = path.replace(/\('([^']*)'\)/g, '/$1');
  const match = /^users\/([^/]+)\/(?:mailFolders\/([^/]+)\/)?messages$/i.exec(plain);
  if (match?.[1] === undefined) throw new GraphError('InvalidRequest', `Resource '${resource}' is not supported for subscriptions.`);
  const filter = new URLSearchParams(query).get('$filter');
  return { user: decodeURIComponent(match[1]), folder: match[2] === undefined ? null : decodeURIComponent(match[2]), filter };
}
