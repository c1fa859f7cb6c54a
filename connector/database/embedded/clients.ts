/**
 * Who uses the embedded server: one file per client in `DATA_DIR/postgres.clients`. A client that
 * was killed leaves its file behind; it counts for nothing, because its process is gone.
 * Read and written only under the server's lock.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, ownMark } from './process.js';

const FOLDER = 'postgres.clients';
const markSchema = z.object({ pid: z.number(), started: z.string() });

/** Writes this process down as a client; returns the name to sign out with. */
export function signIn(dataDir: string): string {
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(join(dataDir, FOLDER), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, FOLDER, name), JSON.stringify(ownMark()), { mode: 0o600 });
  return name;
}

/** Removes the file of this client, and those of dead ones; returns how many living clients remain. */
export function signOut(dataDir: string, name?: string): number {
  mkdirSync(join(dataDir, FOLDER), { recursive: true, mode: 0o700 });
  let living = 0;
  for (const file of readdirSync(join(dataDir, FOLDER))) {
    if (file !== name && lives(join(dataDir, FOLDER, file))) living += 1;
    else rmSync(join(dataDir, FOLDER, file), { force: true });
  }
  return living;
}

function lives(path: string): boolean {
  try {
    return isAlive(markSchema.parse(JSON.parse(readFileSync(path, 'utf8'))));
  } catch {
    return false;
  }
}
