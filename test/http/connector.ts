/** The parts of the connector that speak HTTP, put together for tests: identity, feed and http on a real database. */
import { createServer as createPlainServer } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { keysFrom, type Settings } from '../../connector/config/index.js';
import type { Database } from '../../connector/database/index.js';
import { ReadbackError } from '../../connector/errors.js';
import * as feed from '../../connector/feed/index.js';
import * as http from '../../connector/http/index.js';
import * as identity from '../../connector/identity/index.js';
import { silentLog } from '../log.js';

export const schema = { entities: identity.entities, migrations: [...identity.migrations, ...feed.migrations] };

/** The mailbox of every rep is named after the rep's id, except for reps called "Nobody". */
export const mailboxIdOf = (rep: identity.Rep): string => rep.id;

const echoBodySchema = z.object({ name: z.string().min(1), steps: z.array(z.object({ day: z.int() })).default([]) });

/** Routes that only tests have. */
export const testRoutes: http.Route[] = [
  http.route({
    method: 'post',
    path: '/echo/{id}',
    summary: 'Gives back what it got',
    params: z.object({ id: z.uuid() }),
    query: z.object({ n: z.coerce.number().int().default(1) }),
    body: echoBodySchema,
    output: z.object({ id: z.string(), n: z.number(), name: z.string() }),
    handle: ({ params, query, body }) => {
      const answer = { id: params.id, n: query.n, name: body.name, secret: 'never leaves' };
      return Promise.resolve(answer);
    },
  }),
  http.route({
    method: 'put',
    path: '/files/{id}',
    summary: 'Says how long a file is, or refuses it',
    params: z.object({ id: z.string() }),
    takesFile: true,
    output: z.object({ bytes: z.number() }),
    handle: async ({ params, request }) => {
      if (params.id === 'refused') throw new ReadbackError('DOCUMENT_REFUSED');
      return { bytes: (await buffer(request)).length };
    },
  }),
  http.route({ method: 'delete', path: '/echo/{id}', summary: 'Does nothing', params: z.object({ id: z.string() }), handle: () => Promise.resolve(undefined) }),
  http.route({
    method: 'get',
    path: '/broken',
    summary: 'Fails unexpectedly',
    output: z.object({}),
    handle: () => Promise.reject(new Error('the password is hunter2')),
  }),
];

export interface RunningConnector {
  readonly url: string;
  readonly live: feed.LiveFeed;
  close(): Promise<void>;
}

export interface ConnectorOptions {
  readonly database: Database;
  readonly azure: Partial<Settings['azure']>;
  readonly port?: number;
  readonly secrets?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly publicUrl?: string;
  readonly clock?: { now(): Date };
  readonly webAppDirectory?: string;
  readonly checks?: http.ServerOptions['checks'];
  readonly front?: http.ServerOptions['front'];
  readonly log?: http.ServerOptions['log'];
  /** Besides those of identity and feed. */
  readonly routes?: readonly http.Route[];
}

export async function startConnector(options: ConnectorOptions): Promise<RunningConnector> {
  const { database, secrets = ['s'.repeat(40)], trustedProxies = [], log = silentLog } = options;
  const { dataSource } = database;
  const port = options.port ?? (await freePort());
  const publicUrl = options.publicUrl ?? `http://localhost:${port}`;
  const azure: Settings['azure'] = {
    tenantId: 'tenant',
    clientId: 'client',
    clientSecret: 'secret',
    clientCertificatePath: undefined,
    authorityHost: 'https://login.invalid',
    ...options.azure,
  };
  const access = http.createAccess({ settings: { azure, publicUrl }, keys: keysFrom(secrets), dataSource, log, ...(options.clock === undefined ? {} : { clock: options.clock }) });
  const live = await feed.openLiveFeed({ database, log });
  const mailboxIdsOf = (rep: identity.Rep): Promise<string[]> => Promise.resolve(rep.name === 'Nobody' ? [] : [mailboxIdOf(rep)]);
  const routes = [
    http.meRoute({
      mailboxOf: (rep) =>
        Promise.resolve(rep.name === 'Nobody' ? null : { id: mailboxIdOf(rep), address: rep.address, timeZone: 'Europe/Berlin', watchedSince: new Date(0) }),
    }),
    ...feed.feedRoutes({ dataSource, live, mailboxIdsOf }),
    ...testRoutes,
    ...(options.routes ?? []),
  ];
  const server = http.createServer({
    settings: { host: '127.0.0.1', port, publicUrl, trustedProxies },
    log,
    metrics: http.createMetrics(),
    routers: [
      { at: '/api', router: http.apiRouter({ routes, authenticate: access.authenticate, info: { publicUrl, version: '0.0.0', azure }, log }) },
      { at: '/auth', router: access.router },
    ],
    checks: options.checks ?? { database: () => dataSource.query('select 1') },
    endStreams: live.close,
    ...(options.front === undefined ? {} : { front: options.front }),
    ...(options.webAppDirectory === undefined ? {} : { webAppDirectory: options.webAppDirectory }),
  });
  await server.listen();
  return { url: `http://localhost:${port}`, live, close: server.close };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createPlainServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
