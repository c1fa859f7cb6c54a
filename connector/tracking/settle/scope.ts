/**
 * How far a pass reaches: the stamps that were touched and those of the same thread, because a view
 * of one mail may really be one of another that quotes it; and of each the stretch of time in which
 * verdicts may change. Locks are taken here, all in one statement and one order.
 */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';
import { REACH_MS } from '../judge/judge.js';
import { lockStamps } from '../stamp-lock.js';
import { columnsOf, type Span } from './hits.js';
import { messagesOfStamps, type ToldMessage } from './message-facts.js';

/** Mails of one thread that are looked at together, the newest. */
const THREAD_AT_MOST = 30;

export const EVER = { from: new Date(0), to: new Date('9999-12-31T00:00:00Z') } as const;

export interface Scope {
  /** By stamp id. */
  readonly zones: ReadonlyMap<string, Span>;
  /** By stamp id; of stamps no message is known of, none. */
  readonly messages: ReadonlyMap<string, ToldMessage>;
}

interface Sibling extends StampKey {
  readonly of: string;
}

/** Stamps of the same threads, by what they are siblings of; those of colleagues too, who quote each other. */
export async function siblingsOf(tx: EntityManager, stamps: readonly StampKey[]): Promise<Sibling[]> {
  return tx.query<Sibling[]>(
    `select touched.stamp_id as of, other.mailbox_id as "mailboxId", other.stamp_id as "stampId"
     from unnest($1::uuid[], $2::text[]) as touched (mailbox_id, stamp_id)
     join messages message on message.mailbox_id = touched.mailbox_id and message.stamp_id = touched.stamp_id
     cross join lateral (
       select mailbox_id, stamp_id from messages
       where messages.thread_id = message.thread_id and messages.stamp_id <> message.stamp_id
       order by sent_at desc nulls last limit $3
     ) as other`,
    [...columnsOf(stamps), THREAD_AT_MOST],
  );
}

/** @param touched each stamp once, with the time in which its hits came, or ever */
export async function openScope(tx: EntityManager, touched: readonly Span[]): Promise<Scope> {
  const siblings = await siblingsOf(tx, touched);
  await lockStamps(tx, [...touched, ...siblings].map(({ stampId }) => stampId), 'alone');
  const zones = new Map(touched.map((span) => [span.stampId, reaching(span)]));
  for (const { of, mailboxId, stampId } of siblings) {
    const zone = zones.get(of);
    if (zone !== undefined) zones.set(stampId, union(zones.get(stampId), { ...zone, mailboxId, stampId }));
  }
  // A mail and its siblings are looked at over one stretch of time.
  for (const { of, stampId } of siblings) {
    const zone = zones.get(stampId);
    const own = zones.get(of);
    if (zone !== undefined && own !== undefined) zones.set(of, union(own, { ...zone, mailboxId: own.mailboxId, stampId: of }));
  }
  const messages = await messagesOfStamps(tx, [...zones.values()]);
  return { zones, messages };
}

function reaching({ from, to, ...stamp }: Span): Span {
  return { ...stamp, from: new Date(Math.max(EVER.from.getTime(), from.getTime() - REACH_MS)), to: new Date(Math.min(EVER.to.getTime(), to.getTime() + REACH_MS)) };
}

function union(one: Span | undefined, other: Span): Span {
  if (one === undefined) return other;
  return { ...one, from: one.from < other.from ? one.from : other.from, to: one.to > other.to ? one.to : other.to };
}
