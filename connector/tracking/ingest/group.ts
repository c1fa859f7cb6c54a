/** A group of hits as it is stored: one row of `hit_groups`, or one record of the journal. */
import { randomUUID } from 'node:crypto';
import type { RawHit } from '../hit.js';

export interface Group {
  /** Written twice, it is one. */
  readonly id: string;
  /** Of its first hit; milliseconds since 1970. Older groups are settled first. */
  readonly at_ms: number;
  /** An array of RawHit as JSON. */
  readonly hits: string;
}

export function groupOf(hits: readonly RawHit[]): Group {
  return { id: randomUUID(), at_ms: hits[0]?.at_ms ?? 0, hits: JSON.stringify(hits) };
}
