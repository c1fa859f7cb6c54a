/**
 * The time in the sandbox's Exchange and mail: the system's, moved by the milliseconds written in
 * `CLOCK_OFFSET_FILE`, so that days can pass when somebody wants them to. Tokens and certificates
 * stay in real time, because those who check them do.
 */
import { readFileSync } from 'node:fs';

/** @param path a missing or unreadable file moves nothing */
export function sandboxClock(path: string | undefined): () => Date {
  if (path === undefined) return () => new Date();
  return () => new Date(Date.now() + readOffset(path));
}

function readOffset(path: string): number {
  try {
    const offset_ms = Number(readFileSync(path, 'utf8').trim());
    return Number.isFinite(offset_ms) ? offset_ms : 0;
  } catch {
    return 0;
  }
}
