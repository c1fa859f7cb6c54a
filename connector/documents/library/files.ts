/**
 * Files for signed-in reps: pictures of pages, and the original to be saved. Nothing in them can run
 * here, whatever it is: a sandbox without rights, no guessing of types, never shown in the page.
 */
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import { ReadbackError } from '../../errors.js';
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
  response.setHeader('Cache-Control', `private, max-age=${DAY_S}`);
  return sendFile(store, keysOf(at.id, at.version).thumbnail(at.page), { etag: `"${digest}-${at.page}"`, type: 'image/jpeg' }, request, response);
}

export async function sendOriginal({ dataSource, store }: FilesOptions, viewer: Viewer, at: { readonly id: string; readonly version: number }, request: Request, response: Response): Promise<undefined> {
  const { digest, fileName } = await versionFile(dataSource, viewer, at);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Content-Disposition', attachment(fileName));
  return sendFile(store, keysOf(at.id, at.version).original, { etag: `"${digest}"`, type: 'application/octet-stream' }, request, response);
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

async function sendFile(store: DocumentStore, key: string, { etag, type }: { readonly etag: string; readonly type: string }, request: Request, response: Response): Promise<undefined> {
  const size = await store.size(key);
  if (size === null) throw new ReadbackError('NOT_FOUND');
  response.setHeader('ETag', etag);
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (request.headers['if-none-match'] === etag) {
    response.status(304).end();
    return undefined;
  }
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', size);
  if (request.method === 'HEAD') {
    response.end();
    return undefined;
  }
  // Whoever goes away in the middle has what they wanted.
  await pipeline(await store.read(key), response).catch((error: unknown) => {
    if (!request.destroyed && !response.destroyed) throw error;
  });
  return undefined;
}

/** `Content-Disposition` for saving under this name: plain for old programs, in full for the others (RFC 6266, RFC 8187). */
export function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^ -~]|["\\%]/g, '_');
  const full = encodeURIComponent(fileName).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
