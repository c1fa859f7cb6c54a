/**
 * The real connector on the real sandbox, in this process, with the rep's mailbox connected; behind
 * a TLS front of its own where a test asks for one.
 */
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { once } from 'node:events';
import { join } from 'node:path';
import { startConnector, type Connector } from '../../../connector/app.js';
import { readSettings } from '../../../connector/config/index.js';
import type { Database } from '../../../connector/database/index.js';
import { createMailboxAdministration } from '../../../connector/mailbox/index.js';
import * as schema from '../../../connector/schema.js';
import { openTestDatabase } from '../../database.js';
import { freePort } from '../../http/connector.js';
import { silentLog } from '../../log.js';
import { startSandbox, type RunningSandbox } from '../../sandbox-run.js';
import { until } from '../../until.js';

export const REP = 'rep@contoso.example';

export interface Real {
  readonly sandbox: RunningSandbox;
  readonly database: Database;
  /** Where the connector is reached. */
  readonly publicUrl: string;
  readonly mailboxId: string;
  close(): Promise<void>;
}

/** Answers a request of the front's by itself; false passes it on to the connector. */
export type Front = (request: IncomingMessage, response: ServerResponse) => boolean;

/** @param front with it, everything is reached over TLS, on any host name */
export async function startReal(front?: Front): Promise<Real> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const { database, url, drop } = await openTestDatabase(schema);
    closing.push(drop);
    const sandbox = await startSandbox();
    closing.push(() => sandbox.stop());
    const port = await freePort();
    let publicUrl = `http://localhost:${port}`;
    if (front !== undefined) {
      const tls = await tlsFront(join(sandbox.dataDir, 'sandbox'), port, front);
      closing.push(tls.close);
      publicUrl = `https://localhost:${tls.port}`;
    }
    const settings = readSettings({
      ...sandbox.environment,
      PUBLIC_URL: publicUrl,
      PORT: String(port),
      DATABASE_URL: url,
      SECRET_KEY: 'a secret of at least thirty-two characters',
      TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
      CONSENT_POLICY: 'all-on',
    });
    const connector: Connector = await startConnector(settings, silentLog);
    closing.push(() => connector.close());
    const { mailbox } = await createMailboxAdministration({ settings, database, log: silentLog }).connect(REP);
    await until(async () => (await database.dataSource.query<unknown[]>('select 1 from mailboxes where watched_since is not null')).length, { timeout_ms: 30_000, what: 'the mailbox being watched' });
    return { sandbox, database, publicUrl, mailboxId: mailbox.id, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Many sites on one port, told apart by their names, as browsers tell them apart. */
async function tlsFront(certificates: string, to: number, front: Front): Promise<{ port: number; close: () => Promise<void> }> {
  const [cert, key] = await Promise.all([readFile(join(certificates, 'server.pem')), readFile(join(certificates, 'server.key'))]);
  const server: Server = createTlsServer({ cert, key }, (request, response) => {
    if (front(request, response)) return;
    const onward = httpRequest({ host: '127.0.0.1', port: to, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
