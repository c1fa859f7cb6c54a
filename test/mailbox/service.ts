/** The mailbox part as the connector runs it, against a sandbox of its own: server, jobs, database, recorded mail. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import express, { type ErrorRequestHandler } from 'express';
import { failureBody, failureOf } from '../../connector/http/index.js';
import { entities as identityEntities, migrations as identityMigrations } from '../../connector/identity/index.js';
import { startJobs, type Jobs } from '../../connector/jobs/index.js';
import {
  createMailboxAdministration,
  createMailboxes,
  entities,
  migrations,
  type Herald,
  type ItemAccess,
  type Mailbox,
  type MailboxAdministration,
  type MailboxService,
  type MailItem,
  type Pace,
  type WatchNews,
} from '../../connector/mailbox/index.js';
import { tokenSource } from '../../connector/mailbox/graph/token.js';
import { silentLog, useTestDatabase, type TestDatabase, type TestSchema } from '../database.js';
import { startProxy, type Proxy } from './proxy.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';

export const schema = { entities: [...identityEntities, ...entities], migrations: [...identityMigrations, ...migrations] };

export const PACE: Pace = { timeout_ms: 5_000, firstRetry_ms: 20, notThereYet_ms: [100, 200, 400], contentThere_ms: [10, 10, 10], send_ms: 2_000, sentYet_ms: [50, 100, 200], mostFiltered: 10 };

export const REP = 'rep@contoso.example';

export interface Handled {
  readonly mailbox: Mailbox;
  readonly item: MailItem;
  readonly access: ItemAccess;
}

export interface Service {
  readonly sandbox: RunningSandbox;
  /** Between the part and the sandbox. */
  readonly proxy: Proxy;
  readonly test: TestDatabase;
  readonly mailboxes: MailboxService;
  readonly administration: MailboxAdministration;
  /** Where Graph reaches us. */
  readonly publicUrl: string;
  /** What the handlers were given, in order; failures included. */
  readonly handled: Record<'inbox' | 'sentitems', Handled[]>;
  /** Runs in the handlers; throw to fail. */
  onHandle: (handled: Handled) => Promise<void> | void;
  /** What people were told of the watching, in order. */
  readonly news: WatchNews[];
  /** Rows of a query. */
  rows(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A request to the sandbox's Graph, past the part and the proxy. @param path below /v1.0 */
  graph(method: string, path: string, json?: object): Promise<Response>;
  startJobs(): Promise<void>;
  stopJobs(): Promise<void>;
}

/** For the surrounding `describe`. @param tables default: those of this part and what it needs */
export function useService(tables: TestSchema = schema): Service {
  let opened: Opened | undefined;
  // Hooks run in the order they are named: this one before the database goes.
  after('stop mailbox part and sandbox', async () => {
    await opened?.close();
  });
  const test = useTestDatabase(tables);
  before('start sandbox and mailbox part', async function () {
    this.timeout(60_000);
    opened = await open(test);
  });
  const current = (): Opened => {
    if (opened === undefined) throw new Error('the service runs only inside tests and hooks');
    return opened;
  };
  return {
    test,
    get sandbox() {
      return current().sandbox;
    },
    get proxy() {
      return current().proxy;
    },
    get mailboxes() {
      return current().mailboxes;
    },
    get administration() {
      return current().administration;
    },
    get publicUrl() {
      return current().publicUrl;
    },
    get handled() {
      return current().handled;
    },
    get onHandle() {
      return current().hook.run;
    },
    set onHandle(run) {
      current().hook.run = run;
    },
    get news() {
      return current().news;
    },
    rows: (sql, parameters) => test.database.dataSource.query<Record<string, unknown>[]>(sql, parameters),
    graph: (method, path, json) => askGraph(current().sandbox, method, path, json),
    startJobs: () => current().startJobs(),
    stopJobs: () => current().stopJobs(),
  };
}

