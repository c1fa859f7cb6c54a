/**
 * The picture on a document's card, `/d/{token}/card.jpg`: the first page, small. Mail programs load
 * it by themselves, so it must tell nothing: the request leaves no record of any kind, its answer
 * may be kept by everybody on the way, and no cookie is read. Once the document is locked, expired,
 * revoked or gone, an empty picture is given in its place: what is in mails cannot be taken back.
 */
import { Router, type Response } from 'express';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { GIF } from '../../tracking/index.js';
import { keysOf, type DocumentStore } from '../store/store.js';
import { readShareToken } from './share-token.js';

export interface CardPictureOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly store: DocumentStore;
}

/** Short, so that a document that is locked or replaced shows soon. */
const KEPT_S = 60 * 60;

export function cardPictureRouter({ dataSource, keys, clock, store }: CardPictureOptions): Router {
  const router = Router();
  router.get('/d/:token/card.jpg', async (request, response) => {
    response.setHeader('Cache-Control', `public, max-age=${KEPT_S}`);
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
    const shareId = readShareToken(keys, request.params.token);
    const key = shareId === null ? null : await pictureOf(dataSource, shareId, clock.now());
    const size = key === null ? null : await store.size(key);
    if (key === null || size === null) {
      response.type('gif').send(GIF);
      return;
    }
    response.type('jpeg').setHeader('Content-Length', size);
    if (request.method === 'HEAD') response.end();
    else await given(response, store, key);
  });
  return router;
}

async function given(response: Response, store: DocumentStore, key: string): Promise<void> {
  // Whoever goes away in the middle wanted no more of it.
  await pipeline(await store.read(key), response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
}

/** Key of the first page's picture; null where it may not be seen. */
async function pictureOf({ manager }: DataSource, shareId: string, now: Date): Promise<string | null> {
  const [found] = await manager.query<{ documentId: string; version: number }[]>(
    `select version.document_id as "documentId", version.version
     from shares share join document_versions version on version.document_id = share.document_id and version.state = 'ready'
     where share.id = $1 and share.revoked_at is null and (share.expires_at is null or share.expires_at > $2) and share.passcode_hash is null and not share.ask_address
     order by version.version desc limit 1`,
    [shareId, now],
  );
  return found === undefined ? null : keysOf(found.documentId, found.version).thumbnail(1);
}
