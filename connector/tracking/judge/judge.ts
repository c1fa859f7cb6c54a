/**
 * Who stood behind a hit: a pure function of the requests, the messages and what is known. Every hit
 * is kept with its verdict and the reason; only people and the proxies they read through count.
 *
 *     1  own-side.ts   was it the sender's own side?        settles it
 *     2  request.ts    what does the request say by itself, with the time since sending?
 *     3  bursts.ts     were several links opened within seconds?
 *     4  together.ts   what do hits that followed say of earlier ones?
 *     5  quoted.ts     was a newer mail looked at that quotes this one?
 *
 * Judging again with more known is revising; the order in which hits came in does not matter. Time
 * is that of sorting them.
 */
import { grouped, judgeBursts, type Working } from './bursts.js';
import type { HitFacts, Judgement, MessageFacts } from './facts.js';
import { judgeOwnSide } from './own-side.js';
import { quotedBy } from './quoted.js';
import { judgeRequest } from './request.js';
import { judgeTogether } from './together.js';

/** Hits further apart than this never change what each other mean: whoever judges a part of them again needs the others up to here. */
export const REACH_MS = 6 * 60_000;

/**
 * Judges hits, in any order.
 * @param messages by stamp id; a stamp whose message is not known yet is absent
 * @returns by hit id
 */
export function judgeHits(hits: readonly HitFacts[], messages: ReadonlyMap<string, MessageFacts>): Map<string, Judgement> {
  const sorted = [...hits].sort(byTime);
  const judged = new Map<string, Judgement>();
  for (const [stampId, ofStamp] of grouped(sorted, (hit) => hit.stampId)) {
    const message = messages.get(stampId);
    const others: Working[] = [];
    for (const hit of ofStamp) {
      const own = judgeOwnSide(hit, message);
      if (own === null) others.push({ hit, judged: judgeRequest(hit, message) });
      else judged.set(hit.id, { ...own, quotedBy: null });
    }
    judgeBursts(others, message);
    judgeTogether(others);
    for (const { hit, judged: { verdict, reason, certain } } of others) judged.set(hit.id, { verdict, reason, certain, quotedBy: null });
  }
  for (const [id, newer] of quotedBy(sorted, messages)) {
    const judgement = judged.get(id);
    if (judgement?.verdict === 'human' || judgement?.verdict === 'proxy') judged.set(id, { ...judgement, reason: 'quoted', quotedBy: newer });
  }
  return judged;
}

function byTime(one: HitFacts, other: HitFacts): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
