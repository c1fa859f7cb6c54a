/**
 * Several links of one mail opened within seconds, its documents among them, or one of them over and
 * over: a machine that checks them, under an ordinary browser's name. Found per mail, not per address:
 * gateways ask from several machines. Whoever clicks later counts, also from behind the same gateway;
 * and a person who had the images loaded and opens several links in tabs, long after delivery, is left
 * a person.
 *
 * Every step is one pass over the clicks in order of time.
 */
import { kindOfAgent } from './agents.js';
import { placeOf, type HitFacts, type MessageFacts, type Place } from './facts.js';
import { DELIVERY_MS, type Judged } from './request.js';

/** A hit with what it is taken for so far. */
export interface Working {
  readonly hit: HitFacts;
  judged: Judged;
}

/** So many different links within so long: by one agent, by several machines of one gateway, by one machine. */
const BURSTS = [
  { by: 'agent', links: 3, within_ms: 5_000, reason: 'burst', certain: true },
  { by: 'anybody', links: 3, within_ms: 2_000, reason: 'burst', certain: true },
  { by: 'reader', links: 2, within_ms: 1_000, reason: 'burst-likely', certain: false },
] as const;
/**
 * So many clicks of one reader on one link, or one document, within so long. Two are a double click, three an impatient
 * hand; more come from nobody's hand. Only "probably", and nothing follows for the reader's other clicks.
 */
const REPEATS = { clicks: 4, within_ms: 1_000 } as const;
/** A slow machine goes on for so long after a burst of its own. */
const GOES_ON_MS = 30_000;
/** A machine that opens the links has loaded the images so shortly before, or does so after. */
const WITH_IMAGES_MS = 10_000;
/** A person who opens links in tabs has seen the mail for so long, and not longer ago than hits reach (judge.ts). */
const READ_BEFORE_MS = 2_000;
const READ_WITHIN_MS = 5 * 60_000;

/** @param hits of one stamp in order of time, own views left out */
export function judgeBursts(hits: readonly Working[], message: MessageFacts | undefined): void {
  // Where nothing of the person is stored, clicks of different people cannot be told apart.
  const clicks = hits.filter(({ hit, judged }) => hit.kind !== 'pixel' && hit.addressHash !== null && judged.verdict !== 'prefetch');
  if (clicks.length < 2) return;
  const found = new Map<Working, Judged>();
  for (const { by, links, within_ms, reason, certain } of BURSTS) {
    for (const group of grouped(clicks, GROUPS[by]).values()) {
      for (const click of manyLinks(group, links, within_ms)) {
        if (!found.has(click)) found.set(click, { verdict: 'scanner', reason, certain });
      }
    }
  }
  for (const group of grouped(clicks, (click) => `${readerOf(click)} ${placeOf(click.hit)}`).values()) {
    for (const click of manyTimes(group)) if (!found.has(click)) found.set(click, { verdict: 'scanner', reason: 'repeats-likely', certain: false });
  }
  if (found.size === 0) return;
  const reading = readingAt(hits);
  for (const click of goingOn(clicks, found)) found.set(click, { verdict: 'scanner', reason: 'burst', certain: true });
  const sentAt_ms = message?.sentAt?.getTime() ?? null;
  const isAtDelivery = ({ hit }: Working): boolean => sentAt_ms === null || hit.at.getTime() - sentAt_ms < DELIVERY_MS;
  for (const [click, judged] of found) {
    if (click.judged.verdict === 'scanner') continue;
    const isReader = !isAtDelivery(click) && reading.has(click);
    click.judged = isReader ? { verdict: 'human', reason: judged.reason === 'repeats-likely' ? 'repeats-read' : 'many-links-read', certain: false } : judged;
  }
  judgeImages(hits, [...found.keys()].filter((click) => isAtDelivery(click) && found.get(click)?.reason === 'burst'));
}

const GROUPS: Readonly<Record<(typeof BURSTS)[number]['by'], (working: Working) => string>> = {
  agent: ({ hit }) => hit.agent,
  anybody: () => '',
  reader: readerOf,
};

