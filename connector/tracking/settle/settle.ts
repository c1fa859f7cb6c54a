/**
 * Settles stamps: stores hits, judges everything of these stamps that is near enough to matter, and
 * makes views, lines of the feed and figures what they are now. All in the caller's transaction: a
 * hit is taken from its group if and only if it was settled. A hit that was written twice is one, by
 * its id; in which order hits and messages become known changes nothing.
 *
 * Of each stamp a stretch of time is looked at again (scope.ts): around the hits that came, or ever.
 * Should it hold more hits than can be looked at, the latest are, and what is stored of views beside
 * them is added (`Rest`), so that a flood costs no more the longer it lasts.
 */
import type { EntityManager } from 'typeorm';
import { strictest } from '../../consent/index.js';
import type { RawHit, StampKey } from '../hit.js';
import { KNOWN, type Judgement, type Known } from '../judge/facts.js';
import { judgeHits, REACH_MS } from '../judge/judge.js';
import type { KnowableHit, KnownOf } from '../own/known.js';
import { lockTaught } from '../own/taught.js';
import { silencedAmong, silencedSince } from '../silence.js';
import { documentNews, type DocumentsJudged } from './documents-judged.js';
import { changesOf, firstLoaded, writeFigures, type Recount } from './figures.js';
import { deleteHits, hitsIn, insertHits, storedAmong, updateHits, type JudgedRow, type PlacedRow, type Span, type StoredHit } from './hits.js';
import type { ToldMessage } from './message-facts.js';
import { placing } from './placing.js';
import { EVER, openScope, type Scope } from './scope.js';
import { storedViews, writeViews, type StoredView } from './views.js';
import { clicksAgain, isWithoutImages, rewriteReplies } from './without-images.js';

export interface Work {
  readonly fresh: readonly RawHit[];
  /** Looked at again whole. */
  readonly marks: readonly StampKey[];
  readonly knownOf: KnownOf;
  readonly now: Date;
  /** Hits before were dropped for their age, so that nothing before is looked at again. */
  readonly keptFrom?: Date | null;
  readonly documentsJudged?: DocumentsJudged;
}

/** A verdict that was given or changed; `before` null: to a new hit. */
export interface Given {
  readonly kind: RawHit['kind'];
  readonly before: Judgement | null;
  readonly after: Judgement;
}

const PER_STAMP_AT_MOST = 5_000;
const PER_STAMP_AT_LEAST = 200;
const IN_ALL = 30_000;

