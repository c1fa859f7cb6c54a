/** What `/metrics` says of how mailboxes are watched. Asked of the database when Prometheus asks, so every connector says the same. */
import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { IS_ALIVE } from './gaps.js';

interface Figures {
  readonly connected: number;
  readonly unwatched: number;
  readonly unread_s: number;
  readonly unfilled: number;
}

const GAUGES: readonly (readonly [keyof Figures, string, string])[] = [
  ['connected', 'readback_mailboxes', 'Connected mailboxes'],
  ['unwatched', 'readback_mailboxes_unwatched', 'Connected mailboxes whose replies are not being watched'],
  ['unread_s', 'readback_mailbox_longest_unread_seconds', 'Time since the Inbox was read to its end, of the mailbox where it is longest'],
  ['unfilled', 'readback_coverage_gaps_unfilled', 'Gaps in the watching that are not filled, of the last 90 days'],
];

export function coverageMetrics(registry: Registry, dataSource: DataSource): void {
  let asked: Promise<Figures | undefined> | undefined;
  /** One question for all gauges of a scrape. */
  const figures = (): Promise<Figures | undefined> =>
    (asked ??= ask(dataSource)
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      }));
  for (const [figure, name, help] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const found = await figures();
        if (found !== undefined) this.set(found[figure]);
      },
    });
  }
}

async function ask(dataSource: DataSource): Promise<Figures | undefined> {
  const [row] = await dataSource.query<Figures[]>(
    `select count(*)::int as connected, count(*) filter (where watched_since is null or not ${IS_ALIVE})::int as unwatched,
       coalesce(extract(epoch from clock_timestamp() - min(alive_at)), 0)::float8 as unread_s,
       (select count(*)::int from coverage_gaps where state <> 'filled') as unfilled
     from mailboxes where state = 'connected'`,
  );
  return row;
}
