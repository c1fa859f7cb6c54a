/**
 * Who opens the newest mail of a thread loads the pixels of all that are quoted below it. Views of
 * several mails of one thread by the same reader within seconds are one view, of the newest, also
 * where that one counts for nothing: what was loaded ahead with it was not read either.
 *
 * A reader is an address with an agent; proxies ask from ever other addresses, so one proxy is one
 * reader for as long as that.
 */
import { isMailProxy, kindOfAgent } from './agents.js';
import { grouped } from './bursts.js';
import type { HitFacts, MessageFacts } from './facts.js';

/** Images of one mail on the screen are loaded within this time. */
export const QUOTED_WITHIN_MS = 10_000;

interface Seen {
  readonly id: string;
  readonly at_ms: number;
  readonly message: MessageFacts;
}

const PROXY_NETWORKS: ReadonlySet<string | null> = new Set(['microsoft', 'google', 'yahoo', 'apple', 'apple-relay']);

/**
 * @param hits in order of time
 * @returns by hit id, the newer message that was really looked at
 */
export function quotedBy(hits: readonly HitFacts[], messages: ReadonlyMap<string, MessageFacts>): Map<string, string> {
  const seen = new Map<string, Seen[]>();
  const threads = grouped([...messages.values()].filter(({ sentAt }) => sentAt !== null), ({ thread }) => thread);
  for (const hit of hits) {
    const message = messages.get(hit.stampId);
    if (hit.kind !== 'pixel' || message === undefined || message.sentAt === null || message.thread === null || (threads.get(message.thread)?.length ?? 0) < 2) continue;
    const key = `${message.thread} ${readerOf(hit)}`;
    const list = seen.get(key);
    const one = { id: hit.id, at_ms: hit.at.getTime(), message };
    if (list === undefined) seen.set(key, [one]);
    else list.push(one);
  }
  const quoted = new Map<string, string>();
  for (const list of seen.values()) {
    if (grouped(list, ({ message }) => message.id).size < 2) continue;
    const before = newestWithin(list, 1);
    const after = newestWithin([...list].reverse(), -1).reverse();
    for (const [at, { id, message }] of list.entries()) {
      const newest = newer(before[at] ?? message, after[at] ?? message);
      if (newest.id !== message.id && newer(newest, message) === newest) quoted.set(id, newest.id);
    }
  }
  return quoted;
}

/** For each, the newest message seen with it or within the time before it (with `direction` -1: after it), by a queue of candidates. */
function newestWithin(list: readonly Seen[], direction: 1 | -1): MessageFacts[] {
  const candidates: Seen[] = [];
  let first = 0;
  return list.map((one) => {
    for (let last = candidates.at(-1); candidates.length > first && last !== undefined && newer(one.message, last.message) === one.message; last = candidates.at(-1)) candidates.pop();
    candidates.push(one);
    for (let oldest = candidates[first]; oldest !== undefined && (one.at_ms - oldest.at_ms) * direction > QUOTED_WITHIN_MS; oldest = candidates[first]) first++;
    return candidates[first]?.message ?? one.message;
  });
}

function newer(one: MessageFacts, other: MessageFacts): MessageFacts {
  const difference = (one.sentAt?.getTime() ?? 0) - (other.sentAt?.getTime() ?? 0);
  return difference > 0 || (difference === 0 && one.id >= other.id) ? one : other;
}

function readerOf({ agent, addressHash, network }: HitFacts): string {
  const kind = kindOfAgent(agent);
  return isMailProxy(kind) || kind === 'gmail-ahead' || kind === 'bare' || PROXY_NETWORKS.has(network) ? `${kind} ${network ?? ''}` : `${addressHash ?? ''} ${agent}`;
}
