/**
 * One line per request at debug, and its figures. Addresses outside our own pages carry tokens in
 * their paths, and queries carry codes and cursors: neither is written down.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';
import { requestIdOf } from './request-id.js';

const PARTS_WITHOUT_SECRETS = new Set(['api', 'app', 'auth', 'graph', 'healthz', 'readyz', 'metrics', 'viewer']);
const OTHER_PARTS = new Set(['o', 'l', 'd', 'u', 'addin', 'manifest.xml']);

/** Notes the request once it is answered or its client has gone. */
export function logRequest(request: IncomingMessage, response: ServerResponse, { log, metrics }: { log: Logger; metrics: Metrics }): void {
  const began_ms = performance.now();
  // Read now: Express changes the address while it routes.
  const { method = '', url = '' } = request;
  const { part, path } = placeOf(url);
  response.once('close', () => {
    const duration_ms = performance.now() - began_ms;
    metrics.countRequest({ method, part, status: response.statusCode, duration_s: duration_ms / 1000 });
    log.debug({ requestId: requestIdOf(request), method, path, status: response.statusCode, duration_ms: Math.round(duration_ms) }, 'request');
  });
}

/** The part of the connector an address belongs to, and as much of its path as may be written down. */
export function placeOf(url: string): { part: string; path: string } {
  const [path = ''] = url.split(/[?#]/);
  const first = path.split('/')[1] ?? '';
  if (PARTS_WITHOUT_SECRETS.has(first)) return { part: first, path };
  if (first === '') return { part: 'home', path: '/' };
  return OTHER_PARTS.has(first) ? { part: first, path: `/${first}/…` } : { part: 'other', path: '/…' };
}
