/**
 * The server of a connector that waits for its database: `front` answers what needs none, everything
 * else is told to come back. `createServer` takes it over as it listens, so that nobody is refused
 * in between.
 */
import type { Server as HttpServer } from 'node:http';
import { ReadbackError } from '../errors.js';
import { failureBody } from './failure.js';
import { requestIdOf } from './request-id.js';
import { createPlainServer, listen, takeRequests, type ServerOptions } from './server.js';

const RETRY_AFTER_S = 5;

/** Resolves when it listens. Throws PORT_IN_USE. */
export async function listenWaiting({ settings, front, unreadable }: Pick<ServerOptions, 'settings' | 'front' | 'unreadable'>): Promise<HttpServer> {
  const away = new ReadbackError('DATABASE_UNREACHABLE');
  const server = createPlainServer();
  takeRequests(server, unreadable, (request, response) => {
    if (front?.(request, response) === true) return;
    const path = request.url?.split('?')[0];
    if (path === '/healthz') {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok\n');
      return;
    }
    const body = path === '/readyz' ? { database: away.message } : failureBody(away, requestIdOf(request));
    response.writeHead(503, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', 'Retry-After': String(RETRY_AFTER_S) });
    response.end(JSON.stringify(body));
  });
  await listen(server, settings);
  return server;
}
