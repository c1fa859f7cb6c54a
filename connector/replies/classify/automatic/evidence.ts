/**
 * Evidence that a machine, or a person, wrote a mail. Every piece has a weight; their sum decides
 * (`automatic.ts`). Weights are chosen so that one strong sign suffices, weak ones never add up to
 * an answer without words that say so, and an answer by a person about an absence stays one.
 */
import { saying } from '../mail.js';

export interface Evidence {
  /** Stable code of what gave it away. */
  readonly code: string;
  /** The words of the mail that did. */
  readonly says: string;
  /** Points for a machine; below 0: for a person. */
  readonly weight: number;
}

/** So many points make a mail an automatic answer. */
export const ENOUGH = 70;

/** Evidence of this weight decides alone, whatever speaks for a person. */
export const DECIDES = 100;

export function evidence(code: string, words: string, weight: number): Evidence {
  return { code, says: saying(words), weight };
}
