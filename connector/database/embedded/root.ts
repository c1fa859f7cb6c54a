/**
 * PostgreSQL refuses to run as root. When the connector is root (a container, a bare server), the
 * server runs as somebody else, who must be able to reach its data and its programs:
 *
 * - as the owner of the data, where there are data already;
 * - else as the user `postgres`, if the system has one;
 * - else as a user number that has no name and so belongs to nobody. Only `initdb` insists on a
 *   name (it looks itself up), so that runs as `nobody`, and the result is handed over.
 *
 * No user is created: starting a program should not change the system's list of users.
 * A checkout under a home with mode 0700 can be reached by none of them. Data and programs then go
 * below SHARED_ROOT, which outlives restarts (a temporary folder would not).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ReadbackError } from '../../errors.js';
import type { Binaries } from './binaries.js';

/** Where root puts what another user must reach. */
const SHARED_ROOT = '/var/lib/readback';

/** In no range that systemd or Debian hand out (systemd's UIDS-GIDS.md: 60578–61183 is unused). */
const NAMELESS_ID = 60_817;

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot = process.getuid?.() === 0;

/** Who owns a new cluster, and who may run `initdb` for it. Only for root. */
export function usersForNewCluster(): { owner: User; initdb: User } {
  const postgres = lookUp('postgres');
  if (postgres !== undefined) return { owner: postgres, initdb: postgres };
  const nobody = lookUp('nobody');
  if (nobody !== undefined) return { owner: { uid: NAMELESS_ID, gid: NAMELESS_ID }, initdb: nobody };
  throw new ReadbackError(
    'DATABASE_START_FAILED',
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". Start Readback as an ordinary user, or set DATABASE_URL.',
  );
}

/** The user to run an existing cluster as: its owner. */
export function ownerOf(directory: string): User {
  const { uid, gid } = statSync(directory);
  return { uid, gid };
}

/** Hands a folder and everything in it over. */
export function handOver(directory: string, user: User): void {
  execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
}

/**
 * The folder for a new cluster of `dataDir`: inside it if `user` can get there, else below
 * SHARED_ROOT. A DATA_DIR that is itself the only closed door is opened for passing through (0711).
 */
export function placeFor(dataDir: string, user: User): string {
  const parent = dirname(realpathSync(dataDir));
  if (canReach(parent, user)) {
    if (!canReach(dataDir, user)) chmodSync(dataDir, statSync(dataDir).mode | 0o011);
    return join(dataDir, 'postgres');
  }
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  let place = join(sharedRoot(), name);
  // A DATA_DIR that was here and moved away has taken the first name along.
  for (let n = 2; !isOurs(place, dataDir); n += 1) place = join(sharedRoot(), `${name}-${n}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(belongsTo(place), realpathSync(dataDir));
  return place;
}

/**
 * False if `place` is the database of another DATA_DIR that still exists: then this DATA_DIR is a
 * copy of that one, and two must not share one database. A moved DATA_DIR takes its database along.
 */
export function isOurs(place: string, dataDir: string): boolean {
  if (!existsSync(belongsTo(place))) return true;
  const owner = readFileSync(belongsTo(place), 'utf8');
  const own = realpathSync(dataDir);
  if (owner !== own && existsSync(owner)) return false;
  if (owner !== own) writeFileSync(belongsTo(place), own);
  return true;
}

/** The programs, or a copy of them that `user` can read. The copy (about 55 MB) is made once per version. */
export function reachableBinaries(binaries: Binaries, user: User): Binaries {
  const probes = ['bin/postgres', 'share/postgresql/postgres.bki'].map((file) => join(binaries.root, file));
  if (probes.every((file) => canReach(dirname(file), user) && allows(file, user, 0o4))) return binaries;
  const root = join(sharedRoot(), `postgresql-${binaries.version}`);
  if (!existsSync(root)) {
    const draft = `${root}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    execFileSync('chmod', ['-R', 'a+rX', draft]);
    handOver(draft, { uid: 0, gid: 0 });
    renameSync(draft, root);
  }
  return { ...binaries, root };
}

function sharedRoot(): string {
  mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
  const { uid, mode } = statSync(SHARED_ROOT);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new ReadbackError('DATABASE_START_FAILED', `${SHARED_ROOT} must belong to root and be writable by root alone. Correct that, or set DATABASE_URL.`);
  }
  return SHARED_ROOT;
}

function belongsTo(place: string): string {
  return join(place, 'belongs-to');
}

/** True if the user may pass through this folder and all above it. */
function canReach(directory: string, user: User): boolean {
  const path = realpathSync(directory);
  return allows(path, user, 0o1) && (dirname(path) === path || canReach(dirname(path), user));
}

function allows(path: string, user: User, right: 0o1 | 0o4): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & right) !== 0;
}

function lookUp(name: string): User | undefined {
  const id = (option: string): number =>
    z.coerce.number().int().positive().parse(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Makes a folder that only `user` can enter. */
export function makePrivate(directory: string, user: User | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
}
