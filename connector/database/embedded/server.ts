/**
 * The embedded PostgreSQL of a DATA_DIR, shared by everybody who needs it: connectors, the command
 * line, tests. Nobody owns the server. Whoever comes joins it: a live one is adopted, also one left
 * behind by a killed connector; only where none runs is one started. Whoever leaves last stops it.
 * Joining and leaving happen under one lock, so that a server cannot be stopped under somebody who
 * is just coming in.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { messageOf, ReadbackError } from '../../errors.js';
import { findBinaries } from './binaries.js';
import { signIn, signOut } from './clients.js';
import { dataOf, hasData, initialise, runningPostmaster, startPostmaster, stopPostmaster, SUPERUSER, type Postmaster } from './cluster.js';
import { withFileLock } from './lock.js';
import { readOwner, writeOwner, type Owner } from './owner.js';
import { handOver, isOurs, isRoot, ownerOf, placeFor, reachableBinaries, usersForNewCluster, type User } from './root.js';

/** Long enough for an `initdb` and a crash recovery on a slow machine. */
const LOCK_TIMEOUT_MS = 180_000;
const ADOPT_TIMEOUT_MS = 120_000;
const DATABASE = 'readback';

export interface EmbeddedServer {
  /** Address of the database `readback`, with the password in it. */
  readonly url: string;
  /** Signs out; stops the server if nobody else uses it. */
  readonly leave: () => Promise<void>;
}

export interface EmbeddedServerOptions {
  readonly dataDir: string;
  readonly log: Logger;
  /** False only for tests: a power cut may then lose the data. */
  readonly durable?: boolean;
}

/** Joins the server of this DATA_DIR, starting it where none runs. Throws DATABASE_START_FAILED. */
export async function joinEmbeddedServer({ dataDir: given, log, durable = true }: EmbeddedServerOptions): Promise<EmbeddedServer> {
  mkdirSync(given, { recursive: true, mode: 0o711 });
  const dataDir = realpathSync(given);
  const lock = join(dataDir, 'postgres.lock');
  return withFileLock(lock, LOCK_TIMEOUT_MS, async () => {
    const known = ownerOfDataDir(dataDir, log);
    const owner = (known && (await adopt(dataDir, known, log))) ?? (await start(dataDir, known, durable, log));
    const place = placeOf(dataDir, owner);
    const name = signIn(dataDir);
    return {
      url: urlOf(owner, DATABASE),
      leave: () => (existsSync(dataDir) ? withFileLock(lock, LOCK_TIMEOUT_MS, () => leave(dataDir, place, name)) : stopPostmaster(place, owner)),
    };
  });
}

/** Stops a server that killed clients left behind, if nobody uses it. */
export async function stopAbandonedServer(given: string): Promise<void> {
  const owner = readOwner(given);
  if (owner === undefined) return;
  const dataDir = realpathSync(given);
  await withFileLock(join(dataDir, 'postgres.lock'), LOCK_TIMEOUT_MS, () => leave(dataDir, placeOf(dataDir, owner)));
}

async function leave(dataDir: string, place: string, name?: string): Promise<void> {
  if (signOut(dataDir, name) > 0) return;
  const running = runningPostmaster(place);
  if (running !== undefined) await stopPostmaster(place, running);
}

/** The owner file, unless it speaks of the database of another DATA_DIR (this one is a copy). */
function ownerOfDataDir(dataDir: string, log: Logger): Owner | undefined {
  const owner = readOwner(dataDir);
  if (owner === undefined || isOurs(placeOf(dataDir, owner), dataDir)) return owner;
  log.warn({ place: owner.place }, 'this DATA_DIR is a copy; its database belongs to the original, so an empty one is made here');
  return undefined;
}

async function adopt(dataDir: string, owner: Owner, log: Logger): Promise<Owner | undefined> {
  const place = placeOf(dataDir, owner);
  const deadline = Date.now() + ADOPT_TIMEOUT_MS;
  for (let running = runningPostmaster(place); running !== undefined; running = runningPostmaster(place)) {
    const current = { ...owner, ...running };
    const answer = await probe(current, place);
    if (answer === 'ready') {
      if (owner.pid !== running.pid || owner.port !== running.port) writeOwner(dataDir, current);
      log.debug(running, 'adopted the running embedded PostgreSQL');
      return current;
    }
    if (Date.now() > deadline) {
      throw new ReadbackError('DATABASE_START_FAILED', `The embedded PostgreSQL (process ${running.pid}) runs but does not answer: ${answer}`);
    }
    await sleep(50);
  }
  return undefined;
}

async function start(dataDir: string, known: Owner | undefined, durable: boolean, log: Logger): Promise<Owner> {
  const users = isRoot ? usersForNewCluster() : undefined;
  const place = makePlace(known !== undefined ? placeOf(dataDir, known) : users === undefined ? join(dataDir, 'postgres') : placeFor(dataDir, users.owner));
  if (known === undefined) await setAside(place, log);
  const isNew = !hasData(place);
  const user = users === undefined ? undefined : isNew ? users.owner : runnable(ownerOf(dataOf(place)));
  const cluster = { place, durable, user, binaries: user === undefined ? findBinaries() : reachableBinaries(findBinaries(), user) };
  const password = known?.password ?? randomBytes(24).toString('base64url');
  const relativePlace = known?.place ?? (place === join(dataDir, 'postgres') ? 'postgres' : place);

  if (isNew) {
    log.info({ place }, 'making a new PostgreSQL database');
    const { draft, publish } = initialise(cluster, users?.initdb, password);
    if (user !== undefined) handOver(draft, user);
    writeOwner(dataDir, { place: relativePlace, password, port: 0, pid: 0 });
    publish();
  }
  const postmaster = await startPostmaster(cluster, async (port) => (await probe({ password, port }, place)) === 'ready');
  const owner = { place: relativePlace, password, ...postmaster };
  writeOwner(dataDir, owner);
  await ensureDatabase(owner);
  log.debug({ ...postmaster, place }, 'started the embedded PostgreSQL');
  return owner;
}

/** Data without an owner file (DATA_DIR was emptied by hand): nobody knows their password. They are kept, but not used. */
async function setAside(place: string, log: Logger): Promise<void> {
  if (!existsSync(dataOf(place))) return;
  const running = runningPostmaster(place);
  if (running !== undefined) await stopPostmaster(place, running);
  const kept = `${dataOf(place)}-kept-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(dataOf(place), kept);
  log.warn({ kept }, 'found a database without its owner file postgres.json; it was set aside and an empty one is made');
}

function runnable(user: User): User {
  if (user.uid !== 0) return user;
  throw new ReadbackError('DATABASE_START_FAILED', 'The data of the embedded PostgreSQL belong to root, and PostgreSQL does not run as root. Give them (chown -R) to the user they had.');
}

/** `ready`, or why not. A server with other data behind this port counts as not ready. */
async function probe(server: Pick<Owner, 'password' | 'port'>, place: string): Promise<string> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres'), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === dataOf(place) ? 'ready' : 'another server answers on its port';
  } catch (error) {
    return messageOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(owner: Owner): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(owner, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function placeOf(dataDir: string, { place }: Owner): string {
  const path = isAbsolute(place) ? place : join(dataDir, place);
  return existsSync(path) ? realpathSync(path) : path;
}

/** The folder around the data is ours, not the server's; root's server passes through it. */
function makePlace(place: string): string {
  mkdirSync(place, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  return realpathSync(place);
}

function urlOf({ password, port }: Pick<Postmaster, 'port'> & Pick<Owner, 'password'>, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
