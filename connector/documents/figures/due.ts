/**
 * Which visits of a share have to be looked at to tell those that are due: they, what stands in one
 * line with them, and what may. A link on a web page has a hundred thousand readers: the others are
 * not read, nor locked, for each new one.
 */
import type { EntityManager } from 'typeorm';
import type { ForwardedFacts } from './forwarded.js';

/** Visits of one reader no further apart are one line. */
export const ONE_LINE_MS = 30 * 60_000;
/** As long as a ticket is good, and a bit: no visit goes on for longer. */
const LONGEST_VISIT = `interval '25 hours'`;
/** Of one share in one go; the others are still due. */
const DUE_AT_ONCE = 500;
/** One person does not read a mail's document so often. */
const COUNTED_AT_MOST = 1_000;

export interface Looked {
  readonly mailboxId: string;
  readonly id: string;
  /** Of the row: another one after any change. */
  readonly version: string;
  readonly isDue: boolean;
}

/** None of them can be erased until the transaction ends; beats go on. */
export async function lookedAt(tx: EntityManager, shareId: string, now: Date): Promise<Looked[]> {
  return tx.query<Looked[]>(
    `with due as materialized (
       select mailbox_id, id, started_at, activity_id from visits where share_id = $1 and tell_at <= $2 order by tell_at, id limit $4
     ), untold as (
       select min(started_at) as first_at, max(started_at) as last_at from due where activity_id is null
     ), near as materialized (
       select visit.id, visit.activity_id from untold join visits visit on visit.share_id = $1
         and visit.started_at between untold.first_at - ${LONGEST_VISIT} and untold.last_at and visit.last_at >= untold.first_at - make_interval(secs => $3)
     ), wanted as (
       select id from due
       union select id from near
       union select visit.id from (select mailbox_id from due limit 1) as share
         join visits visit on visit.mailbox_id = share.mailbox_id and visit.activity_id is not null and visit.activity_id in (select activity_id from due union select activity_id from near) and visit.share_id = $1
     )
     select mailbox_id as "mailboxId", id, xmin::text as version, id in (select id from due) as "isDue"
     from visits where mailbox_id = (select mailbox_id from due limit 1) and id in (select id from wanted) order by id for key share`,
    [shareId, now, ONE_LINE_MS / 1_000, DUE_AT_ONCE],
  );
}

/** The latest visits that count, in order of time: what tells whether a document was passed on. */
export async function countedOf(tx: EntityManager, shareId: string): Promise<ForwardedFacts[]> {
  const rows = await tx.query<ForwardedFacts[]>(
    `select id, reader, device, gave_address as gave, started_at as "startedAt", last_at as "lastAt"
     from visits where share_id = $1 and verdict in ('human', 'proxy') order by started_at desc, id desc limit $2`,
    [shareId, COUNTED_AT_MOST],
  );
  return rows.reverse();
}
