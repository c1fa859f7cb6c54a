/**
 * Sends a stored file so that nothing of it can run in our origin, whatever is in it: sandboxed, not
 * sniffed, never shown as a page, for our own pages only. Whole or one range (RFC 9110): a reader
 * loads the pages that are looked at. Who takes nothing for two minutes is let go: an open file waits
 * behind each answer.
 */
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { ByteRange, DocumentStore } from '../store/store.js';
import { rangeOf } from './range.js';

export interface SentFile {
  readonly key: string;
  readonly bytes: number;
  /** Strong, quoted. */
  readonly etag: string;
  readonly type: string;
  /** What it is called when saved. */
  readonly name: string;
  /** Pages of others may show it: a picture in a mail, read on the web. */
  readonly isForAnybody?: boolean;
  /** `Cache-Control`, where it may be kept at all. */
  readonly kept?: string;
  /** How long a reader may take nothing; default: two minutes. */
  readonly stalledAfter_ms?: number;
}

const STALLED_AFTER_MS = 120_000;

/** Headers of everything that was uploaded, or made of it. */
export function guard(response: Response): void {
  response.set({
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'private, no-store',
    'X-Robots-Tag': 'noindex, nofollow',
  });
}

export async function sendFile(request: Request, response: Response, store: Pick<DocumentStore, 'read'>, { key, bytes, etag, type, name, isForAnybody = false, kept, stalledAfter_ms = STALLED_AFTER_MS }: SentFile): Promise<void> {
  guard(response);
  if (isForAnybody) response.set('Cross-Origin-Resource-Policy', 'cross-origin');
  if (kept !== undefined) response.set('Cache-Control', kept);
  if (request.get('if-none-match') === etag) {
    response.status(304).set('ETag', etag).end();
    return;
  }
  response.attachment(name).set({ 'Content-Type': type, 'Accept-Ranges': 'bytes', ETag: etag });
  const isSame = [undefined, etag].includes(request.get('if-range'));
  const range = isSame ? rangeOf(request.get('range'), bytes) : 'all';
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${bytes}`).removeHeader('Content-Disposition');
    response.end();
    return;
  }
  if (range !== 'all') response.status(206).set('Content-Range', `bytes ${range.first}-${range.last}/${bytes}`);
  response.set('Content-Length', String(range === 'all' ? bytes : range.last - range.first + 1));
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.setTimeout(stalledAfter_ms, () => response.destroy());
  await streamed(response, store, key, range === 'all' ? undefined : range);
}

async function streamed(response: Response, store: Pick<DocumentStore, 'read'>, key: string, range: ByteRange | undefined): Promise<void> {
  try {
    await pipeline(await store.read(key, range), response);
  } catch (error) {
    // A reader who has gone is nobody's failure.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
  }
}
