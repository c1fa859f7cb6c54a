/**
 * The pixel, answered on plain node:http before Express is asked: a 43-byte GIF whatever happens.
 * A stamp that was tampered with gets the image and leaves no hit; a good one is answered once the
 * group it was written with is committed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Keys } from '../config/index.js';
import type { HitJournal } from './hit-journal.js';
import { readStamp } from './stamp.js';

/** A transparent image of one pixel. */
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** A recipient never waits longer than this for the image, even when the database is slow. */
const ANSWER_WITHIN_MS = 2_000;
/** Everything below /o/ is answered with the image. */
const PATH = /^\/o\/(?:([A-Za-z0-9_-]*)\.gif(?:\?.*)?$)?/;

export interface PixelOptions {
  readonly keys: Keys;
  readonly journal: HitJournal;
  readonly clientAddress: (request: IncomingMessage) => string;
}

/** A handler that answers pixel requests and says false to all others. */
export function pixelFront({ keys, journal, clientAddress }: PixelOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const match = PATH.exec(request.url ?? '');
    if (match === null) return false;
    const method = request.method ?? 'GET';
    const stamp = method === 'GET' || method === 'HEAD' ? readStamp(keys, match[1] ?? '') : null;
    if (stamp === null) {
      answer(response, method);
      return true;
    }
    const answered = setTimeout(() => answer(response, method), ANSWER_WITHIN_MS);
    void journal
      .write({ stamp, method, agent: request.headers['user-agent'] ?? '', address: clientAddress(request) })
      .finally(() => {
        clearTimeout(answered);
        answer(response, method);
      });
    return true;
  };
}

function answer(response: ServerResponse, method: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(200, {
    'Content-Type': 'image/gif',
    'Content-Length': GIF.length,
    'Cache-Control': 'no-store, no-cache, must-revalidate, private, max-age=0',
    Pragma: 'no-cache',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : GIF);
}
