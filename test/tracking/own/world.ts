/**
 * The sender's own side on a real database over real HTTP: pixel, settling and the API, with two
 * reps and their mailboxes. Who asks is said by a header; everything else is as in the connector.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { keysFrom, type Keys } from '../../../connector/config/index.js';
import type { Database } from '../../../connector/database/index.js';
import { ReadbackError } from '../../../connector/errors.js';
import { apiRouter, clientAddressOf, createMetrics, createServer, type Server } from '../../../connector/http/index.js';
import { ensureRep, type Rep } from '../../../connector/identity/index.js';
import { createMailboxes, mailboxesById, type Mailbox } from '../../../connector/mailbox/index.js';
import { ensureHitPartitions, HitGroups, mintStamp, openOwnSide, recordMessage, Settler, SETTLE_CHANNEL, trackingFront, type OwnSide, type Stamp } from '../../../connector/tracking/index.js';
import { until } from '../../until.js';
import { BrowserSession } from '../../http/browser-session.js';
import { freePort } from '../../http/connector.js';

export const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)';
export const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
export const OUTLOOK_PROXY = 'Mozilla/5.0 OutlookImageProxy';

export interface Answered<T> {
  readonly status: number;
  readonly json: T;
}

export class OwnWorld {
  now = new Date('2026-11-23T10:00:00Z');
  readonly keys: Keys = keysFrom(['a secret of at least thirty-two characters']);
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly database: Database,
    readonly url: string,
    readonly rep: Rep,
    readonly colleague: Rep,
    readonly mailbox: Mailbox,
    readonly colleagueMailbox: Mailbox,
  ) {}

  private started: { readonly settler: Settler; readonly own: OwnSide } | undefined;

  private get settler(): Settler {
    return present(this.started).settler;
  }

  /** Another connector of the same organisation: call again with `beside`. */
  static async start(database: Database, log: Logger, beside?: OwnWorld): Promise<OwnWorld> {
    const { manager } = database.dataSource;
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const rep = beside?.rep ?? (await ensureRep(manager, { oid: randomUUID(), address: 'rep@contoso.example', name: 'Riley Park' }));
    const colleague = beside?.colleague ?? (await ensureRep(manager, { oid: randomUUID(), address: 'colleague@contoso.example', name: 'Casey' }));
    const mailbox = beside?.mailbox ?? (await mailboxOf(database, rep, ['rep@contoso.example', 'riley@contoso.example']));
    const colleagueMailbox = beside?.colleagueMailbox ?? (await mailboxOf(database, colleague, ['colleague@contoso.example']));
    const world = new OwnWorld(database, url, rep, colleague, mailbox, colleagueMailbox);
    await world.open(port, log);
    return world;
  }

  async close(): Promise<void> {
    for (const end of this.closing.splice(0).reverse()) await end();
  }

  /** A message that went out, with its stamp. */
  async message(to = 'flynn@flynnsarcade.com', mailbox = this.mailbox, stamp = mintStamp(this.keys, mailbox.id)): Promise<Stamp> {
    await this.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id: randomUUID(),
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: 'item',
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: new Date(this.now.getTime() - 3_600_000),
        recipients: [{ kind: 'to', address: to, name: '' }],
        internetMessageIds: [`<${randomUUID()}@contoso.example>`],
      }),
    );
    return stamp;
  }

  /** Loads a pixel, and waits until it is settled. */
  async load(stamp: Stamp, { agent = CHROME, from = '198.51.100.7', cookie }: { agent?: string; from?: string; cookie?: string } = {}): Promise<void> {
    const headers = { 'user-agent': agent, 'x-forwarded-for': from, ...(cookie === undefined ? {} : { cookie }) };
    this.now = new Date(this.now.getTime() + 1);
    await (await fetch(`${this.url}/o/${stamp.text}.gif`, { headers })).arrayBuffer();
    await this.settled();
  }

  /** Nothing is left to be settled, by whatever connector. */
  async settled(): Promise<void> {
    await until(async () => {
      await this.settler.settled();
      const left = await this.database.dataSource.query<unknown[]>('select 1 from hit_groups union all select 1 from stamps_to_settle');
      return left.length === 0;
    });
  }

  /** What is known of the hits on a stamp, in order. */
  async known(stamp: Stamp): Promise<(string | null)[]> {
    await this.settled();
    const rows = await this.database.dataSource.query<{ known: string | null }[]>('select known from hits where stamp_id = $1 order by at, id', [stamp.id]);
    return rows.map(({ known }) => known);
  }

  as(rep: Rep, from = '203.0.113.5', agent = CHROME): Asker {
    return new Asker(this.url, { 'x-rep': rep.id, 'x-forwarded-for': from, 'user-agent': agent });
  }

  private async open(port: number, log: Logger): Promise<void> {
    const { database, keys } = this;
    const { dataSource } = database;
    const clock = { now: () => this.now };
    const clientAddress = clientAddressOf(['127.0.0.1/32', '::1/128']);
    await ensureHitPartitions(dataSource, this.now);
    const own = await openOwnSide({
      database,
      keys,
      clock,
      log,
      publicUrl: this.url,
      clientAddress,
      mailboxes: neverSends(database, log),
      mailboxOf: (rep) => Promise.resolve([this.mailbox, this.colleagueMailbox].find(({ userId }) => userId === rep.oid) ?? null),
    });
    this.closing.push(() => own.close());
    const settler = new Settler({ dataSource, clock, log, knownOf: own.knownOf });
    this.started = { settler, own };
    this.closing.push(() => settler.close());
    this.closing.push(await database.listen(SETTLE_CHANNEL, { notified: () => settler.wake() }));
    const groups = new HitGroups({ url: database.url, log, committed: () => settler.wake() });
    this.closing.push(() => groups.close());
    const authenticate = own.noting((request) => {
      const rep = [this.rep, this.colleague].find(({ id }) => id === request.headers['x-rep']);
      return rep === undefined ? Promise.reject(new ReadbackError('NOT_SIGNED_IN')) : Promise.resolve(rep);
    });
    const azure = { tenantId: 't', clientId: 'c', clientSecret: 's', clientCertificatePath: undefined, authorityHost: 'https://login.invalid' };
    const server: Server = createServer({
      settings: { host: '127.0.0.1', port, publicUrl: this.url, trustedProxies: ['127.0.0.1/32'] },
      log,
      metrics: createMetrics(),
      front: trackingFront({ keys, groups, clock, clientAddress }),
      routers: [{ at: '/api', router: apiRouter({ routes: [...own.routes], authenticate, info: { publicUrl: this.url, version: '0', azure }, log }) }],
      checks: {},
    });
    await server.listen();
    this.closing.push(() => server.close());
  }
}

