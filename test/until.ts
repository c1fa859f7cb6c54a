/** Waiting in tests: for a condition, never for a time. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks `condition` again and again until it gives something true, and returns that. Fails after
 * `timeout_ms` (default 10 000) with the last error the condition threw, if it did.
 */
export async function until<T>(
  condition: () => Promise<T> | T,
  { timeout_ms = 10_000, interval_ms = 10, what = 'the condition' }: { timeout_ms?: number; interval_ms?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeout_ms;
  let cause: unknown;
  do {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false && value !== 0 && value !== '') return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(interval_ms);
  } while (Date.now() < deadline);
  throw new Error(`waited ${timeout_ms} ms in vain for ${what}`, { cause });
}
