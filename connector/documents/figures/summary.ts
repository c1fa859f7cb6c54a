/** Visits summed up: pure. */
import type { Figures, Visit } from '../api.js';
import { countsAsRead, reasonOf } from './counting.js';
import { forwardedOf } from './forwarded.js';
import { pageNow } from './now.js';
import { readerId } from './readers.js';
import type { PageTime, VisitRow, Whom } from './visit-rows.js';
import { whoOf } from './who.js';

export interface SummaryFacts {
  /** In order of time. */
  readonly visits: readonly VisitRow[];
  readonly pageCount: number;
  readonly whom: (stampId: string) => Whom;
  /** All addresses of the one recipient, by stamp id; null: there is none. */
  readonly addressesOf: (stampId: string) => ReadonlySet<string> | null;
  readonly now: Date;
  /** The page in view may be told. */
  readonly live: boolean;
  /** Own visits and machines are listed, too. */
  readonly all: boolean;
}

export type Summary = Pick<Figures, 'pages' | 'readers' | 'visits' | 'finished' | 'downloads' | 'time_ms' | 'list'>;

const LISTED_AT_MOST = 200;

export function summaryOf({ visits, pageCount, whom, addressesOf, now, live, all }: SummaryFacts): Summary {
  const counted = visits.filter(countsAsRead);
  const reader = (visit: VisitRow): string => `${visit.shareId} ${readerId(visit, whom(visit.stampId).several)}`;
  const forwarded = new Map([...byShare(counted)].flatMap(([, of]) => [...forwardedOf(of, addressesOf(of[0]?.stampId ?? ''))]));
  const listed = visits.filter((visit) => visit.mode !== 'anonymous' && (all || countsAsRead(visit)));
  return {
    pages: pagesOf(counted, pageCount, reader),
    readers: new Set(counted.map(reader)).size,
    visits: counted.length,
    finished: new Set(counted.filter((visit) => visit.finished).map(reader)).size,
    downloads: sum(counted.map(({ downloads }) => downloads)),
    time_ms: sum(counted.flatMap(({ pages }) => pages.map(({ time_ms }) => time_ms))),
    list: listed
      .slice(-LISTED_AT_MOST)
      .reverse()
      .map((visit) => visitOf(visit, whom(visit.stampId), { forwarded: forwarded.get(visit.id) ?? null, now: pageNow(visit, now, live) })),
  };
}

function pagesOf(visits: readonly VisitRow[], pageCount: number, reader: (visit: VisitRow) => string): Figures['pages'] {
  const times = new Map<number, number>();
  const readers = new Map<number, Set<string>>();
  for (const visit of visits) {
    for (const { page, time_ms } of visit.pages) {
      times.set(page, (times.get(page) ?? 0) + time_ms);
      readers.set(page, (readers.get(page) ?? new Set()).add(reader(visit)));
    }
  }
  return Array.from({ length: pageCount }, (_, index) => ({ page: index + 1, time_ms: times.get(index + 1) ?? 0, readers: readers.get(index + 1)?.size ?? 0 }));
}

function visitOf(visit: VisitRow, whom: Whom, { forwarded, now }: Pick<Visit, 'forwarded' | 'now'>): Visit {
  const { id, shareId, version, startedAt, lastAt, device, path, pages, finished, downloads, timed } = visit;
  return {
    id,
    shareId,
    version,
    startedAt: startedAt.toISOString(),
    lastAt: lastAt.toISOString(),
    who: whoOf(visit, whom),
    device,
    counts: countsAsRead(visit),
    reason: reasonOf(visit),
    own: visit.verdict === 'self',
    path: [...path],
    pages: pages.map(({ page, time_ms }: PageTime) => ({ page, time_ms })),
    time_ms: sum(pages.map(({ time_ms }) => time_ms)),
    now,
    finished,
    downloads,
    forwarded,
    timed,
  };
}

function byShare(visits: readonly VisitRow[]): Map<string, VisitRow[]> {
  const groups = new Map<string, VisitRow[]>();
  for (const visit of visits) groups.set(visit.shareId, [...(groups.get(visit.shareId) ?? []), visit]);
  return groups;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