export async function settle(tx: EntityManager, { fresh, marks, knownOf, now, keptFrom = null, documentsJudged }: Work): Promise<Given[]> {
  const touched = touchedBy(fresh, marks, keptFrom ?? EVER.from);
  if (touched.length === 0) return [];
  await lockTaught(tx, 'shared');
  const scope = await openScope(tx, touched);
  const silenced = await silencedAmong(tx, touched);
  const since = await silencedSince(tx, touched);
  const isSince = (stampId: string, at: Date): boolean => at >= (since.get(stampId) ?? EVER.to);
  const stored = await storedViews(tx, [...scope.zones.values()]);
  const { loaded, zones } = await load(tx, scope, stored, fresh.filter(({ stampId, at_ms }) => !silenced.has(stampId) && !isSince(stampId, new Date(at_ms))));
  const mayStay = ({ kind, mode, stampId, at }: StoredHit): boolean => isAllowed(kind, mode, scope.messages.get(stampId)) && !isSince(stampId, at);
  const barred = loaded.filter((hit) => !mayStay(hit));
  const hits = await withKnown(tx, loaded.filter(mayStay), marks, knownOf);
  const judged = judgedIn(zones, hits, scope.messages);

  const ofStamp = [byStamp(judged), byStamp(barred), byStamp(stored)] as const;
  const all = [...scope.zones.values()].map((zone) =>
    placing({
      zone,
      message: scope.messages.get(zone.stampId) ?? null,
      hits: ofStamp[0].get(zone.stampId) ?? [],
      barred: (ofStamp[1].get(zone.stampId) ?? []).map(({ before }) => before?.viewId ?? null),
      stored: ofStamp[2].get(zone.stampId) ?? [],
    }),
  );
  const rows = all.flatMap((one) => one.rows);
  await deleteHits(tx, barred.filter(({ before }) => before !== null));
  await insertHits(tx, rows.filter(({ before }) => before === null));
  await updateHits(tx, rows.filter(isChanged));

  const given = rows.filter(({ before, judgement }) => before === null || !isSame(before, judgement));
  const changes = changesOf([...given.map((row): Recount => ({ ...row, after: row.judgement })), ...barred.flatMap((hit) => (hit.before === null ? [] : [{ ...hit, after: null }]))]);
  const loadedAt = await firstLoaded(tx, [...zones.values()], changes);
  await writeViews(tx, all.flatMap(({ views }) => views), all.flatMap(({ withdrawn }) => withdrawn), {
    now,
    isWithoutImages: (message, at) => isWithoutImages(message, loadedAt.get(message.stampId)?.now ?? null, at),
  });
  await writeFigures(tx, changes, new Set(scope.messages.keys()), loadedAt);
  const marked = new Set(marks.map(({ stampId }) => stampId));
  const isLoadedElse = ({ stampId }: StampKey): boolean => loadedAt.get(stampId)?.before?.getTime() !== loadedAt.get(stampId)?.now?.getTime();
  const isAgain = (stamp: StampKey): boolean => marked.has(stamp.stampId) || isLoadedElse(stamp);
  const told = [...scope.messages.values()];
  await rewriteReplies(tx, told.filter(isAgain), (stampId) => loadedAt.get(stampId)?.now ?? null);
  await documentsJudged?.(tx, documentNews({ rows: rows.filter((row) => row.before === null || isChanged(row) || isAgain(row)), barred, stamps: [...scope.zones.values()], messages: scope.messages, loadedAt }));
  await clicksAgain(tx, told.filter((message) => !marked.has(message.stampId) && isLoadedElse(message)), all.flatMap(({ views }) => views.map(({ id }) => id)));
  return given.map(({ kind, before, judgement }) => ({ kind, before, after: judgement }));
}

/** Each stamp once, with the time in which its hits came. */
function touchedBy(fresh: readonly RawHit[], marks: readonly StampKey[], keptFrom: Date): Span[] {
  const spans = new Map<string, Span>();
  for (const { mailboxId, stampId, at_ms } of fresh) {
    const before = spans.get(stampId);
    const at = new Date(at_ms);
    spans.set(stampId, { mailboxId, stampId, from: before === undefined || at < before.from ? at : before.from, to: before === undefined || at > before.to ? at : before.to });
  }
  for (const { mailboxId, stampId } of marks) spans.set(stampId, { mailboxId, stampId, ...EVER, from: keptFrom });
  return [...spans.values()];
}

interface Loaded {
  /** In order of time. */
  readonly loaded: readonly StoredHit[];
  /** Of each stamp, where verdicts may change. */
  readonly zones: ReadonlyMap<string, Span>;
}

