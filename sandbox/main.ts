/**
 * The sandbox as a process: a small Entra ID, Exchange Online, mail server and the outside people's mailboxes, on
 * loopback only. It is ready when `DATA_DIR/sandbox/ready.json` exists; the file goes away at a clean stop.
 */
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { addPeople, APPLICATION, openEntra, TENANT, USERS } from './entra/index.js';
import { sandboxClock } from './clock.js';
import { controlApi } from './control.js';
import { Exchange } from './exchange/index.js';
import { Faults } from './faults/index.js';
import { loopbackOnly } from './loopback.js';
import { Outside } from './outside/index.js';
import { ownMailbox } from './own-mailbox/index.js';
import { Post, type OutsideDelivery } from './post.js';
import { readSandboxSettings, SandboxSettingsError, type SandboxSettings } from './settings.js';
import { Relay, startSmtp, type SmtpListener } from './smtp/index.js';
import { openTlsIdentity } from './tls/certificates.js';
import type { SandboxReady } from './ready.js';
import { replaceFile } from './tls/files.js';
import { listenOnLoopback, PortInUseError } from './tls/listen.js';

async function start(settings: SandboxSettings): Promise<() => Promise<void>> {
  const directory = join(settings.dataDir, 'sandbox');
  const readyPath = join(directory, 'ready.json');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const tls = await openTlsIdentity(directory);

  const secure = application();
  const plain = application();
  const secureListener = await listenOnLoopback(() => createHttpsServer({ cert: tls.certificate, key: tls.key }, secure), settings.tlsPort, 'SANDBOX_TLS_PORT');
  const plainListener = await listenOnLoopback(() => createHttpServer(plain), settings.port, 'SANDBOX_PORT');
  rmSync(readyPath, { force: true }); // left behind when the last run was killed
  const authorityHost = `https://localhost:${secureListener.port}`;
  const pagesHost = `http://localhost:${plainListener.port}`;

  const entra = await openEntra({ directory, addresses: { authorityHost, pagesHost } });
  const now = sandboxClock(settings.clockOffsetFile);
  const post = new Post({ tenantDomains: [TENANT.domain], now });
  const faults = new Faults();
  addPeople(settings.people);
  const exchange = new Exchange({
    dataDir: join(directory, 'exchange'),
    tenantId: TENANT.id,
    organizationName: TENANT.displayName,
    domains: [TENANT.domain],
    users: USERS,
    verifyToken: entra.verifyToken,
    post,
    baseUrl: () => authorityHost,
    now,
    faults,
  });
  let smtpPort = settings.smtpPort;
  const outside = new Outside({
    dataDir: join(directory, 'outside'),
    smtpPort: () => smtpPort,
    isTenantAddress: (address) => post.isTenantAddress(address),
    readbackUrl: settings.readbackUrl,
    now,
  });
  post.connect({ tenant: exchange, outside: settings.relayUrl === undefined ? outside : alsoRelayed(outside, settings.relayUrl) });
  const smtp = await listenForMail(settings.smtpPort, exchange, post);
  smtpPort = smtp.port;
  exchange.resume();

  secure.use(entra.authority());
  secure.use('/v1.0', exchange.router());
  secure.use(lastResort);
  plain.use('/control', controlApi({ faults, exchange }));
  plain.use(entra.pages());
  const owners = USERS.filter(({ mailboxLocation }) => mailboxLocation === 'online').map(({ mail, displayName }) => ({ address: mail, name: displayName }));
  plain.use('/rep', ownMailbox({ exchange, owners, readbackUrl: settings.readbackUrl, now }));
  plain.use(outside.router());
  plain.use(lastResort);

  const ready: SandboxReady = {
    pid: process.pid,
    tenantId: TENANT.id,
    clientId: APPLICATION.clientId,
    clientSecret: entra.clientSecret,
    authorityHost,
    graphBaseUrl: authorityHost,
    caPath: tls.caPath,
    mailWindowUrl: `${pagesHost}/`,
    smtpPort,
  };
  await replaceFile(readyPath, `${JSON.stringify(ready, undefined, 2)}\n`);
  process.stdout.write(`sandbox ready: mail window ${ready.mailWindowUrl} · Graph and Entra ${authorityHost} · SMTP localhost:${smtpPort}\n`);

  return async () => {
    rmSync(readyPath, { force: true });
    outside.endStreams();
    await Promise.all([secureListener.close(), plainListener.close(), smtp.close()]);
    await exchange.close();
    outside.close();
  };
}

/** A relay that does not answer keeps nobody from their mail; it is said on the console. */
function alsoRelayed(outside: Outside, relayUrl: string): OutsideDelivery {
  const relay = new Relay(relayUrl);
  return {
    async deliver(recipient, mime) {
      await outside.deliver(recipient, mime);
      relay.deliver(recipient, mime).catch((error: unknown) => {
        process.stderr.write(`sandbox: mail for ${recipient} was not relayed to ${relayUrl}: ${error instanceof Error ? error.message : String(error)}\n`);
      });
    },
  };
}

/** Under one port number in both address families, where the machine has both. */
async function listenForMail(wanted: number, exchange: Exchange, post: Post): Promise<SmtpListener> {
  const ipv4 = await startSmtp({ port: wanted, host: '127.0.0.1', exchange, post }).catch((error: unknown) => {
    throw errorCodeOf(error) === 'EADDRINUSE' ? new PortInUseError('SANDBOX_SMTP_PORT', wanted) : error;
  });
  const ipv6 = await startSmtp({ port: ipv4.port, host: '::1', exchange, post }).catch((error: unknown) => {
    if (errorCodeOf(error) === 'EADDRINUSE') throw new PortInUseError('SANDBOX_SMTP_PORT', ipv4.port);
    return undefined;
  });
  return {
    port: ipv4.port,
    async close() {
      await Promise.all([ipv4.close(), ipv6?.close()]);
    },
  };
}

function application(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(loopbackOnly);
  return app;
}

/** Errors nobody answered: a request that could not be read (4xx), or a fault of ours, which is printed. */
const lastResort: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const status = given >= 400 && given < 500 ? given : 500;
  if (status === 500) process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  response.status(status).json({ error: { code: status === 500 ? 'SANDBOX_FAULT' : 'SANDBOX_REQUEST_INVALID', message: 'The sandbox could not answer this request.' } });
};

function errorCodeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

try {
  const stop = await start(readSandboxSettings(process.env));
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const known = error instanceof SandboxSettingsError || error instanceof PortInUseError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
