/** Which views come of judged hits: a pure function. Repeats of one reader within ten minutes are one. */
import type { HitFacts, Judgement } from '../judge/facts.js';
import type { HitKind } from '../hit.js';

const REPEAT_WITHIN_MS = 10 * 60_000;

export interface View {
  readonly kind: HitKind;
  readonly reader: string;
  readonly link: number | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  readonly destination: string | null;
  /** Code of the latest hit's reason. */
  readonly reason: string;
}

export interface JudgedHit extends HitFacts {
  readonly destination: string | null;
  readonly judgement: Judgement;
}

/** @param hits of one message, in order of time */
export function viewsOf(hits: readonly JudgedHit[]): View[] {
  const views: View[] = [];
  const open = new Map<string, number>();
  for (const { at, kind, link, destination, judgement, agent, addressHash } of hits) {
    const { verdict, reason, quotedBy } = judgement;
    if ((verdict !== 'human' && verdict !== 'proxy') || quotedBy !== null) continue;
    const reader = verdict === 'proxy' ? reason : `${addressHash ?? ''} ${agent}`;
    const key = `${kind} ${link ?? ''} ${reader}`;
    const index = open.get(key);
    const before = index === undefined ? undefined : views[index];
    if (index !== undefined && before !== undefined && at.getTime() - before.lastAt.getTime() <= REPEAT_WITHIN_MS) {
      views[index] = { ...before, lastAt: at, count: before.count + 1, reason };
    } else {
      open.set(key, views.length);
      views.push({ kind, reader, link, firstAt: at, lastAt: at, count: 1, destination, reason });
    }
  }
  return views;
}
