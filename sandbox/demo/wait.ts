/** Waiting for something to be seen. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/** What was waited for did not come. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen';
}

/**
 * Looks again and again until `look` gives something. Throws NotSeen naming `what`, with what
 * `instead` tells or the last failure of `look`.
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { timeout_ms = 10_000, instead = () => '' }: { timeout_ms?: number; instead?: () => string } = {},
): Promise<T> {
  const deadline = performance.now() + timeout_ms;
  let trouble = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      trouble = '';
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline) break;
    await sleep(LOOK_EVERY_MS);
  }
  const seen = [instead(), trouble].filter((text) => text !== '').join('; ');
  throw new NotSeen(`${what} was not seen within ${timeout_ms / 1000} s${seen === '' ? '' : `. Seen instead: ${seen}`}`);
}
