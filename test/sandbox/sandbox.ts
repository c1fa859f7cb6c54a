/** A sandbox for a test: a process of its own on free ports with a data directory of its own, and a client that trusts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { INetworkModule } from '@azure/msal-node';
import { readySchema, type SandboxReady } from '../../sandbox/ready.js';

const MAIN = fileURLToPath(new URL('../../sandbox/main.js', import.meta.url));
const START_DEADLINE_MS = 30_000;


export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
}

export interface RunningSandbox {
  readonly ready: SandboxReady;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it printed so far, both streams. */
  printed(): string;
  /** Over https, trusting the sandbox's authority. */
  secure(address: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer>;
  /** For msal-node: a network module that trusts the sandbox's authority. */
  readonly network: INetworkModule;
  /** Ends the process; the data directory is removed unless it was given. */
  stop(): Promise<void>;
}

/** Starts it and waits until it is ready. */
export async function startSandbox(settings: Record<string, string> = {}): Promise<RunningSandbox> {
  const dataDir = settings.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'readback-sandbox-')));
  const env = { ...process.env, SANDBOX_TLS_PORT: '0', SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', ...settings, DATA_DIR: dataDir };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const isReady = new Promise<void>((resolve, reject) => {
    const note = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes('sandbox ready')) resolve();
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${String(code)}: ${printed}`)));
    setTimeout(() => reject(new Error(`The sandbox was not ready in time: ${printed}`)), START_DEADLINE_MS).unref();
  });
  await isReady;
  const ready = readySchema.parse(JSON.parse(await readFile(join(dataDir, 'sandbox', 'ready.json'), 'utf8')));
  const ca = await readFile(ready.caPath, 'utf8');
  const secure: RunningSandbox['secure'] = (address, options = {}) => secureRequest(ca, address, options);
  return { ready, dataDir, process: child, printed: () => printed, secure, network: networkOf(secure), stop: () => stop(child, settings.DATA_DIR === undefined ? dataDir : undefined) };
}

async function stop(child: ChildProcess, dataDir: string | undefined): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
}

async function secureRequest(ca: string, address: string, options: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(address, { ca, agent: false, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 0, headers, text, json: (): unknown => JSON.parse(text) });
      });
    });
    request.once('error', reject);
    request.end(options.body);
  });
}

function networkOf(secure: RunningSandbox['secure']): INetworkModule {
  const send = async (method: string, url: string, options?: { headers?: Record<string, string>; body?: string }) => {
    const answer = await secure(url, { method, ...options });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- MSAL's interface promises whatever type its caller asks for; it is that of the answer
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}
