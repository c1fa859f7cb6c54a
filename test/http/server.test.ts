import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { until, useTestDatabase } from '../database.js';
import { schema, startConnector, type RunningConnector } from './connector.js';

describe('the server', () => {
  const db = useTestDatabase(schema);
  let directory: string;
  let connector: RunningConnector;
  let isDatabaseFine = true;
  const logged: string[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'readback-web-app-'));
    await mkdir(join(directory, 'files'));
    await writeFile(join(directory, 'index.html'), '<!doctype html><title>the app</title>');
    await writeFile(join(directory, 'main.0a1b2c3d4e.js'), 'export {}');
    await writeFile(join(directory, 'icon.svg'), '<svg/>');
    connector = await startConnector({
      database: db.database,
      azure: {},
      webAppDirectory: directory,
      trustedProxies: ['127.0.0.0/8'],
      checks: { database: () => (isDatabaseFine ? Promise.resolve() : Promise.reject(new Error('PostgreSQL does not answer'))) },
      front: (request, response) => {
        if (request.url?.startsWith('/o/') !== true) return false;
        response.end('GIF');
        return true;
      },
      log: pino({ level: 'debug' }, { write: (line) => void logged.push(line) }),
    });
  });
  after(async () => {
    await connector.close();
    await rm(directory, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${connector.url}${path}`, { headers, redirect: 'manual' });

  it('lets the front answer before Express, without headers of pages', async () => {
    const response = await get('/o/abc.gif');
    assert.equal(await response.text(), 'GIF');
    assert.equal(response.headers.get('content-security-policy'), null);
  });

  it('closes a connection on which it cannot read a request, also if its other side keeps silent', async () => {
    const taken: Socket[] = [];
    const take = (message: unknown): void => {
      if (typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket) taken.push(message.socket);
    };
    subscribe('net.server.socket', take);
    const client = connect({ port: Number(new URL(connector.url).port), host: '127.0.0.1', allowHalfOpen: true });
    try {
      client.on('error', () => undefined);
      client.resume();
      client.write('no request at all\r\n\r\n');
      await once(client, 'end');
      const own = taken.find(({ remotePort }) => remotePort === client.localPort);
      assert.ok(own !== undefined);
      await until(() => own.destroyed);
    } finally {
      unsubscribe('net.server.socket', take);
      client.destroy();
    }
  });

  it('leads / to the web app, and gives its page for every path within', async () => {
    assert.equal((await get('/')).headers.get('location'), '/app/');
    for (const path of ['/app', '/app/', '/app/campaigns/1', '/app/index.html']) {
      const response = await get(path);
      assert.match(await response.text(), /the app/, path);
      assert.equal(response.headers.get('cache-control'), 'no-cache');
    }
  });

  it('keeps hashed files for ever, others not, and says 404 for files that are not there', async () => {
    const hashed = await get('/app/main.0a1b2c3d4e.js');
    assert.equal(hashed.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await get('/app/icon.svg')).headers.get('cache-control'), 'no-cache');
    assert.equal((await get('/app/main.ffffffffff.js')).status, 404);
    assert.equal((await get('/app/..%2f..%2fpackage.json')).status, 404);
  });

  it('allows scripts of its own only and no frame around the app', async () => {
    const policy = (await get('/app/')).headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /style-src 'self' 'unsafe-inline'/);
    assert.doesNotMatch(policy, /upgrade-insecure-requests/, 'this one is http');
    assert.equal((await get('/app/')).headers.get('x-powered-by'), null);
  });

  it('says whether it lives and whether it is ready', async () => {
    assert.equal((await get('/healthz')).status, 200);
    assert.deepEqual(await (await get('/readyz')).json(), { database: 'ok' });
    isDatabaseFine = false;
    const response = await get('/readyz');
    isDatabaseFine = true;
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { database: 'PostgreSQL does not answer' });
  });

  it('shows its figures to the machine itself, not to who comes from outside', async () => {
    const text = await (await get('/metrics')).text();
    assert.match(text, /readback_http_requests_total\{method="GET",part="app",status="200"\} \d+/);
    assert.match(text, /process_resident_memory_bytes/);
    assert.equal((await get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status, 404);
  });

  it('writes one line per request, but for what the front answers, without queries, tokens and cookies', async () => {
    logged.length = 0;
    await get('/auth/callback?code=SECRET1&state=SECRET2', { cookie: 'a=SECRET3', authorization: 'Bearer SECRET4' });
    await get('/o/SECRET5.gif');
    await get('/unknown/SECRET6');
    const lines = (): string[] => logged.filter((line) => line.includes('"msg":"request"'));
    await until(() => lines().length >= 2);
    assert.equal(lines().length, 2);
    assert.match(lines()[0] ?? '', /"path":"\/auth\/callback","status":400/);
    assert.ok(!logged.join('').includes('SECRET'), logged.join(''));
  });

  it('says which setting to change when its port is taken', async () => {
    await assert.rejects(startConnector({ database: db.database, azure: {}, port: Number(new URL(connector.url).port) }), (error: Error) => {
      assert.match(error.message, /^Port \d+ is taken by another program\. Set PORT/);
      return 'code' in error && error.code === 'PORT_IN_USE';
    });
  });

  it('ends at once although a client keeps a connection open that it never used', async () => {
    const other = await startConnector({ database: db.database, azure: {} });
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    await once(socket, 'connect');
    await fetch(`${other.url}/healthz`);
    const began_ms = performance.now();
    await other.close();
    assert.ok(performance.now() - began_ms < 1_000);
    socket.destroy();
  });
});
