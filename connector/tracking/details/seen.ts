/** Whether a mail was seen, for each of its people: viewed, not seen, or cannot be known, with the reason. Pure. */
import type { Mode } from '../../consent/index.js';
import type { Seen } from './api.js';

export interface SeenFacts {
  readonly hasStamp: boolean;
  readonly mode: Mode;
  readonly people: number;
  readonly views: number;
  readonly prefetches: number;
  readonly clicks: number;
  readonly replied: boolean;
}

export function seenOf({ hasStamp, mode, people, views, prefetches, clicks, replied }: SeenFacts): Seen {
  if (!hasStamp || mode === 'off' || mode === 'replies') return unknowable('not-tracked', 'Views of this mail are not tracked.');
  if (mode === 'links') return unknowable('links-only', 'Only links of this mail are tracked.');
  if (mode === 'anonymous') return unknowable('anonymous', 'Views are counted without knowing whose they are.');
  if (views > 0 && people > 1) return unknowable('one-of-several', 'One of the people it went to viewed it; nobody can tell who.');
  if (views > 0) return { state: 'viewed', reason: 'viewed', says: 'Viewed.' };
  if (prefetches > 0) return unknowable('prefetched', 'The mail service loads images by itself, whether anybody looks or not.');
  if (clicks > 0 || replied) return unknowable('images-off', 'Answered without loading images: the mail program has them off.');
  return { state: 'not-seen', reason: 'no-view', says: 'Not seen so far.' };
}

function unknowable(reason: string, says: string): Seen {
  return { state: 'cannot-be-known', reason, says };
}
