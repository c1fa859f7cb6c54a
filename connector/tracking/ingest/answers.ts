/** What is answered to pixels and links. Headers are lists made once: node writes them as they are. */
import type { ServerResponse } from 'node:http';
import { DAMAGED_PAGE } from './damaged-page.js';

/** A transparent image of one pixel. */
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
/** As text, because node writes headers and text together, and headers and bytes apart. */
const GIF_TEXT = GIF.toString('latin1');

const NEVER_KEPT = 'no-store, no-cache, must-revalidate, private, max-age=0';

const IMAGE_HEADERS = [
  'Content-Type', 'image/gif',
  'Content-Length', String(GIF.length),
  'Cache-Control', NEVER_KEPT,
  'Cross-Origin-Resource-Policy', 'cross-origin',
  'X-Content-Type-Options', 'nosniff',
  'X-Robots-Tag', 'noindex, nofollow',
];

const PAGE = Buffer.from(DAMAGED_PAGE);
const PAGE_HEADERS = [
  'Content-Type', 'text/html; charset=utf-8',
  'Content-Length', String(PAGE.length),
  'Cache-Control', NEVER_KEPT,
  'Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy', 'no-referrer',
  'X-Content-Type-Options', 'nosniff',
  'X-Robots-Tag', 'noindex, nofollow',
];

/** A whole image to whatever was asked: a part of it, or only if it changed, would be the same. */
export function answerImage(response: ServerResponse, method: string): void {
  if (isGone(response)) return;
  response.writeHead(200, IMAGE_HEADERS);
  if (method === 'HEAD') response.end();
  else response.end(GIF_TEXT, 'latin1');
}

/** @param destination an http(s) address in ASCII, as `URL` writes it */
export function answerRedirect(response: ServerResponse, destination: string): void {
  if (isGone(response)) return;
  response.writeHead(302, [
    'Location', destination,
    'Content-Length', '0',
    'Cache-Control', NEVER_KEPT,
    'Referrer-Policy', 'no-referrer',
    'X-Robots-Tag', 'noindex, nofollow',
  ]);
  response.end();
}

export function answerDamaged(response: ServerResponse, method: string): void {
  if (isGone(response)) return;
  response.writeHead(404, PAGE_HEADERS);
  if (method === 'HEAD') response.end();
  else response.end(PAGE);
}

/**
 * The image on a bare connection, for a request that node cannot read (RFC 9112 2.2: a header too
 * large, a character that may not stand there), as far as what came of it says that it was one for
 * an image; null for others.
 */
export function unreadableAnswer(packet: Buffer | undefined): Buffer | null {
  if (packet === undefined || !/^[A-Z]+ (?:https?:\/\/[^/ ]*)?\/o\//i.test(packet.toString('latin1', 0, 512))) return null;
  const lines: string[] = [];
  for (let at = 0; at < IMAGE_HEADERS.length; at += 2) lines.push(`${IMAGE_HEADERS[at] ?? ''}: ${IMAGE_HEADERS[at + 1] ?? ''}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}Connection: close\r\n\r\n`), GIF]);
}

function isGone(response: ServerResponse): boolean {
  return response.writableEnded || response.destroyed;
}
