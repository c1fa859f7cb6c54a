/** Files that hold secrets or that others wait for: readable by their owner alone, and never seen half written. */
import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** Writes `content` under another name (mode 0600) and renames it into place. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const fresh = `${path}.${randomBytes(4).toString('hex')}.new`;
  await writeFile(fresh, content, { mode: 0o600 });
  await rename(fresh, path);
}
