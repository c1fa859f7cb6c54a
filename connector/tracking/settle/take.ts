/**
 * What a pass takes: groups of hits, the oldest first, and marks of stamps to be looked at again,
 * each only as many as fit into memory. Taken with the pass: should it fail, they are there again.
 */
import type { EntityManager } from 'typeorm';
import { rawHitSchema, type RawHit, type StampKey } from '../hit.js';
import { countHits } from './hits.js';
import { siblingsOf } from './scope.js';

/** Of the text of hits in all; the oldest group is always taken. */
const BYTES_AT_ONCE = 120_000;
/** While those who load images need the processor. */
const BYTES_IN_SMALL = 50_000;
const GROUPS_AT_ONCE = 200;
const MARKS_AT_ONCE = 500;
/** Stored hits that marks have looked at again; the oldest mark always is. */
const HITS_AGAIN = 20_000;
const HITS_OF_ONE = 5_000;

export interface Group {
  readonly id: string;
  readonly at: Date;
  readonly hits: string;
}

/** A part of a group that cannot be settled, kept as it came. */
export interface Unreadable {
  readonly group: Group;
  readonly hits: string;
  readonly error: string;
}

export interface Read {
  readonly hits: readonly RawHit[];
  readonly unreadable: readonly Unreadable[];
}

/** @param only this one, if it is still there */
export async function takeGroups(tx: EntityManager, { only = null, small = false }: { readonly only?: string | null; readonly small?: boolean } = {}): Promise<Group[]> {
  return tx.query<Group[]>(
    `with taken as (
       delete from hit_groups where id in (
         select id from (
           select id, at, sum(octet_length(hits)) over (order by at, id) - octet_length(hits) as before
           from (select id, at, hits from hit_groups where $3::uuid is null or id = $3 order by at, id limit $1 for update skip locked) as oldest
         ) as counted
         where before < $2)
       returning id, at, hits)
     select id, at, hits from taken order by at, id`,
    [GROUPS_AT_ONCE, small ? BYTES_IN_SMALL : BYTES_AT_ONCE, only],
  );
}

/** Whether there may be more than what was taken at once. */
export function mayBeMore(groups: readonly Group[]): boolean {
  return groups.length > 1 || groups.some(({ hits }) => Buffer.byteLength(hits) >= BYTES_IN_SMALL);
}

/** Hits one by one: one that cannot be read keeps none of the others. */
export function readGroups(groups: readonly Group[]): Read {
  const hits: RawHit[] = [];
  const unreadable: Unreadable[] = [];
  for (const group of groups) {
    const items = parsed(group.hits);
    if (!Array.isArray(items)) {
      unreadable.push({ group, hits: group.hits, error: 'is no list of hits' });
      continue;
    }
    const odd: unknown[] = [];
    let error = '';
    for (const item of items) {
      const hit = rawHitSchema.safeParse(item);
      if (hit.success && Number.isFinite(new Date(hit.data.at_ms).getTime())) hits.push(hit.data);
      else {
        odd.push(item);
        error ||= hit.success ? 'has no time' : hit.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      }
    }
    if (odd.length > 0) unreadable.push({ group, hits: JSON.stringify(odd), error });
  }
  return { hits, unreadable };
}

export interface Mark extends StampKey {
  /** Of its row. */
  readonly id: string;
}

/** @param only this one, if it is still there */
export async function takeMarks(tx: EntityManager, now: Date, only: string | null = null): Promise<{ marks: Mark[]; more: boolean }> {
  const found = await tx.query<Mark[]>(
    `select id::text, mailbox_id as "mailboxId", stamp_id as "stampId" from stamps_to_settle
     where (not_before is null or not_before <= $1) and ($3::bigint is null or id = $3)
     order by stamps_to_settle.id limit $2 for update skip locked`,
    [now, MARKS_AT_ONCE, only],
  );
  const marks = await asManyAsFit(tx, found);
  if (marks.length > 0) await tx.query('delete from stamps_to_settle where id = any ($1::bigint[])', [marks.map(({ id }) => id)]);
  return { marks, more: found.length === MARKS_AT_ONCE || marks.length < found.length };
}

async function asManyAsFit(tx: EntityManager, marks: readonly Mark[]): Promise<Mark[]> {
  if (marks.length === 0) return [];
  const siblings = await siblingsOf(tx, marks);
  const counts = await countHits(tx, [...marks, ...siblings], HITS_OF_ONE);
  const seen = new Set<string>();
  let sum = 0;
  const fitting: Mark[] = [];
  for (const mark of marks) {
    for (const stampId of [mark.stampId, ...siblings.filter(({ of }) => of === mark.stampId).map((sibling) => sibling.stampId)]) {
      if (!seen.has(stampId)) sum += counts.get(stampId) ?? 0;
      seen.add(stampId);
    }
    if (sum > HITS_AGAIN && fitting.length > 0) break;
    fitting.push(mark);
  }
  return fitting;
}

export async function setAside(tx: EntityManager, unreadable: readonly Unreadable[], code: string): Promise<void> {
  if (unreadable.length === 0) return;
  await tx.query(
    `insert into hits_set_aside (id, at, hits, code, error)
     select id, at, hits, $5, error from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) as aside (id, at, hits, error)
     on conflict do nothing`,
    [unreadable.map(({ group }) => group.id), unreadable.map(({ group }) => group.at), unreadable.map(({ hits }) => hits), unreadable.map(({ error }) => error.slice(0, 1_000)), code],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
