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
import type { INetworkModule } from '@azure/msal-node';
import nodemailer from 'nodemailer';
import { PACKAGE_ROOT, type Settings } from '../connector/config/index.js';
import { readySchema, type SandboxReady } from '../sandbox/ready.js';
import { networkOf, secureRequests, type Secure } from './sandbox/https.js';
import { SandboxControl } from './sandbox/control.js';
import { until } from './until.js';

export interface RunningSandbox extends SandboxReady {
  readonly ready: SandboxReady;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What the connector needs to reach it. */
  readonly azure: Settings['azure'];
  /** The same as environment variables, for a connector in a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Over https, trusting the sandbox's authority. */
  readonly secure: Secure;
  /** For msal-node: a network module that trusts the sandbox's authority. */
  readonly network: INetworkModule;
  /** Orders faults and events, tells what happened. */
  readonly control: SandboxControl;
  /** What it printed so far, both streams. */
  printed(): string;
  /** Sends a mail over SMTP as any mail program would. @param mime headers and body, line ends as they are */
  deliver(envelope: { from: string; to: string | string[] }, mime: string): Promise<void>;
  /** Ends the process; the data directory is removed unless it was given. */
  stop(): Promise<void>;
}

/** Starts a sandbox on free ports, with empty mailboxes unless `DATA_DIR` is given. @param settings as in docs/sandbox.md */
export async function startSandbox(settings: Readonly<Record<string, string>> = {}): Promise<RunningSandbox> {
  const dataDir = settings.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'readback-sandbox-')));
  if (settings.DATA_DIR === undefined) await cp(certificates(), join(dataDir, 'sandbox'), { recursive: true });
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/sandbox/main.js')], {
    env: { ...process.env, SANDBOX_TLS_PORT: '0', SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', ...settings, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit');
  const ready = await whenReady(join(dataDir, 'sandbox', 'ready.json'), child, () => printed);
  const azure = {
    tenantId: ready.tenantId,
    clientId: ready.clientId,
    clientSecret: ready.clientSecret,
    clientCertificatePath: undefined,
    authorityHost: ready.authorityHost,
  };
  const secure = secureRequests(await readFile(ready.caPath, 'utf8'));
  return {
    ...ready,
    ready,
    dataDir,
    process: child,
    azure,
    environment: {
      AZURE_TENANT_ID: ready.tenantId,
      AZURE_CLIENT_ID: ready.clientId,
      AZURE_CLIENT_SECRET: ready.clientSecret,
      AZURE_AUTHORITY_HOST: ready.authorityHost,
      GRAPH_BASE_URL: ready.graphBaseUrl,
      CONSENT_POLICY: 'all-on',
    },
    secure,
    network: networkOf(secure),
    control: new SandboxControl(ready.mailWindowUrl),
    printed: () => printed,
    deliver: async (envelope, mime) => {
      const transport = nodemailer.createTransport({ host: '127.0.0.1', port: ready.smtpPort, tls: { rejectUnauthorized: false } });
      await transport.sendMail({ envelope: { from: envelope.from, to: [envelope.to].flat() }, raw: mime });
      transport.close();
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      if (settings.DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function certificates(): string {
  const caPath = process.env.NODE_EXTRA_CA_CERTS;
  if (caPath === undefined) throw new Error('Run the tests with "npm test" or "node bin/test.js": the sandbox\'s certificates must be trusted from the start.');
  return dirname(caPath);
}

/** Ready, or ended: then there is no use in waiting on. A killed one may have left its file behind. */
async function whenReady(path: string, child: ChildProcess, printed: () => string): Promise<SandboxReady> {
  const ready = await until(
    async () => {
      if (child.exitCode !== null) return 'ended' as const;
      const found = readySchema.parse(JSON.parse(await readFile(path, 'utf8')));
      return found.pid === child.pid ? found : undefined;
    },
    { timeout_ms: 30_000, interval_ms: 25, what: 'the sandbox' },
  );
  if (ready === 'ended') throw new Error(`the sandbox ended with ${String(child.exitCode)}: ${printed()}`);
  return ready;
}
