/** Whether a mail was seen, for each of its people, from what the list and the details have read of it. Pure. */
import { stateOf } from '../judge/states.js';
import type { Seen } from './api.js';
import type { MessageRow } from './rows.js';

export interface SeenFacts {
  readonly row: Pick<MessageRow, 'stampId' | 'mode' | 'ambiguous' | 'tracking' | 'appleLoaded' | 'hasPixel' | 'isPlainText'>;
  /** How many people one of whom this is. */
  readonly people: number;
  readonly views: number;
  readonly clicks: number;
  readonly replied: boolean;
}

export function seenOf({ row: { stampId, mode, ambiguous, tracking, appleLoaded, hasPixel, isPlainText }, people, views, clicks, replied }: SeenFacts): Seen {
  return stateOf({
    mode: stampId === null && mode === 'full' ? 'replies' : mode,
    becauseOfConsent: false,
    tracking,
    hasPixel,
    isPlainText,
    ambiguous,
    people,
    isOwn: false,
    views,
    appleLoaded,
    actedWithoutView: replied || (clicks > 0 && people === 1),
  });
}
