/**
 * The owner file `DATA_DIR/postgres.json`: where this DATA_DIR's PostgreSQL keeps its data, its
 * password, and the port and process of the server that was last started. Only its reader's user
 * can read it. Whether that server still runs is asked of the server itself.
 */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ownerSchema = z.object({
  /** Folder of the data, absolute or relative to DATA_DIR (so that a moved DATA_DIR keeps it). */
  place: z.string().min(1),
  password: z.string().min(1),
  port: z.number().int(),
  pid: z.number().int(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** The owner file of this DATA_DIR, undefined if there is none or it makes no sense. */
export function readOwner(dataDir: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(pathOf(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the owner file in one step, mode 0600. */
export function writeOwner(dataDir: string, owner: Owner): void {
  const draft = `${pathOf(dataDir)}.draft`;
  writeFileSync(draft, `${JSON.stringify(owner, null, 2)}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, pathOf(dataDir));
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'postgres.json');
}
