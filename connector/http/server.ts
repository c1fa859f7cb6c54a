/**
 * The connector's HTTP server: node:http, with Express behind it for everything but the paths that
 * `front` answers by itself (pixels and links; it counts them and logs none). It ends within five seconds: no new requests, streams told
 * to end, idle connections closed, then the rest cut.
 */
import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Settings } from '../config/index.js';
import { messageOf, ReadbackError } from '../errors.js';
import { clientAddressOf } from './client-address.js';
import { watchConnections, type Connections } from './connections.js';
import { failureBody, failureOf } from './failure.js';
import { mayScrape, type Metrics } from './metrics.js';
import { requestIdOf } from './request-id.js';
import { logRequest } from './request-log.js';
import { WEB_APP_DIR, webAppRouter } from './web-app.js';

const CLOSE_WITHIN_MS = 5_000;
/** How long a readiness check may take before it counts as failed. */
const READY_WITHIN_MS = 3_000;

/** Twice node's own: cookies of a whole company's domain may come with a pixel. */
const HEADERS_AT_MOST_BYTES = 32 * 1024;
/** How long a whole request may take to arrive: the largest document over a slow line. */
const REQUEST_WITHIN_MS = 60 * 60_000;
/** And its head, as in node. */
const HEAD_WITHIN_MS = 60_000;
const UNREADABLE_CLOSES_WITHIN_MS = 2_000;
const STATUS_OF: Readonly<Record<string, string>> = { HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large', ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout' };

export interface ServerOptions {
  readonly settings: Pick<Settings, 'publicUrl' | 'host' | 'port' | 'trustedProxies'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Answers a request before Express sees it; false leaves it to Express. */
  readonly front?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What to answer to a request that cannot be read, from its first bytes; null: node's own answer. */
  readonly unreadable?: (packet: Buffer | undefined) => Buffer | null;
  /** Where each router stands, such as `/api`; `/` for routers with addresses of their own. */
  readonly routers: readonly { readonly at: string; readonly router: Router }[];
  /** What must work for requests to be welcome, by name; each throws if it does not. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
  /** Ends streams that would go on for ever. Called once no new connections are taken. */
  readonly endStreams?: () => Promise<void>;
  /** One that listens already (waiting.ts), and is taken over as it is. */
  readonly listening?: HttpServer | undefined;
  /** The built web app; default: dist/addin/app. */
  readonly webAppDirectory?: string;
}

export interface Server {
  /** Starts to take requests; gives the port. Throws PORT_IN_USE. */
  readonly listen: () => Promise<number>;
  /** Resolves when nothing is left open, within five seconds. */
  readonly close: () => Promise<void>;
}

export function createServer(options: ServerOptions): Server {
  const { settings, log, metrics, front } = options;
  const app = expressApp(options);
  const server = options.listening ?? createPlainServer();
  takeRequests(server, options.unreadable, (request, response) => {
    if (front?.(request, response) === true) return;
    response.setHeader('X-Request-Id', requestIdOf(request));
    logRequest(request, response, { log, metrics });
    app(request, response);
  });
  const connections = watchConnections(server);
  let closing: Promise<void> | undefined;
  return {
    listen: () => listen(server, settings),
    close: () => (closing ??= close(server, connections, options.endStreams)),
  };
}

export function createPlainServer(): HttpServer {
  return createHttpServer({ maxHeaderSize: HEADERS_AT_MOST_BYTES, requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEAD_WITHIN_MS });
}

/** From now on, instead of whoever took them before. */
export function takeRequests(server: HttpServer, unreadable: ServerOptions['unreadable'], answer: (request: IncomingMessage, response: ServerResponse) => void): void {
  for (const event of ['request', 'checkExpectation', 'clientError']) server.removeAllListeners(event);
  server.on('request', answer);
  // Whatever else a request expects, it is answered like any other.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => answerUnreadable(error, socket, unreadable));
}

/** As node does it, but for what `unreadable` has an answer to. */
function answerUnreadable({ code = '', rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex, unreadable: ServerOptions['unreadable']): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const answer = unreadable?.(rawPacket) ?? `HTTP/1.1 ${STATUS_OF[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`;
  // Reading on lets the answer arrive: with bytes unread the connection would be reset. Not for ever: node itself does not look after it any more.
  socket.resume();
  const deadline = setTimeout(() => socket.destroy(), UNREADABLE_CLOSES_WITHIN_MS);
  socket.once('close', () => clearTimeout(deadline));
  socket.end(answer);
}

function expressApp({ settings, log, metrics, routers, checks, webAppDirectory = WEB_APP_DIR }: ServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders(settings.publicUrl));

  app.get('/', (_request, response) => response.redirect(302, '/app/'));
  app.get('/healthz', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const report = await readiness(checks);
    response.setHeader('Cache-Control', 'no-store');
    response.status(Object.values(report).every((state) => state === 'ok') ? 200 : 503).json(report);
  });
  const isAllowed = mayScrape(clientAddressOf(settings.trustedProxies), settings.trustedProxies);
  app.get('/metrics', async (request, response) => {
    if (!isAllowed(request)) throw new ReadbackError('NOT_FOUND');
    response.setHeader('Cache-Control', 'no-store');
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  for (const { at, router } of routers) app.use(at, router);
  app.use('/app', webAppRouter(webAppDirectory));

  app.use(() => {
    throw new ReadbackError('NOT_FOUND');
  });
  app.use((thrown: unknown, request: Request, response: Response, next: NextFunction) => {
    const error = failureOf(thrown);
    const requestId = requestIdOf(request);
    if (error.status >= 500) log.error({ err: error.cause ?? error, requestId }, 'a request failed');
    if (response.headersSent) next(thrown);
    else response.status(error.status).json(failureBody(error, requestId));
  });
  return app;
}

/** Scripts from here only; Griffel (Fluent UI) writes style elements, so styles may stand in the page. */
function securityHeaders(publicUrl: string): ReturnType<typeof helmet> {
  const isHttps = publicUrl.startsWith('https://');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // With no-referrer a form of our own would be sent with "Origin: null".
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isHttps,
    xFrameOptions: { action: 'deny' },
  });
}

async function readiness(checks: ServerOptions['checks']): Promise<Record<string, string>> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<[string, string]> => {
      let deadline: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        deadline = setTimeout(() => reject(new Error(`no answer within ${READY_WITHIN_MS} ms`)), READY_WITHIN_MS);
      });
      try {
        await Promise.race([check(), late]);
        return [name, 'ok'];
      } catch (error) {
        return [name, messageOf(error)];
      } finally {
        clearTimeout(deadline);
      }
    }),
  );
  return Object.fromEntries(states);
}

/** Gives the port. Throws PORT_IN_USE. */
export async function listen(server: HttpServer, { host, port }: Pick<Settings, 'host' | 'port'>): Promise<number> {
  if (server.listening) return portOf(server, port);
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const sentence = `Port ${port} is taken by another program. Set PORT to a free one, or stop that program.`;
      reject(error.code === 'EADDRINUSE' ? new ReadbackError('PORT_IN_USE', sentence, { port }) : error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve(portOf(server, port));
    });
  });
}

function portOf(server: HttpServer, port: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function close(server: HttpServer, connections: Connections, endStreams: ServerOptions['endStreams']): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  try {
    connections.closeWhenIdle();
    await endStreams?.();
    await closed;
  } finally {
    clearTimeout(deadline);
  }
}