/** Clicks that lie in some stretch of `within_ms` with so many different links. */
function manyLinks(clicks: readonly Working[], links: number, within_ms: number): Working[] {
  const counts = new Map<Place, number>();
  const found: Working[] = [];
  let from = 0;
  let taken = 0;
  for (const [to, { hit }] of clicks.entries()) {
    counts.set(placeOf(hit), (counts.get(placeOf(hit)) ?? 0) + 1);
    for (let first = clicks[from]; first !== undefined && hit.at.getTime() - first.hit.at.getTime() > within_ms; first = clicks[++from]) {
      const place = placeOf(first.hit);
      const left = (counts.get(place) ?? 0) - 1;
      if (left === 0) counts.delete(place);
      else counts.set(place, left);
    }
    if (counts.size < links) continue;
    for (taken = Math.max(from, taken); taken <= to; taken++) {
      const click = clicks[taken];
      if (click !== undefined) found.push(click);
    }
  }
  return found;
}

/** Clicks of one reader on one link, or one document, that lie in some stretch with more than a hand makes. */
function manyTimes(clicks: readonly Working[]): Working[] {
  const found: Working[] = [];
  let taken = 0;
  for (const [to, { hit }] of clicks.entries()) {
    const from = to - REPEATS.clicks + 1;
    const first = clicks[from];
    if (first === undefined || hit.at.getTime() - first.hit.at.getTime() > REPEATS.within_ms) continue;
    found.push(...clicks.slice(Math.max(from, taken), to + 1));
    taken = to + 1;
  }
  return found;
}

/** What a machine that had a burst does right after it. */
function goingOn(clicks: readonly Working[], found: ReadonlyMap<Working, Judged>): Working[] {
  const busyUntil = new Map<string, number>();
  const more: Working[] = [];
  for (const click of clicks) {
    const reader = readerOf(click);
    if (found.get(click)?.reason === 'burst') busyUntil.set(reader, click.hit.at.getTime() + GOES_ON_MS);
    else if (!found.has(click) && click.hit.at.getTime() <= (busyUntil.get(reader) ?? -Infinity)) more.push(click);
  }
  return more;
}

/** Images loaded by whoever opened all links at delivery. A mail proxy that says so loads for a person. */
function judgeImages(hits: readonly Working[], bursts: readonly Working[]): void {
  if (bursts.length === 0) return;
  const spans = new Map<string, { from: number; to: number }>();
  for (const { hit } of bursts) {
    const at = hit.at.getTime();
    for (const name of [`address ${hit.addressHash ?? ''}`, `agent ${hit.agent}`]) {
      const span = spans.get(name) ?? { from: at, to: at };
      spans.set(name, { from: Math.min(span.from, at), to: Math.max(span.to, at) });
    }
  }
  for (const working of hits) {
    const { hit, judged } = working;
    if (hit.kind !== 'pixel' || !(judged.verdict === 'human' || (judged.verdict === 'proxy' && kindOfAgent(hit.agent) === 'browser'))) continue;
    const isTogether = [`address ${hit.addressHash ?? ''}`, `agent ${hit.agent}`].some((name) => {
      const span = spans.get(name);
      return span !== undefined && hit.at.getTime() >= span.from - WITH_IMAGES_MS && hit.at.getTime() <= span.to + WITH_IMAGES_MS;
    });
    if (isTogether) working.judged = { verdict: 'scanner', reason: 'burst-images', certain: true };
  }
}

/** Clicks whose reader had loaded the images shortly before. */
function readingAt(hits: readonly Working[]): ReadonlySet<Working> {
  const loads = new Map<string, { readonly at_ms: number[]; next: number }>();
  const reading = new Set<Working>();
  for (const working of hits) {
    const { kind, at } = working.hit;
    const at_ms = at.getTime();
    const reader = readerOf(working);
    const loaded = loads.get(reader);
    if (kind === 'pixel' && working.judged.verdict === 'human') {
      if (loaded === undefined) loads.set(reader, { at_ms: [at_ms], next: 0 });
      else loaded.at_ms.push(at_ms);
    } else if (kind !== 'pixel' && loaded !== undefined) {
      while ((loaded.at_ms[loaded.next] ?? Infinity) <= at_ms - READ_BEFORE_MS) loaded.next++;
      if ((loaded.at_ms[loaded.next - 1] ?? -Infinity) >= at_ms - READ_WITHIN_MS) reading.add(working);
    }
  }
  return reading;
}

function readerOf({ hit }: Working): string {
  return `${hit.addressHash ?? ''} ${hit.agent}`;
}

export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
