/** API addresses of the content library. */
import { z } from 'zod';
import { ReadbackError } from '../../errors.js';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import { documentChangeSchema, documentSchema, documentsPageSchema, documentsQuerySchema, uploadQuerySchema, type Document, type DocumentsPage } from '../api.js';
import { requirePlan } from '../plan.js';
import { changeDocument, deleteDocument, type NeededBy } from './change.js';
import { sendOriginal, sendThumbnail } from './files.js';
import { removeFiles } from './files-to-remove.js';
import { pageOf, placeSchema } from './place.js';
import { documentRows, summaryOf, tagsInUse } from './rows.js';
import { takeUpload, type UploadOptions } from './upload.js';

export interface LibraryOptions extends UploadOptions {
  /** What speaks against deleting a document that was never sent. */
  readonly neededBy: NeededBy;
}

const byId = z.object({ id: z.uuid() });
const byVersion = z.object({ id: z.uuid(), version: z.coerce.number().int().min(1).max(1e6) });
const byPage = byVersion.extend({ page: z.coerce.number().int().min(1).max(1e6) });

export function libraryRoutes(options: LibraryOptions): Route[] {
  const { dataSource, clock, store, largest_bytes, neededBy } = options;
  const show = async (rep: Rep, id: string): Promise<Document> => {
    const [document] = await documentRows(dataSource.manager, rep, { ids: [id] });
    if (document === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document.');
    return document;
  };
  return [
    route({
      method: 'get',
      path: '/documents',
      summary: 'Documents of the content library, newest first: your own, and what is shared in your team',
      query: documentsQuerySchema.extend({ before: placeSchema.optional() }),
      output: documentsPageSchema,
      handle: async ({ rep, query: { q, tag, archived, limit, before } }): Promise<DocumentsPage> => {
        const rows = await documentRows(dataSource.manager, rep, { archived: archived === 'yes', q, tag, before, limit: limit + 1 });
        const { shown, next } = pageOf(rows, limit);
        return {
          documents: shown.map(summaryOf),
          next,
          tags: await tagsInUse(dataSource.manager, rep),
          largest_bytes,
        };
      },
    }),
    route({
      method: 'post',
      path: '/documents',
      summary: 'Upload a document; the body is the file',
      query: uploadQuerySchema,
      takesFile: true,
      output: documentSchema,
      handle: async ({ rep, query, request }) => {
        requirePlan(rep);
        return show(rep, await takeUpload(options, rep, null, query.fileName, request));
      },
    }),
    route({
      method: 'get',
      path: '/documents/{id}',
      summary: 'One document with its versions',
      params: byId,
      output: documentSchema,
      handle: ({ rep, params }) => show(rep, params.id),
    }),
    route({
      method: 'patch',
      path: '/documents/{id}',
      summary: 'Change its name, tags, who has it; archive it, or take it back',
      params: byId,
      body: documentChangeSchema,
      output: documentSchema,
      handle: async ({ rep, params, body }) => {
        requirePlan(rep);
        await dataSource.transaction((tx) => changeDocument(tx, rep, params.id, body, clock.now()));
        return show(rep, params.id);
      },
    }),
    route({
      method: 'delete',
      path: '/documents/{id}',
      summary: 'Delete a document that was never sent, for good',
      params: byId,
      handle: async ({ rep, params }) => {
        requirePlan(rep);
        const gone = await dataSource.transaction((tx) => deleteDocument(tx, rep, params.id, neededBy, clock.now()));
        await removeFiles(dataSource.manager, store, gone);
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: '/documents/{id}/versions',
      summary: 'Replace the file under the same links; the body is the file',
      params: byId,
      query: uploadQuerySchema,
      takesFile: true,
      output: documentSchema,
      handle: async ({ rep, params, query, request }) => {
        requirePlan(rep);
        return show(rep, await takeUpload(options, rep, params.id, query.fileName, request));
      },
    }),
    route({
      method: 'get',
      path: '/documents/{id}/versions/{version}/thumbnails/{page}',
      summary: 'A picture of a page',
      params: byPage,
      givesFile: 'image/jpeg',
      handle: ({ rep, params, request, response }) => sendThumbnail({ dataSource, store }, rep, params, request, response),
    }),
    route({
      method: 'get',
      path: '/documents/{id}/versions/{version}/original',
      summary: 'The file as it was uploaded',
      params: byVersion,
      givesFile: 'application/octet-stream',
      handle: ({ rep, params, request, response }) => sendOriginal({ dataSource, store }, rep, params, request, response),
    }),
  ];
}