interface Opened {
  readonly sandbox: RunningSandbox;
  readonly proxy: Proxy;
  readonly mailboxes: MailboxService;
  readonly administration: MailboxAdministration;
  readonly publicUrl: string;
  readonly handled: Service['handled'];
  readonly hook: { run: Service['onHandle'] };
  readonly news: WatchNews[];
  startJobs(): Promise<void>;
  stopJobs(): Promise<void>;
  close(): Promise<void>;
}

async function open(test: TestDatabase): Promise<Opened> {
  const sandbox = await startSandbox();
  const proxy = await startProxy(sandbox.graphBaseUrl, join(sandbox.dataDir, 'sandbox'));
  const azure = { ...sandbox.azure, authorityHost: proxy.origin };
  const app = express();
  const server = createServer(app);
  const publicUrl = await listen(server);
  const handled: Service['handled'] = { inbox: [], sentitems: [] };
  const hook: Opened['hook'] = { run: () => undefined };
  const handler = (folder: 'inbox' | 'sentitems') => async (mailbox: Mailbox, item: MailItem, access: ItemAccess) => {
    handled[folder].push({ mailbox, item, access });
    await hook.run({ mailbox, item, access });
  };
  const common = { settings: { azure, graphBaseUrl: proxy.origin, publicUrl }, database: test.database, log: process.env.TEST_LOG === undefined ? silentLog : pino(), pace: PACE };
  const news: WatchNews[] = [];
  const answersIn = (from: Date, until: Date): number => handled.inbox.filter(({ item: { receivedAt } }) => receivedAt.getTime() >= from.getTime() - 1_000 && receivedAt <= until).length;
  const herald: Herald = {
    answersIn: (_tx, _mailboxId, from, until) => Promise.resolve(answersIn(from, until)),
    tell: (_tx, told) => {
      news.push(told);
      return Promise.resolve();
    },
  };
  const mailboxes = createMailboxes({ ...common, handlers: { inbox: handler('inbox'), sentitems: handler('sentitems') }, herald });
  app.use(mailboxes.router);
  app.use(answerFailure);

  let jobs: Jobs | undefined;
  const stopJobs = async (): Promise<void> => {
    await jobs?.stop();
    jobs = undefined;
  };
  const begin = async (): Promise<void> => {
    jobs = await startJobs({ database: test.database, tasks: mailboxes.tasks, log: silentLog });
  };
  await begin();
  return {
    sandbox,
    proxy,
    mailboxes,
    administration: createMailboxAdministration(common),
    publicUrl,
    handled,
    hook,
    news,
    startJobs: begin,
    stopJobs,
    close: async () => {
      await stopJobs();
      await mailboxes.close();
      server.closeAllConnections();
      server.close();
      proxy.close();
      await sandbox.stop();
    },
  };
}

const answerFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const failure = failureOf(error);
  if (response.headersSent) next(error);
  else response.status(failure.status).json(failureBody(failure, 'test'));
};

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://localhost:${address.port}`;
}

async function askGraph(sandbox: RunningSandbox, method: string, path: string, json?: object): Promise<Response> {
  const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
  const headers = { Authorization: `Bearer ${await tokens.token()}`, Prefer: 'IdType="ImmutableId"', ...(json && { 'Content-Type': 'application/json' }) };
  return fetch(`${sandbox.graphBaseUrl}/v1.0${path}`, { method, headers, ...(json && { body: JSON.stringify(json) }) });
}

let mails = 0;

/** A plain mail as MIME. */
export function mime(headers: Readonly<Record<string, string>>, body = 'Hello'): string {
  mails += 1;
  const all = {
    From: 'Kevin Flynn <kevinf@flynnsarcade.com>',
    To: `Rep <${REP}>`,
    Subject: 'Hello',
    Date: new Date().toUTCString(),
    'Message-ID': `<mail-${mails}-${Date.now()}@flynnsarcade.com>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  return `${Object.entries(all).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}\r\n`;
}
