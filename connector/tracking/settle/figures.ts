/**
 * What came of each stamp, counted: kept by adding what changed, in the transaction that changed it,
 * while the stamp is locked. So it costs the same however many hits there are, and stays when old
 * hits are dropped.
 */
import type { EntityManager } from 'typeorm';
import type { StampKey } from '../hit.js';
import type { HitFacts, Judgement } from '../judge/facts.js';
import { columnsOf } from './hits.js';
import { counts } from './views-of.js';

export type Counted = 'views' | 'clicks' | 'documents' | 'machines' | 'own_views' | 'prefetches';

/** Where a hit is counted; null: nowhere, as quoted ones. Of documents only that people opened them is: the rest stands with what was read. */
export function countedAs({ kind }: Pick<HitFacts, 'kind'>, judgement: Judgement): Counted | null {
  if (kind === 'document') return counts(judgement) ? 'documents' : null;
  switch (judgement.verdict) {
    case 'scanner':
      return 'machines';
    case 'self':
      return 'own_views';
    case 'prefetch':
      return 'prefetches';
    case 'human':
    case 'proxy':
      return counts(judgement) ? (kind === 'pixel' ? 'views' : 'clicks') : null;
  }
}

/** The images reached the recipient's side: their mail program does not hold them back. */
export function isLoaded({ kind }: Pick<HitFacts, 'kind'>, { verdict }: Judgement): boolean {
  return kind === 'pixel' && (verdict === 'human' || verdict === 'proxy' || verdict === 'prefetch');
}

/** A hit that is counted differently from now on. `before` null: it is new; `after` null: it is gone. */
export interface Recount extends Pick<HitFacts, 'kind' | 'at' | 'stampId'> {
  readonly mailboxId: string;
  readonly before: Judgement | null;
  readonly after: Judgement | null;
}

interface Change extends StampKey {
  readonly counted: Record<Counted, number>;
  readonly viewedAt: Date[];
  readonly clickedAt: Date[];
  readonly loadedAt: Date[];
  /** One that was loaded is no more: the first has to be looked for. */
  isLessLoaded: boolean;
}

/** By stamp id. */
export function changesOf(recounts: readonly Recount[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const hit of recounts) {
    const change: Change = changes.get(hit.stampId) ?? {
      mailboxId: hit.mailboxId,
      stampId: hit.stampId,
      counted: { views: 0, clicks: 0, documents: 0, machines: 0, own_views: 0, prefetches: 0 },
      viewedAt: [],
      clickedAt: [],
      loadedAt: [],
      isLessLoaded: false,
    };
    changes.set(hit.stampId, change);
    const before = hit.before === null ? null : countedAs(hit, hit.before);
    const after = hit.after === null ? null : countedAs(hit, hit.after);
    if (before !== null) change.counted[before] -= 1;
    if (after !== null) change.counted[after] += 1;
    if (after === 'views') change.viewedAt.push(hit.at);
    if (after === 'clicks') change.clickedAt.push(hit.at);
    const wasLoaded = hit.before !== null && isLoaded(hit, hit.before);
    const loaded = hit.after !== null && isLoaded(hit, hit.after);
    if (loaded) change.loadedAt.push(hit.at);
    else if (wasLoaded) change.isLessLoaded = true;
  }
  return changes;
}

/** When the images were first loaded on a recipient's side, by stamp id; to be asked after the hits were written. */
export async function firstLoaded(tx: EntityManager, stamps: readonly StampKey[], changes: ReadonlyMap<string, Change>): Promise<Map<string, { readonly before: Date | null; readonly now: Date | null }>> {
  const rows = await tx.query<{ id: string; before: Date | null; found: Date | null }[]>(
    `select stamp.stamp_id as id, figures.first_loaded_at as before, hit.at as found
     from unnest($1::uuid[], $2::text[], $3::bool[]) as stamp (mailbox_id, stamp_id, look)
     left join stamp_figures figures on figures.mailbox_id = stamp.mailbox_id and figures.stamp_id = stamp.stamp_id
     left join lateral (
       select at from hits
       where stamp.look and hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id and kind = 'pixel' and verdict in ('human', 'proxy', 'prefetch')
       order by at limit 1
     ) as hit on true`,
    [...columnsOf(stamps), stamps.map(({ stampId }) => changes.get(stampId)?.isLessLoaded === true)],
  );
  return new Map(
    rows.map(({ id, before, found }) => {
      const change = changes.get(id);
      return [id, { before, now: change?.isLessLoaded === true ? found : earliest([before, ...(change?.loadedAt ?? [])]) }];
    }),
  );
}

