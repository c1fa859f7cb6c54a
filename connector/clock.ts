/**
 * One clock for everything the connector decides (DESIGN "One clock"). It is passed in, so that
 * tests set it directly and the demo moves it through `CLOCK_OFFSET_FILE`.
 */
import { readFileSync } from 'node:fs';

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The second a moment lies in. Times of mail have whole seconds: compared with one, a moment of ours is taken by its second, or what happened in it seems to come first. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1_000) * 1_000);
}

/** The clock these settings name. */
export function clockOf({ clockOffsetFile }: { readonly clockOffsetFile: string | undefined }): Clock {
  return clockOffsetFile === undefined ? systemClock : offsetFileClock(clockOffsetFile);
}

/** How long an offset read from the file is used before the file is looked at again. */
const OFFSET_TTL_MS = 100;

/**
 * A clock that runs at normal speed, shifted by the number of milliseconds written in `path`.
 * A missing or unreadable file is an offset of 0.
 */
export function offsetFileClock(path: string): Clock {
  let offset_ms = 0;
  let readAt_ms = -Infinity;
  return {
    now: () => {
      const real_ms = Date.now();
      if (real_ms - readAt_ms > OFFSET_TTL_MS) {
        readAt_ms = real_ms;
        offset_ms = readOffset(path);
      }
      return new Date(real_ms + offset_ms);
    },
  };
}

function readOffset(path: string): number {
  try {
    const offset_ms = Number(readFileSync(path, 'utf8').trim());
    return Number.isFinite(offset_ms) ? offset_ms : 0;
  } catch {
    return 0;
  }
}
