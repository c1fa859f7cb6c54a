/**
 * Whether a request that changes something and is signed in by cookie came from our own page.
 * Browsers attach cookies by themselves; SameSite=Lax alone treats neighbours on the same
 * registrable domain, and other ports of localhost, as friends.
 */
import type { IncomingMessage } from 'node:http';
import { ReadbackError } from '../errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Throws CROSS_SITE unless the browser says that the request is its user's own or our page's
 * (Sec-Fetch-Site of Fetch Metadata; from older browsers Origin, RFC 6454).
 */
export function refuseCrossSite(request: IncomingMessage, publicUrl: string): void {
  if (SAFE_METHODS.has(request.method ?? '') || isSameOrigin(request, publicUrl)) return;
  throw new ReadbackError('CROSS_SITE');
}

/** As `refuseCrossSite`, and wants JSON or a file named as such, which no form can send without our consent. */
export function refuseForeignWrite(request: IncomingMessage, publicUrl: string): void {
  refuseCrossSite(request, publicUrl);
  if (SAFE_METHODS.has(request.method ?? '') || isNoForm(request) || !hasBody(request)) return;
  throw new ReadbackError('CROSS_SITE', 'Changes are taken as application/json only, files as application/octet-stream.');
}

function isSameOrigin({ headers }: IncomingMessage, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl : site === 'same-origin' || site === 'none';
}

function isNoForm({ headers }: IncomingMessage): boolean {
  return /^application\/(?:json|octet-stream)\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
