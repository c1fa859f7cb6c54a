/** The sandbox as a process: its certificate, its ready file, its settings, and a busy port. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTlsIdentity } from '../../sandbox/tls/certificates.js';
import { listenOnLoopback } from '../../sandbox/tls/listen.js';
import { startSandbox } from '../sandbox-run.js';

const MAIN = fileURLToPath(new URL('../../sandbox/main.js', import.meta.url));
const DAY_MS = 86_400_000;

describe('the sandbox as a process', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'readback-sandbox-process-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const startFails = async (settings: Record<string, string>): Promise<{ code: number | null; printed: string }> => {
    const child = spawn(process.execPath, [MAIN], { env: { ...process.env, SANDBOX_TLS_PORT: '0', SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', DATA_DIR: directory, ...settings }, timeout: 20_000 });
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode, printed };
  };

  it('keeps its certificates, secret and keys over a restart, and says goodbye', async () => {
    const first = await startSandbox({ DATA_DIR: directory });
    const readyPath = join(directory, 'sandbox', 'ready.json');
    for (const name of ['ready.json', 'ca.key', 'server.key', 'entra-keys.json', 'entra-registration.json']) {
      assert.equal((await stat(join(directory, 'sandbox', name))).mode & 0o777, 0o600, name);
    }
    const keys = await first.secure(`${first.ready.authorityHost}/common/discovery/v2.0/keys`);
    for (const host of ['127.0.0.1', '[::1]']) {
      const { port } = new URL(first.ready.authorityHost);
      assert.equal((await first.secure(`https://${host}:${port}/common/discovery/v2.0/keys`)).status, 200, host);
    }
    await first.stop();
    assert.equal(first.process.exitCode, 0);
    assert.equal(existsSync(readyPath), false);

    const second = await startSandbox({ DATA_DIR: directory });
    try {
      assert.equal(second.ready.clientSecret, first.ready.clientSecret);
      const kid = (text: string): string | undefined => /"kid":"([^"]+)"/.exec(text)?.[1];
      assert.equal(kid((await second.secure(`${second.ready.authorityHost}/common/discovery/v2.0/keys`)).text), kid(keys.text));
    } finally {
      await second.stop();
    }
  });

  it('names every wrong setting', async () => {
    const { code, printed } = await startFails({ SANDBOX_PORT: '80', SANDBOX_RELAY: 'localhost:25', READBACK_URL: 'nowhere' });
    assert.equal(code, 1);
    assert.deepEqual(printed.trim().split('\n').map((line) => line.split(' ')[0]), ['SANDBOX_PORT', 'SANDBOX_RELAY', 'READBACK_URL']);
  });

  for (const setting of ['SANDBOX_TLS_PORT', 'SANDBOX_PORT', 'SANDBOX_SMTP_PORT']) {
    it(`names ${setting} when its port is taken`, async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? String(address.port) : '';
      const { code, printed } = await startFails({ [setting]: port });
      other.close();
      assert.equal(code, 1);
      assert.equal(printed, `Port ${port} is taken by another program: end it, or set ${setting} to a free port (0 takes any).\n`);
    });
  }

  it('answers to localhost only', async () => {
    const sandbox = await startSandbox();
    try {
      const request = get(sandbox.ready.mailWindowUrl, { headers: { host: 'evil.example' }, agent: false });
      const response = await new Promise<IncomingMessage>((resolve, reject) => request.once('response', resolve).once('error', reject));
      response.resume();
      assert.equal(response.statusCode, 421);
    } finally {
      await sandbox.stop();
    }
  });
});

describe('the sandbox’s certificates', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'readback-sandbox-tls-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('are kept until the server’s nears its end, and then made anew under the same authority', async () => {
    const start = new Date();
    const at = (days: number) => openTlsIdentity(directory, new Date(start.getTime() + days * DAY_MS));
    const first = await at(0);
    assert.equal((await at(300)).certificate, first.certificate);
    assert.notEqual((await at(340)).certificate, first.certificate);
  });

  it('are made anew together when the authority’s are lost', async () => {
    const first = await openTlsIdentity(directory);
    await rm(join(directory, 'ca.key'));
    const second = await openTlsIdentity(directory);
    assert.notEqual(second.certificate, first.certificate);
  });
});

describe('listening on loopback', () => {
  it('takes the same free port in both address families', async () => {
    const listeners = await Promise.all(Array.from({ length: 5 }, () => listenOnLoopback(() => createServer(), 0, 'SANDBOX_PORT')));
    assert.equal(new Set(listeners.map(({ port }) => port)).size, 5);
    await assert.rejects(listenOnLoopback(() => createServer(), listeners[0]?.port ?? 0, 'SANDBOX_PORT'), { code: 'SANDBOX_PORT_IN_USE' });
    await Promise.all(listeners.map((listener) => listener.close()));
  });
});