/** All hits that matter, stored and new. */
async function load(tx: EntityManager, { zones }: Scope, views: readonly StoredView[], fresh: readonly RawHit[]): Promise<Loaded> {
  const viewsOf = byStamp(views);
  const limit = Math.max(PER_STAMP_AT_LEAST, Math.min(PER_STAMP_AT_MOST, Math.floor(IN_ALL / zones.size)));
  const spans = [...zones.values()].map((zone) => {
    const own = viewsOf.get(zone.stampId) ?? [];
    const from = Math.min(zone.from.getTime() - REACH_MS, ...own.map(({ firstAt }) => firstAt.getTime()));
    const to = Math.max(zone.to.getTime() + REACH_MS, ...own.map(({ lastAt }) => lastAt.getTime()));
    return { ...zone, from: new Date(from), to: new Date(Math.min(to, EVER.to.getTime())) };
  });
  const stored = await hitsIn(tx, spans, limit);
  const full = [...byStamp(stored)].filter(([, hits]) => hits.length === limit);
  const narrowed = new Map(zones);
  for (const [stampId, hits] of full) {
    // What the oldest of them mean depends on hits that are not at hand.
    const edge = hits.reduce((first, { at }) => Math.min(first, at.getTime()), Infinity) + REACH_MS;
    const zone = zones.get(stampId);
    if (zone !== undefined) narrowed.set(stampId, { ...zone, from: new Date(Math.max(zone.from.getTime(), edge)) });
  }
  const there = new Set(stored.map(({ id }) => id));
  const ofFull = new Set(full.map(([stampId]) => stampId));
  for (const id of await storedAmong(tx, fresh.filter(({ id, stampId }) => ofFull.has(stampId) && !there.has(id)))) there.add(id);
  const isNew = new Map(fresh.filter(({ id }) => !there.has(id)).map((hit) => [hit.id, hit]));
  return { loaded: [...stored, ...[...isNew.values()].map(comingIn)].sort(byTime), zones: narrowed };
}

function comingIn(hit: RawHit): StoredHit {
  return { ...hit, at: new Date(hit.at_ms), known: null, before: null };
}

/** What was known once stays, unless something stronger is known by now: signals pass. */
async function withKnown(tx: EntityManager, hits: readonly StoredHit[], marks: readonly StampKey[], knownOf: KnownOf): Promise<StoredHit[]> {
  const marked = new Set(marks.map(({ stampId }) => stampId));
  const asked: KnowableHit[] = hits.filter(({ before, stampId }) => before === null || marked.has(stampId)).map((hit) => ({ ...hit, at_ms: hit.at.getTime() }));
  const known = await knownOf(tx, asked);
  return hits.map((hit) => ({ ...hit, known: stronger(hit.known, known.get(hit.id) ?? null) }));
}

function stronger(before: Known | null, now: Known | null): Known | null {
  if (before === null || now === null) return before ?? now;
  return KNOWN.indexOf(now) < KNOWN.indexOf(before) ? now : before;
}

/** New verdicts where they may change; beyond, those that were given. */
function judgedIn(zones: ReadonlyMap<string, Span>, hits: readonly StoredHit[], messages: ReadonlyMap<string, ToldMessage>): JudgedRow[] {
  const judgements = judgeHits(hits, messages);
  return hits.flatMap((hit) => {
    const zone = zones.get(hit.stampId);
    const isSettled = hit.before !== null && (zone === undefined || hit.at < zone.from || hit.at > zone.to);
    const judgement = isSettled ? hit.before : (judgements.get(hit.id) ?? hit.before);
    return judgement === null ? [] : [{ ...hit, judgement }];
  });
}

/** Whether a hit may be stored: its stamp and its message decide, the stricter of the two. Where only figures may be kept, a stamp of one message tells too much. */
export function isAllowed(kind: RawHit['kind'], mode: RawHit['mode'], message: Pick<ToldMessage, 'mode'> | undefined): boolean {
  switch (message === undefined ? mode : strictest(mode, message.mode)) {
    case 'full':
      return true;
    case 'links':
      return kind !== 'pixel';
    case 'anonymous':
      return mode === 'anonymous';
    case 'replies':
    case 'off':
      return false;
  }
}

function isChanged({ before, judgement, viewId, known }: PlacedRow): boolean {
  return before !== null && (!isSame(before, judgement) || before.viewId !== viewId || before.known !== known);
}

function isSame(one: Judgement, other: Judgement): boolean {
  return one.verdict === other.verdict && one.reason === other.reason && one.certain === other.certain && one.quotedBy === other.quotedBy;
}

function byStamp<Item extends { readonly stampId: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.stampId);
    if (group === undefined) groups.set(item.stampId, [item]);
    else group.push(item);
  }
  return groups;
}

function byTime(one: StoredHit, other: StoredHit): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}
