/**
 * One pass: takes groups of hits and stamps to be judged again, stores the hits, judges everything
 * of these stamps that is recent enough to matter, and tells the feed what changed. All in one
 * transaction: a hit is taken from its group if and only if it was settled. A hit that was written
 * twice is one, by its id.
 *
 * Stamps are locked alone, as by those who record messages (stamp-lock.ts): one of the two sees the
 * other's rows, and a message that becomes known asks for its stamp to be settled again.
 */
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { rawHitSchema, type RawHit, type StampKey } from '../hit.js';
import { KNOWN, type Known } from '../judge/facts.js';
import { judgeHits } from '../judge/judge.js';
import type { KnownOf } from '../own/known.js';
import { silencedAmong } from '../silence.js';
import { lockStamps } from '../stamp-lock.js';
import { hitsSince, insertHits, updateHits, type StoredHit } from './hits.js';
import { messagesOfStamps } from './message-facts.js';
import { storedViews, writeViews } from './views.js';
import { viewsOf } from './views-of.js';

export interface SettleParts {
  readonly clock: Clock;
  readonly knownOf: KnownOf;
}

const GROUPS_AT_ONCE = 50;
const MARKS_AT_ONCE = 500;
/** Hits closer together than this may change what each other mean. */
const TOGETHER_MS = 15 * 60_000;

/** `more`: there was so much that there may be more. */
export async function settlePass(tx: EntityManager, { clock, knownOf }: SettleParts): Promise<{ more: boolean }> {
  const groups = await tx.query<{ hits: string }[]>(
    `with taken as (delete from hit_groups where id in (select id from hit_groups order by at limit $1 for update skip locked) returning hits)
     select hits from taken`,
    [GROUPS_AT_ONCE],
  );
  const marks = await tx.query<StampKey[]>(
    `with taken as (
       delete from stamps_to_settle where id in (
         select id from stamps_to_settle order by id limit $1 for update skip locked)
       returning mailbox_id, stamp_id)
     select distinct mailbox_id as "mailboxId", stamp_id as "stampId" from taken`,
    [MARKS_AT_ONCE],
  );
  const fresh = groups.flatMap(({ hits }) => z.array(rawHitSchema).parse(JSON.parse(hits)));
  await settle(tx, { fresh, marks, knownOf, now: clock.now() });
  return { more: groups.length === GROUPS_AT_ONCE || marks.length === MARKS_AT_ONCE };
}

interface Work {
  readonly fresh: readonly RawHit[];
  readonly marks: readonly StampKey[];
  readonly knownOf: KnownOf;
  readonly now: Date;
}

async function settle(tx: EntityManager, { fresh: taken, marks, knownOf, now }: Work): Promise<void> {
  const since = new Map<string, StampKey & { since: Date }>();
  for (const { mailboxId, stampId } of marks) since.set(stampId, { mailboxId, stampId, since: new Date(0) });
  for (const { mailboxId, stampId, at_ms } of taken) {
    const from = new Date(Math.min(at_ms - TOGETHER_MS, since.get(stampId)?.since.getTime() ?? Infinity));
    since.set(stampId, { mailboxId, stampId, since: from });
  }
  if (since.size === 0) return;
  await lockStamps(tx, [...since.keys()], 'alone');
  const silenced = await silencedAmong(tx, taken);
  const fresh = taken.filter(({ stampId }) => !silenced.has(stampId));
  const messages = await messagesOfStamps(tx, [...since.values()]);
  const before = await storedViews(tx, [...messages.values()], since);
  // A view that began before the hits looked at is counted from its beginning.
  for (const view of before) {
    const stamp = since.get(view.stampId);
    if (stamp !== undefined && view.firstAt < stamp.since) since.set(view.stampId, { ...stamp, since: view.firstAt });
  }
  const stored = await hitsSince(tx, [...since.values()]);
  // A stamp is marked also because more is known of the own side: of those who looked when the hit came.
  const marked = new Set(marks.map(({ stampId }) => stampId));
  const known = await knownOf(tx, [...fresh, ...stored.filter(({ stampId }) => marked.has(stampId)).map((hit) => ({ ...hit, at_ms: hit.at.getTime() }))]);
  const isStored = new Set(stored.map(({ id }) => id));
  const isNew = new Map(fresh.filter(({ id }) => !isStored.has(id)).map((hit) => [hit.id, hit]));
  const learnt = stored.map((hit) => ({ ...hit, known: stronger(hit.known, known.get(hit.id) ?? null) }));
  const isLearnt = new Set(learnt.filter((hit, index) => hit.known !== stored[index]?.known).map(({ id }) => id));
  const hits = [...learnt, ...[...isNew.values()].map((hit) => storedOf(hit, known.get(hit.id) ?? null))].sort(byTime);
  const judged = judgeHits(hits, messages);
  const all = hits.flatMap((hit) => {
    const judgement = judged.get(hit.id);
    return judgement === undefined ? [] : [{ ...hit, judgement }];
  });
  await insertHits(tx, all.filter(({ id }) => isNew.has(id)));
  await updateHits(tx, all.filter(({ id, judgement, before: was }) => was !== null && (isLearnt.has(id) || !isDeepStrictEqual(was, judgement))));
  for (const message of messages.values()) {
    const own = all.filter(({ stampId }) => stampId === message.stampId);
    await writeViews(tx, message, before.filter(({ messageId }) => messageId === message.id), viewsOf(own), now);
  }
}

function storedOf(hit: RawHit, known: StoredHit['known']): StoredHit {
  return { ...hit, at: new Date(hit.at_ms), known, before: null };
}

/** What was known once stays, unless something stronger is known by now: signals pass. */
function stronger(before: Known | null, now: Known | null): Known | null {
  if (before === null || now === null) return before ?? now;
  return KNOWN.indexOf(now) < KNOWN.indexOf(before) ? now : before;
}

function byTime(one: StoredHit, other: StoredHit): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}
