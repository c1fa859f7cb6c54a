/** Files for signed-in reps: pictures of pages, and the original to be saved. */
import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { sendFile, type SentFile } from '../read/send-file.js';
import { keysOf, type DocumentStore } from '../store/store.js';
import { visibleDocument, type Viewer } from './access.js';

export interface FilesOptions {
  readonly dataSource: DataSource;
  readonly store: DocumentStore;
}

interface VersionFile {
  readonly fileName: string;
  /** First half of the SHA-256 of the original, as hex. */
  readonly digest: string;
  readonly pages: number | null;
}

const DAY_S = 24 * 60 * 60;

export async function sendThumbnail({ dataSource, store }: FilesOptions, viewer: Viewer, at: { readonly id: string; readonly version: number; readonly page: number }, request: Request, response: Response): Promise<undefined> {
  const { digest, pages } = await versionFile(dataSource, viewer, at);
  if (pages === null || at.page > pages) throw new ReadbackError('NOT_FOUND');
  return given(store, keysOf(at.id, at.version).thumbnail(at.page), { etag: `"${digest}-${at.page}"`, type: 'image/jpeg', name: `${at.page}.jpg`, kept: `private, max-age=${DAY_S}` }, request, response);
}

export async function sendOriginal({ dataSource, store }: FilesOptions, viewer: Viewer, at: { readonly id: string; readonly version: number }, request: Request, response: Response): Promise<undefined> {
  const { digest, fileName } = await versionFile(dataSource, viewer, at);
  return given(store, keysOf(at.id, at.version).original, { etag: `"${digest}"`, type: 'application/octet-stream', name: fileName, kept: 'private, no-cache' }, request, response);
}

async function versionFile({ manager }: DataSource, viewer: Viewer, { id, version }: { readonly id: string; readonly version: number }): Promise<VersionFile> {
  await visibleDocument(manager, viewer, id);
  const [found] = await manager.query<VersionFile[]>(
    `select file_name as "fileName", left(encode(sha256, 'hex'), 32) as digest, pages from document_versions where document_id = $1 and version = $2`,
    [id, version],
  );
  if (found === undefined) throw new ReadbackError('NOT_FOUND');
  return found;
}

async function given(store: DocumentStore, key: string, file: Omit<SentFile, 'key' | 'bytes'>, request: Request, response: Response): Promise<undefined> {
  const bytes = await store.size(key);
  if (bytes === null) throw new ReadbackError('NOT_FOUND');
  await sendFile(request, response, store, { ...file, key, bytes });
  return undefined;
}