/** Brings the figures up to date; to be called after hits and views were written. @param told stamps whose message is known, and so has views */
export async function writeFigures(tx: EntityManager, changes: ReadonlyMap<string, Change>, told: ReadonlySet<string>, loaded: ReadonlyMap<string, { readonly now: Date | null }>): Promise<void> {
  if (changes.size === 0) return;
  const rows = [...changes.values()].map(({ mailboxId, stampId, counted, viewedAt, clickedAt }) => ({
    mailbox_id: mailboxId,
    stamp_id: stampId,
    ...counted,
    told: told.has(stampId),
    viewed_first: earliest(viewedAt),
    viewed_last: latest(viewedAt),
    clicked_last: latest(clickedAt),
    loaded: loaded.get(stampId)?.now ?? null,
  }));
  await tx.query(
    `insert into stamp_figures (mailbox_id, stamp_id, views, clicks, documents, machines, own_views, prefetches, first_viewed_at, last_viewed_at, last_clicked_at, first_loaded_at)
     select change.mailbox_id, change.stamp_id,
       greatest(0, coalesce(figures.views, 0) + change.views), greatest(0, coalesce(figures.clicks, 0) + change.clicks), greatest(0, coalesce(figures.documents, 0) + change.documents),
       greatest(0, coalesce(figures.machines, 0) + change.machines), greatest(0, coalesce(figures.own_views, 0) + change.own_views),
       greatest(0, coalesce(figures.prefetches, 0) + change.prefetches),
       case when told then view.viewed_first else least(figures.first_viewed_at, change.viewed_first) end,
       case when told then view.viewed_last else greatest(figures.last_viewed_at, change.viewed_last) end,
       case when told then view.clicked_last else greatest(figures.last_clicked_at, change.clicked_last) end,
       change.loaded
     from jsonb_to_recordset($1::jsonb) as change (mailbox_id uuid, stamp_id text, views int, clicks int, documents int, machines int, own_views int, prefetches int,
       told boolean, viewed_first timestamptz, viewed_last timestamptz, clicked_last timestamptz, loaded timestamptz)
     left join stamp_figures figures on figures.mailbox_id = change.mailbox_id and figures.stamp_id = change.stamp_id
     left join lateral (
       select min(first_at) filter (where kind = 'pixel') as viewed_first, max(last_at) filter (where kind = 'pixel') as viewed_last,
         max(last_at) filter (where kind = 'click') as clicked_last
       from views where change.told and views.mailbox_id = change.mailbox_id and views.stamp_id = change.stamp_id and withdrawn_at is null
     ) as view on true
     on conflict (mailbox_id, stamp_id) do update set views = excluded.views, clicks = excluded.clicks, documents = excluded.documents, machines = excluded.machines,
       own_views = excluded.own_views, prefetches = excluded.prefetches, first_viewed_at = excluded.first_viewed_at,
       last_viewed_at = excluded.last_viewed_at, last_clicked_at = excluded.last_clicked_at, first_loaded_at = excluded.first_loaded_at`,
    [JSON.stringify(rows)],
  );
}

/** Hits of these stamps were erased: nothing of them counts any more. Their views are withdrawn when they are settled next. */
export async function forgetFigures(tx: EntityManager, stamps: readonly StampKey[]): Promise<void> {
  await tx.query(
    `delete from stamp_figures using unnest($1::uuid[], $2::text[]) as gone (mailbox_id, stamp_id)
     where stamp_figures.mailbox_id = gone.mailbox_id and stamp_figures.stamp_id = gone.stamp_id`,
    columnsOf(stamps),
  );
  await tx.query(
    `update views set count = 0 from unnest($1::uuid[], $2::text[]) as gone (mailbox_id, stamp_id)
     where views.mailbox_id = gone.mailbox_id and views.stamp_id = gone.stamp_id`,
    columnsOf(stamps),
  );
}

function earliest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);
}

function latest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null);
}
