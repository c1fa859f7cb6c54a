/** Removing a DATA_DIR with all that belongs to it. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/**
 * For root the embedded PostgreSQL keeps its data outside DATA_DIR, where its own user can reach
 * it; postgres.json says where. Nothing may be running on it any more.
 */
export async function removeDataDir(dataDir: string): Promise<void> {
  const owner = join(dataDir, 'postgres.json');
  if (existsSync(owner)) {
    const { place } = z.object({ place: z.string().min(1) }).parse(JSON.parse(readFileSync(owner, 'utf8')));
    await rm(resolve(dataDir, place), { recursive: true, force: true });
  }
  await rm(dataDir, { recursive: true, force: true });
}
