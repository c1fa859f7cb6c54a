/** Whether what was read can be known at all: pure. */
import type { Mode } from '../../consent/index.js';

/** Of what is only counted, fewer visits would tell who it was. */
export const ANONYMOUS_FROM_VISITS = 5;

export interface Standing {
  /** Of the share, or of its mail. */
  readonly mode: Mode;
  readonly silenced: 'consent' | 'switched-off' | null;
}

/** @param visits of one share that is only counted */
export function isShown(visits: number): boolean {
  return visits >= ANONYMOUS_FROM_VISITS;
}

/**
 * One sentence; null: it can be known, of some share at least.
 * @param isHidden there is something that is only counted, and too little of it to be shown
 */
export function cannotBeKnown(shares: readonly Standing[], isHidden: boolean): string | null {
  if (isHidden) return `It is only counted, without knowing who it was, and shows from ${ANONYMOUS_FROM_VISITS} visits on: of fewer, the time would tell who it was.`;
  const [first, ...more] = shares.map(whyNot);
  return first !== undefined && first !== null && more.every((why) => why !== null) ? first : null;
}

function whyNot({ mode, silenced }: Standing): string | null {
  if (silenced === 'consent') return 'Nobody can know: somebody it went to does not agree to being tracked.';
  if (silenced === 'switched-off') return 'Nobody can know: you switched tracking of this mail off.';
  if (mode === 'off') return 'Nobody can know: this mail is not tracked.';
  if (mode === 'replies') return 'What is read of it is known only of readers who agree, in the document, that it is told.';
  return null;
}
