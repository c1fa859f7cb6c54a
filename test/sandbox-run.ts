/**
 * The sandbox as a process, for tests: real tokens, real https, real SMTP. Its certificates are those
 * that `node bin/test.js` made before it started mocha, because node trusts additional ones only
 * from its start on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import nodemailer from 'nodemailer';
import { PACKAGE_ROOT, type Settings } from '../connector/config/index.js';
import { readySchema, type SandboxReady } from '../sandbox/ready.js';
import { until } from './until.js';

export interface RunningSandbox extends SandboxReady {
  readonly dataDir: string;
  /** What the connector needs to reach it. */
  readonly azure: Settings['azure'];
  /** The same as environment variables, for a connector in a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sends a mail over SMTP as any mail program would. @param mime headers and body, line ends as they are */
  deliver(envelope: { from: string; to: string | string[] }, mime: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a sandbox of its own on free ports, with empty mailboxes. */
export async function startSandbox(): Promise<RunningSandbox> {
  const dataDir = await mkdtemp(join(tmpdir(), 'readback-sandbox-'));
  await cp(certificates(), join(dataDir, 'sandbox'), { recursive: true });
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/sandbox/main.js')], {
    env: { ...process.env, DATA_DIR: dataDir, SANDBOX_TLS_PORT: '0', SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const ready = await whenReady(join(dataDir, 'sandbox', 'ready.json'), child);
  const azure = {
    tenantId: ready.tenantId,
    clientId: ready.clientId,
    clientSecret: ready.clientSecret,
    clientCertificatePath: undefined,
    authorityHost: ready.authorityHost,
  };
  return {
    ...ready,
    dataDir,
    azure,
    environment: {
      AZURE_TENANT_ID: ready.tenantId,
      AZURE_CLIENT_ID: ready.clientId,
      AZURE_CLIENT_SECRET: ready.clientSecret,
      AZURE_AUTHORITY_HOST: ready.authorityHost,
      GRAPH_BASE_URL: ready.graphBaseUrl,
    },
    deliver: async (envelope, mime) => {
      const transport = nodemailer.createTransport({ host: '127.0.0.1', port: ready.smtpPort, tls: { rejectUnauthorized: false } });
      await transport.sendMail({ envelope: { from: envelope.from, to: [envelope.to].flat() }, raw: mime });
      transport.close();
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function certificates(): string {
  const caPath = process.env.NODE_EXTRA_CA_CERTS;
  if (caPath === undefined) throw new Error('Run the tests with "npm test" or "node bin/test.js": the sandbox\'s certificates must be trusted from the start.');
  return dirname(caPath);
}

async function whenReady(path: string, child: ChildProcess): Promise<SandboxReady> {
  return until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
      return readySchema.parse(JSON.parse(await readFile(path, 'utf8')));
    },
    { timeout_ms: 20_000, interval_ms: 25, what: 'the sandbox' },
  );
}
