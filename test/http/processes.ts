/** Connectors as processes of their own: they trust the sandbox's certificate and can be ended by a signal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SandboxReady } from '../../sandbox/ready.js';
import { freePort } from './connector.js';

const MAIN = fileURLToPath(new URL('./connector-process.js', import.meta.url));
export const SECRET_KEY = 'k'.repeat(40);

export interface ConnectorProcess {
  readonly url: string;
  /** Sends SIGTERM; gives the exit code and how long it took. */
  readonly stop: () => Promise<{ code: number | null; took_ms: number }>;
}

/** @param publicUrl default: its own address */
export async function startConnectorProcess({ sandbox, databaseUrl, publicUrl }: { sandbox: SandboxReady; databaseUrl: string; publicUrl?: string }): Promise<ConnectorProcess> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      PUBLIC_URL: publicUrl ?? url,
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      AZURE_TENANT_ID: sandbox.tenantId,
      AZURE_CLIENT_ID: sandbox.clientId,
      AZURE_CLIENT_SECRET: sandbox.clientSecret,
      AZURE_AUTHORITY_HOST: sandbox.authorityHost,
      NODE_EXTRA_CA_CERTS: sandbox.caPath,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error('the connector ended at once')))]);
  return {
    url,
    stop: async () => {
      const began_ms = performance.now();
      child.kill('SIGTERM');
      await exited;
      return { code: child.exitCode, took_ms: performance.now() - began_ms };
    },
  };
}