/** Somebody who asks the API, with the cookies they were given. */
export class Asker {
  readonly browser = new BrowserSession();

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  get cookie(): string {
    return [...this.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async ask<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, schema: { parse(value: unknown): T }, body?: unknown): Promise<Answered<T>> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return { status: response.status, json: schema.parse(JSON.parse(text)) };
  }

  /** Status and error code. */
  async refused(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<string> {
    const response = await this.send(method, path, body);
    return `${response.status} ${/"code":"(\w+)"/.exec(await response.text())?.[1] ?? ''}`.trim();
  }

  private send(method: string, path: string, body: unknown): Promise<Response> {
    return this.browser.send(`${this.url}${path}`, {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
}

async function mailboxOf({ dataSource }: Database, rep: Rep, addresses: readonly string[]): Promise<Mailbox> {
  const id = randomUUID();
  await dataSource.query(
    `insert into mailboxes (id, user_id, address, name, addresses, time_zone, state, tracked_since, watched_since)
     values ($1, $2, $3, $4, $5, 'Europe/Berlin', 'connected', now(), now())`,
    [id, rep.oid, addresses[0], rep.name, addresses],
  );
  return present((await mailboxesById(dataSource.manager, [id])).get(id));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

/** Tests go out in the test that has an Exchange. */
function neverSends(database: Database, log: Logger): ReturnType<typeof createMailboxes> {
  const unused = (): Promise<never> => Promise.reject(new Error('no mail goes out here'));
  return createMailboxes({
    settings: { azure: { tenantId: 't', clientId: 'c', clientSecret: 's', clientCertificatePath: undefined, authorityHost: 'https://login.invalid' }, graphBaseUrl: 'https://graph.invalid', publicUrl: 'http://localhost' },
    database,
    log,
    handlers: { inbox: unused, sentitems: unused },
  });
}
