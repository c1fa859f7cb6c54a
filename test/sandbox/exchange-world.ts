// A running Exchange with its post and mail server on free ports, and the clients the tests speak to it with. Tokens
// are stand-ins here: signing them is Entra's job and tested there.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createTransport } from 'nodemailer';
import { Exchange, type DirectoryUser } from '../../sandbox/exchange/index.js';
import type { Faults } from '../../sandbox/faults/index.js';
import { Post } from '../../sandbox/post.js';
import { startSmtp, type SmtpListener } from '../../sandbox/smtp/index.js';

export const REP: DirectoryUser = {
  id: '11111111-1111-4111-8111-111111111111',
  displayName: 'Rep One',
  mail: 'rep@contoso.example',
  userPrincipalName: 'rep@contoso.example',
  aliases: ['r.one@contoso.example'],
  timeZone: 'W. Europe Standard Time',
  mailboxLocation: 'online',
};

export const COLLEAGUE: DirectoryUser = {
  ...REP,
  id: '22222222-2222-4222-8222-222222222222',
  displayName: 'Colleague Two',
  mail: 'colleague@contoso.example',
  userPrincipalName: 'colleague@contoso.example',
  aliases: [],
};

export const ON_PREMISES: DirectoryUser = {
  ...COLLEAGUE,
  id: '33333333-3333-4333-8333-333333333333',
  displayName: 'Old Mailbox',
  mail: 'old@contoso.example',
  userPrincipalName: 'old@contoso.example',
  mailboxLocation: 'on-premises',
};

export const TENANT_ID = '99999999-9999-4999-8999-999999999999';

export const ALL_ROLES = ['Mail.ReadWrite', 'Mail.Send', 'User.Read.All', 'Organization.Read.All', 'MailboxSettings.Read'];

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Looks a path up in the JSON body: `error/code`, `value/0/id`. */
  at(path: string): unknown;
}

export interface CallOptions {
  body?: unknown;
  mime?: string;
  immutable?: boolean;
  prefer?: string;
  token?: string;
}

export class World {
  readonly outside: { recipient: string; mime: string }[] = [];

  private constructor(
    readonly dataDir: string,
    private server: Server,
    public exchange: Exchange,
    private smtp: SmtpListener,
  ) {}

  static async start(dataDir?: string, options: { now?: () => Date; notificationRetry_ms?: number; faults?: Faults } = {}): Promise<World> {
    const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'readback-exchange-')));
    const post = new Post({ tenantDomains: ['contoso.example'] });
    const server = createServer();
    const exchange = new Exchange({
      dataDir: directory,
      tenantId: TENANT_ID,
      organizationName: 'Contoso',
      domains: ['contoso.example'],
      users: [REP, COLLEAGUE, ON_PREMISES],
      verifyToken,
      post,
      baseUrl: () => `http://127.0.0.1:${portOf(server)}`,
      ...options,
    });
    const app = express();
    app.use('/v1.0', exchange.router());
    server.on('request', app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const smtp = await startSmtp({ port: 0, host: '127.0.0.1', exchange, post });
    const world = new World(directory, server, exchange, smtp);
    post.connect({
      tenant: exchange,
      outside: {
        deliver: (recipient, mime) => {
          world.outside.push({ recipient, mime: mime.toString('utf8') });
          return Promise.resolve();
        },
      },
    });
    exchange.resume();
    return world;
  }

  get port(): number {
    return portOf(this.server);
  }

  get smtpPort(): number {
    return this.smtp.port;
  }

  /** A request to Graph; `path` is below /v1.0 or a whole link. */
  async graph(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const prefer = [options.immutable === true ? 'IdType="ImmutableId"' : '', options.prefer ?? ''].filter((text) => text !== '');
    const answer = await fetch(path.startsWith('http') ? path : `http://127.0.0.1:${this.port}/v1.0${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${options.token ?? `app1:${ALL_ROLES.join(',')}`}`,
        ...(prefer.length > 0 && { Prefer: prefer.join(', ') }),
        ...(options.body !== undefined && { 'Content-Type': 'application/json' }),
        ...(options.mime !== undefined && { 'Content-Type': 'text/plain' }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.mime !== undefined && { body: Buffer.from(options.mime).toString('base64') }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, at: (where) => at(parsed(text), where) };
  }

  /** Sends a mail over SMTP as anybody, or signed in as a mailbox of the tenant. */
  async mail(mime: string, envelope: { from: string; to: string[] }, signedInAs?: string): Promise<void> {
    const transport = createTransport({
      host: '127.0.0.1',
      port: this.smtpPort,
      ignoreTLS: true,
      ...(signedInAs !== undefined && { auth: { user: signedInAs, pass: 'sandbox' } }),
    });
    try {
      await transport.sendMail({ envelope, raw: mime.replace(/\r?\n/g, '\r\n') });
    } finally {
      transport.close();
    }
  }

  async stop(options: { keep?: boolean } = {}): Promise<void> {
    await this.smtp.close();
    this.server.closeAllConnections();
    this.server.close();
    await this.exchange.close();
    if (options.keep !== true) await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** `app:role,role` or, for a person's token, `app:scope scope:oid`. */
function verifyToken(bearer: string) {
  const [appId = '', granted = '', oid] = bearer.split(':');
  if (appId === 'bad') return Promise.reject(new Error('Signature is invalid.'));
  return Promise.resolve(oid === undefined ? { appId, roles: granted.split(',') } : { appId, roles: [], scp: granted.replaceAll(',', ' '), oid });
}

export function text(value: unknown): string {
  assert.equal(typeof value, 'string', `text expected, got ${JSON.stringify(value)}`);
  return String(value);
}

export function list(value: unknown): unknown[] {
  assert.ok(Array.isArray(value), `list expected, got ${JSON.stringify(value)}`);
  return value;
}

/** `value/0/id` */
export function at(value: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.entries(inner).find(([name]) => name === key)?.[1];
  }, value);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}
