/**
 * Rows of visits and their page times, as beats write them. A beat tells sums since the page was
 * given out, so what is kept is the greatest of each: repeated, late, or in another order, it changes
 * nothing. Whoever tells more time than has passed gets as much as has passed, shared out over what
 * they told.
 */
import type { EntityManager } from 'typeorm';
import { LONGEST_PATH, type Beat } from '../viewer-api.js';
import type { VisitTicket } from './ticket.js';

/** Clocks of the page and ours begin a moment apart. */
const MORE_THAN_PASSED_MS = 2_000;
/** Lines of the feed follow a visit no more often. */
export const TELL_EVERY_MS = 3_000;

export type ToldBeat = Pick<Beat, 'sequence' | 'pages' | 'path' | 'pathFrom' | 'now'>;

/**
 * Brings a visit up to date, locked until the transaction ends. Null: there is no such visit, or
 * nothing may be stored of it any more.
 */
export async function updateVisit(tx: EntityManager, { visitId, shareId, at }: VisitTicket, beat: ToldBeat, now: Date): Promise<{ readonly mailboxId: string; readonly timed: boolean } | null> {
  const [rows] = await tx.query<[{ mailboxId: string; timed: boolean }[], number]>(
    `update visits set
       sequence = greatest(sequence, $4),
       last_at = case when timed then greatest(last_at, $5) else last_at end,
       page_now = case when not timed then null when $4 > sequence then told.now else page_now end,
       -- Placed by number: what comes late fills the place it was made for.
       path = case when timed then array(
         select coalesce(told.way[position - $6], visits.path[position])
         from generate_series(1, least($9::int, greatest(cardinality(visits.path), $6 + cardinality(told.way)))) as position order by position) else visits.path end,
       finished_at = case when timed and told.finished then coalesce(finished_at, $5) else finished_at end,
       tell_at = greatest($5, told_at + make_interval(secs => $10))
     from (
       select version.document_id, version.version,
         case when $7::int between 1 and pages then $7 end as now,
         array(select case when page between 1 and pages then page end from unnest($8::int[]) with ordinality as one (page, position) order by position) as way,
         pages = any ($8) or pages = any ($11::int[]) as finished
       from document_versions version
     ) as told
     where visits.share_id = $1 and visits.started_at = $2 and visits.id = $3
       and told.document_id = visits.document_id and told.version = visits.version
       and not exists (select from silenced_stamps silenced where silenced.mailbox_id = visits.mailbox_id and silenced.stamp_id = visits.stamp_id)
     returning visits.mailbox_id as "mailboxId", visits.timed`,
    [shareId, at, visitId, beat.sequence, now, beat.pathFrom, beat.now, beat.path, LONGEST_PATH, TELL_EVERY_MS / 1_000, beat.pages.map(({ page }) => page)],
  );
  return rows[0] ?? null;
}

/** Keeps the greatest time of each page; the visit is locked. */
export async function keepTimes(tx: EntityManager, mailboxId: string, { visitId, at }: VisitTicket, beat: ToldBeat, now: Date): Promise<void> {
  if (beat.pages.length === 0) return;
  await tx.query(
    `with told as (
       select page, max(time_ms) as time_ms
       from unnest($3::int[], $4::bigint[]) as one (page, time_ms)
       join visits visit on visit.mailbox_id = $1 and visit.id = $2
       join document_versions version on version.document_id = visit.document_id and version.version = visit.version
       where page between 1 and version.pages
       group by page
     ), grown as (
       select told.page, coalesce(kept.time_ms, 0) as before, told.time_ms - coalesce(kept.time_ms, 0) as more
       from told left join page_views kept on kept.mailbox_id = $1 and kept.visit_id = $2 and kept.page = told.page
       where kept.page is null or told.time_ms > kept.time_ms
     ), room as (
       select greatest(0, $5::bigint - coalesce((select sum(time_ms) from page_views where mailbox_id = $1 and visit_id = $2), 0)) as left_ms,
         coalesce((select sum(more) from grown), 0) as wanted_ms
     )
     insert into page_views (mailbox_id, visit_id, page, time_ms)
     select $1, $2, page, before + case when wanted_ms <= left_ms then more else floor(more * left_ms / wanted_ms) end from grown, room
     on conflict (mailbox_id, visit_id, page) do update set time_ms = greatest(page_views.time_ms, excluded.time_ms)`,
    [mailboxId, visitId, beat.pages.map(({ page }) => page), beat.pages.map(({ time_ms }) => time_ms), now.getTime() - at.getTime() + MORE_THAN_PASSED_MS],
  );
}
