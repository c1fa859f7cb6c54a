/**
 * The world a story plays in: a sandbox and connectors as processes of their own, started as
 * `npm start` does (sandbox first, its certificate authority handed to the connector through
 * NODE_EXTRA_CA_CERTS), on free ports and in a folder of their own, so that nothing else that runs
 * is disturbed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child.js';
import { removeDataDir } from './data-dir.js';
import { freePorts } from './free-ports.js';
import { StoryClock } from './story-clock.js';
import { NotSeen, waitFor } from './wait.js';
import { readySchema, type SandboxReady } from '../ready.js';

/** Folder of package.json, seen from dist/sandbox/demo. */
export const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const STARTS_WITHIN_MS = 60_000;

export interface WorldOptions {
  /** A PostgreSQL to use; default: the connector's embedded one. Needs SECRET_KEY in `env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** The rep's time zone, for the clock. */
  readonly zone?: string;
}

export interface Connector {
  readonly child: Child;
  /** `http://localhost:PORT` */
  readonly url: string;
}

export class World {
  readonly connectors: Connector[] = [];
  #sandbox: Child | undefined;
  #ready: SandboxReady | undefined;
  #logs = 0;

  private constructor(
    readonly directory: string,
    readonly clock: StoryClock,
    /** Of the connector(s): kept over a restart. */
    readonly port: number,
    private readonly ports: { readonly tls: number; readonly http: number; readonly smtp: number },
    private readonly extra: NodeJS.ProcessEnv,
  ) {}

  /** A world in a new folder, with nothing running yet. */
  static async make({ env = {}, zone = 'Europe/Berlin' }: WorldOptions = {}): Promise<World> {
    const directory = await mkdtemp(join(tmpdir(), 'readback-story-'));
    await mkdir(join(directory, 'data'), { mode: 0o700 });
    const [port = 0, tls = 0, http = 0, smtp = 0] = await freePorts(4);
    return new World(directory, new StoryClock(join(directory, 'clock-offset'), zone), port, { tls, http, smtp }, env);
  }

  get dataDir(): string {
    return join(this.directory, 'data');
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get sandbox(): Child {
    if (this.#sandbox === undefined) throw new Error('the sandbox does not run');
    return this.#sandbox;
  }

  get ready(): SandboxReady {
    if (this.#ready === undefined) throw new Error('the sandbox is not ready');
    return this.#ready;
  }

  /** Resolves when the sandbox can be reached. @param env further settings of it (docs/sandbox.md) */
  async startSandbox(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const child = this.#start('sandbox', [join('dist', 'sandbox', 'main.js')], {
      SANDBOX_TLS_PORT: String(this.ports.tls),
      SANDBOX_PORT: String(this.ports.http),
      SANDBOX_SMTP_PORT: String(this.ports.smtp),
      READBACK_URL: this.url,
      ...env,
    });
    this.#sandbox = child;
    const path = join(this.dataDir, 'sandbox', 'ready.json');
    await this.#started(child, () => existsSync(path));
    this.#ready = readySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  }

  /** Resolves when the connector is ready. Another one beside it needs a port of its own. */
  async startConnector(port = this.port, env: NodeJS.ProcessEnv = {}): Promise<Connector> {
    const url = `http://localhost:${port}`;
    const child = this.#start('connector', [join('dist', 'connector', 'main.js')], { ...this.connectorEnv(), PORT: String(port), ...env });
    const connector = { child, url };
    this.connectors.push(connector);
    await this.#started(child, async () => (await fetch(`${url}/readyz`)).ok);
    return connector;
  }

  /** The settings under which connector and command line run here. */
  connectorEnv(): NodeJS.ProcessEnv {
    const { tenantId, clientId, clientSecret, authorityHost, graphBaseUrl, caPath } = this.ready;
    return {
      PORT: String(this.port),
      PUBLIC_URL: this.url,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
      AZURE_AUTHORITY_HOST: authorityHost,
      GRAPH_BASE_URL: graphBaseUrl,
      NODE_EXTRA_CA_CERTS: caPath,
      TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
      CONSENT_POLICY: 'all-on',
      ...this.extra,
    };
  }

  /** `npx readback …`; gives what it printed. Throws if it fails. */
  async readback(...args: readonly string[]): Promise<string> {
    const child = this.#start(`readback-${args[0] ?? ''}`, [join('bin', 'readback.js'), ...args], this.connectorEnv());
    const code = await child.exited;
    if (code !== 0) throw new NotSeen(`"npx readback ${args.join(' ')}" failed:\n${child.logTail()}`);
    return readFileSync(child.logPath, 'utf8');
  }

  /** Where the logs of everything started are. */
  get logs(): string {
    return join(this.directory, '*.log');
  }

  /** Ends everything; removes the folder unless it is wanted for a look. */
  async end({ keep = false }: { keep?: boolean } = {}): Promise<void> {
    await Promise.all(this.connectors.map(({ child }) => child.stop()));
    await this.#sandbox?.stop();
    if (keep) return;
    await removeDataDir(this.dataDir);
    await rm(this.directory, { recursive: true, force: true });
  }

  #start(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
    this.#logs += 1;
    return new Child({
      name,
      args,
      env: { ...inherited(), DATA_DIR: this.dataDir, CLOCK_OFFSET_FILE: this.clock.path, ...env },
      cwd: PACKAGE_ROOT,
      logPath: join(this.directory, `${String(this.#logs).padStart(2, '0')}-${name}.log`),
    });
  }

  async #started(child: Child, isReady: () => boolean | Promise<boolean>): Promise<void> {
    await waitFor(
      `the ${child.name} ready to work`,
      async () => {
        if (child.hasExited) return true;
        return (await isReady()) || undefined;
      },
      { timeout_ms: STARTS_WITHIN_MS, instead: () => child.logTail() },
    );
    if (child.hasExited) throw new NotSeen(`the ${child.name} did not start:\n${child.logTail()}`);
  }
}

/** This machine's own environment, without settings meant for an installation of the product. */
function inherited(): NodeJS.ProcessEnv {
  const ours = /^(PUBLIC_URL|HOST|PORT|DATA_DIR|DATABASE_URL|SECRET_KEY|TRUSTED_PROXIES|CONSENT_POLICY|HONOUR_DO_NOT_TRACK|LOG_LEVEL|CLOCK_OFFSET_FILE|GRAPH_BASE_URL|READBACK_URL|NODE_EXTRA_CA_CERTS|(AZURE|SANDBOX|SALESFORCE)_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
