import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startConnector, type Connector } from '../connector/app.js';
import { keysFrom, readSettings } from '../connector/config/index.js';
import { isAway, joinEmbeddedServer, openDatabase, type EmbeddedServer } from '../connector/database/index.js';
import { GIF, linkToken, linkUrl, mintStamp } from '../connector/tracking/index.js';
import { removeDataDir } from '../sandbox/demo/data-dir.js';
import { freePorts } from '../sandbox/demo/free-ports.js';
import { silentLog, until } from './database.js';
import { openRelay, type Relay } from './database/relay.js';

const SECRET = 'a secret of at least thirty-two characters';

describe('a connector that is started while PostgreSQL is away', () => {
  let folder: string;
  let relay: Relay;
  let server: EmbeddedServer;
  let isThere = false;
  let connector: Promise<Connector>;
  let base: string;
  let agent: Agent;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-waiting-'));
    server = await start();
    const url = new URL(server.url);
    await server.leave();
    relay = await openRelay();
    url.port = String(relay.port);
    const [port = 0] = await freePorts(1);
    base = `http://127.0.0.1:${port}`;
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    connector = startConnector(
      readSettings({
        PORT: String(port),
        DATA_DIR: join(folder, 'data'),
        DATABASE_URL: url.href,
        SECRET_KEY: SECRET,
        CONSENT_POLICY: 'all-on',
        AZURE_TENANT_ID: 'tenant',
        AZURE_CLIENT_ID: 'client',
        AZURE_CLIENT_SECRET: 'secret',
      }),
      silentLog,
    );
    connector.catch(() => undefined);
  });
  after(async () => {
    agent.destroy();
    if (isThere) await (await connector).close();
    await relay.close();
    await server.leave();
    await removeDataDir(join(folder, 'postgres'));
    await rm(folder, { recursive: true, force: true });
  });

  const start = (): Promise<EmbeddedServer> => joinEmbeddedServer({ dataDir: join(folder, 'postgres'), log: silentLog, durable: false });

  async function ask(path: string): Promise<{ status: number; body: Buffer; headers: IncomingMessage['headers'] }> {
    return new Promise((resolve, reject) => {
      get(`${base}${path}`, { agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), headers: response.headers }));
      }).on('error', reject);
    });
  }

  it('answers pixels and links, is alive and not ready, and comes up by itself when it is back, with what was asked for meanwhile', async () => {
    const keys = keysFrom([SECRET]);
    const stamp = mintStamp(keys, randomUUID());
    await until(() => ask('/healthz').then(({ status }) => status === 200, () => false));
    assert.deepEqual([(await ask('/readyz')).status, (await ask('/api/me')).status], [503, 503]);
    const pixel = await ask(`/o/${stamp.text}.gif`);
    assert.deepEqual([pixel.status, pixel.body], [200, GIF]);
    const link = await ask(new URL(linkUrl(base, linkToken(keys, stamp.text, 1, 'https://example.com/offer'))).pathname);
    assert.deepEqual([link.status, link.headers.location], [302, 'https://example.com/offer']);

    server = await start();
    relay.target = Number(new URL(server.url).port);
    isThere = true;
    const db = new pg.Client({ connectionString: server.url });
    await db.connect();
    try {
      await until(() => ask('/readyz').then(({ status }) => status === 200), { timeout_ms: 60_000 });
      assert.equal((await ask('/api/me')).status, 401);
      const kinds = async (): Promise<string[]> => (await db.query<{ kind: string }>('select kind from hits where stamp_id = $1 order by kind', [stamp.id])).rows.map(({ kind }) => kind);
      await until(async () => (await kinds()).length === 2);
      assert.deepEqual(await kinds(), ['click', 'pixel']);
    } finally {
      await db.end();
    }
  }).timeout(120_000);

  it('a PostgreSQL that answers and lets nobody in is not waited for', async () => {
    const wrong = new URL(server.url);
    wrong.pathname = '/no_such_database';
    await assert.rejects(openDatabase({ databaseUrl: wrong.href, dataDir: folder, entities: [], migrations: [], log: silentLog }), (error: unknown) => !isAway(error));
  });
});
