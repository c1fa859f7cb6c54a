/** What the feed says of one reader's visits of a share: pure. */
import type { ActivityData } from '../../feed/index.js';
import { pageNow } from './now.js';
import { reasonOf } from './counting.js';
import { sum } from './summary.js';
import type { VisitRow, Whom } from './visit-rows.js';
import { whoOf } from './who.js';

export interface LineFacts {
  /** Those that count, in order of time; at least one. */
  readonly visits: readonly [VisitRow, ...VisitRow[]];
  readonly whom: Whom;
  /** Why it was somebody else's; null: no sign of it. */
  readonly forwarded: string | null;
  readonly now: Date;
  /** The page in view may be told. */
  readonly live: boolean;
}

export function lineOf({ visits, whom, forwarded, now, live }: LineFacts): ActivityData {
  const [first] = visits;
  const latest = visits.reduce((last, visit) => (visit.lastAt > last.lastAt ? visit : last), first);
  const timed = visits.filter((visit) => visit.timed);
  const { by, people } = whoOf(latest, whom);
  const [only] = people;
  const pages = new Set(timed.flatMap((visit) => visit.pages.map(({ page }) => page)));
  return {
    ...(whom.message === null ? {} : { subject: whom.message.subject }),
    ...((by === 'recipient' || by === 'gave') && only !== undefined ? { person: only } : {}),
    ...(by === 'one-of' ? { oneOf: [...people] } : {}),
    reason: reasonOf(latest).says,
    ...(visits.every(({ certain }) => certain === false) ? { certain: false } : {}),
    ...(first.withoutImages ? { withoutImages: true } : {}),
    document: {
      documentId: first.documentId,
      shareId: first.shareId,
      name: first.documentName,
      pageCount: latest.pageCount,
      seen: timed.length === 0 ? null : { pages: pages.size, time_ms: sum(timed.flatMap((visit) => visit.pages.map(({ time_ms }) => time_ms))) },
      now: pageNow(latest, now, live),
      finished: visits.some(({ finished }) => finished),
      downloads: sum(visits.map(({ downloads }) => downloads)),
      gaveAddress: by === 'gave',
      forwarded,
    },
  };
}
