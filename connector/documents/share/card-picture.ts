/**
 * The picture on a document's card, `/d/{token}/card.jpg`: the first page, small. Mail programs load
 * it by themselves, so it must tell nothing: the request leaves no record of any kind, its answer
 * may be kept by everybody on the way, and no cookie is read. Once the document is locked, expired,
 * revoked or gone, an empty picture is given in its place: what is in mails cannot be taken back.
 */
import { Router } from 'express';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { guard, sendFile } from '../read/send-file.js';
import { keysOf, type DocumentStore } from '../store/store.js';
import { readShareToken } from './share-token.js';

export interface CardPictureOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly store: DocumentStore;
}

/** Short, so that a document that is locked or replaced shows soon. */
const KEPT = 'public, max-age=3600';
/** A light grey point. */
const NO_PICTURE = Buffer.from('R0lGODdhAQABAIAAAOfs7P///ywAAAAAAQABAAACAkQBADs=', 'base64');

export function cardPictureRouter({ dataSource, keys, clock, store }: CardPictureOptions): Router {
  const router = Router();
  router.get('/d/:token/card.jpg', async (request, response) => {
    const shareId = readShareToken(keys, request.params.token);
    const picture = shareId === null ? null : await pictureOf(dataSource, shareId, clock.now());
    const bytes = picture === null ? null : await store.size(picture.key);
    if (picture === null || bytes === null) {
      guard(response);
      response.set({ 'Cross-Origin-Resource-Policy': 'cross-origin', 'Cache-Control': KEPT }).type('gif').send(NO_PICTURE);
      return;
    }
    await sendFile(request, response, store, { ...picture, bytes, type: 'image/jpeg', name: 'card.jpg', isForAnybody: true, kept: KEPT });
  });
  return router;
}

/** The first page's picture; null where it may not be seen. */
async function pictureOf({ manager }: DataSource, shareId: string, now: Date): Promise<{ readonly key: string; readonly etag: string } | null> {
  const [found] = await manager.query<{ documentId: string; version: number; digest: string }[]>(
    `select version.document_id as "documentId", version.version, left(encode(version.sha256, 'hex'), 32) as digest
     from shares share join document_versions version on version.document_id = share.document_id and version.state = 'ready'
     where share.id = $1 and share.revoked_at is null and (share.expires_at is null or share.expires_at > $2) and share.passcode_hash is null and not share.ask_address
     order by version.version desc limit 1`,
    [shareId, now],
  );
  return found === undefined ? null : { key: keysOf(found.documentId, found.version).thumbnail(1), etag: `"${found.digest}-1"` };
}
