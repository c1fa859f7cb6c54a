/**
 * Databases for tests: one real server for the whole run, joined on first use and left at the end,
 * a template migrated once per set of migrations, and a database cloned from it per test file.
 * The server's folder is the same for every run of this checkout, so that a second run starts
 * faster, runs at the same time share it, and what a killed run left behind is found and removed.
 */
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { EntitySchema, MigrationInterface } from 'typeorm';
import { PACKAGE_ROOT } from '../connector/config/index.js';
import { joinEmbeddedServer, openDatabase, type Database, type EmbeddedServer } from '../connector/database/index.js';
import { migrateJobs } from '../connector/jobs/index.js';
import { silentLog } from './log.js';

export { until } from './until.js';
export { silentLog } from './log.js';

const KEPT_TEMPLATES = 8;
/** Held while a template is made, and while one is cloned. */
const TEMPLATE_LOCK = 0x7465_7374;

export interface TestSchema {
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

export interface TestDatabase {
  /** The open database; only inside tests and hooks. */
  readonly database: Database;
  /** Its address, for another process. */
  readonly url: string;
}

/** Gives the surrounding `describe` (or file) an empty, migrated database of its own, the tables of jobs included. */
export function useTestDatabase(schema: TestSchema): TestDatabase {
  let clone: { database: Database; url: string; drop: () => Promise<void> } | undefined;
  before('clone the test database', async () => {
    clone = await openTestDatabase(schema);
  });
  after('drop the test database', async () => {
    await clone?.drop();
    clone = undefined;
  });
  const opened = (): NonNullable<typeof clone> => {
    if (clone === undefined) throw new Error('the test database is open only inside tests and hooks');
    return clone;
  };
  return {
    get database() {
      return opened().database;
    },
    get url() {
      return opened().url;
    },
  };
}

/** The same for use outside a `describe`; call `drop` when done. */
export async function openTestDatabase(schema: TestSchema): Promise<{ database: Database; url: string; drop: () => Promise<void> }> {
  const url = await createTestDatabase(schema);
  const database = await openDatabase({ ...schema, databaseUrl: url, dataDir: '', log: silentLog, migrate: false });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await administer((client) => client.query(`drop database if exists ${nameIn(url)} with (force)`));
    },
  };
}

let serverOfRun: Promise<EmbeddedServer> | undefined;
let clones = 0;

after('leave the test server', async () => {
  await (await serverOfRun)?.leave();
  serverOfRun = undefined;
});

function testServer(): Promise<EmbeddedServer> {
  return (serverOfRun ??= startForRun());
}

async function startForRun(): Promise<EmbeddedServer> {
  const key = createHash('sha256').update(`${userInfo().uid} ${PACKAGE_ROOT}`).digest('hex').slice(0, 12);
  const server = await joinEmbeddedServer({ dataDir: join(tmpdir(), `readback-test-${key}`), log: silentLog, durable: false });
  await withClient(server.url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'test\\_%'`);
    for (const { datname } of rows) {
      if (!isRunning(Number(datname.split('_')[1]))) await client.query(`drop database if exists ${datname} with (force)`);
    }
  });
  return server;
}

async function createTestDatabase(schema: TestSchema): Promise<string> {
  const server = await testServer();
  clones += 1;
  const name = `test_${process.pid}_${clones}`;
  await withClient(server.url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const template = await ensureTemplate(client, server.url, schema);
    await client.query(`create database ${name} template ${template}`);
  });
  return at(server.url, name);
}

/** Makes the template under another name first, so that a half-made one is never taken for a whole. */
async function ensureTemplate(client: pg.Client, url: string, schema: TestSchema): Promise<string> {
  const source = ['with jobs', ...schema.migrations.map((Migration) => `${Migration.name} ${Migration.toString()}`)].join('\n');
  const template = `template_${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  const known = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'template\\_%' order by oid desc`);
  if (known.rows.some(({ datname }) => datname === template)) return template;
  for (const { datname } of known.rows.slice(KEPT_TEMPLATES - 1)) await client.query(`drop database ${datname} with (force)`);
  await client.query('drop database if exists draft with (force)');
  await client.query('create database draft');
  const database = await openDatabase({ ...schema, databaseUrl: at(url, 'draft'), dataDir: '', log: silentLog });
  await database.close();
  await migrateJobs(at(url, 'draft'), silentLog);
  await client.query(`alter database draft rename to ${template}`);
  return template;
}

async function administer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await withClient((await testServer()).url, work);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function at(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
