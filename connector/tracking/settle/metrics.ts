/** Figures of settling for Prometheus: how far behind it is, and what hits were taken for. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Passed } from './pass.js';

export interface SettleFigures {
  note(passed: Passed, took_s: number): void;
}

const BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function settleFigures(registry: Registry | undefined, dataSource: DataSource): SettleFigures {
  const registers = registry === undefined ? [] : [registry];
  const verdicts = new Counter({ name: 'readback_hits_judged_total', help: 'Hits by kind and what they were taken for when they came', labelNames: ['kind', 'verdict'], registers });
  const revised = new Counter({ name: 'readback_hits_revised_total', help: 'Hits that were taken for something else later', labelNames: ['from', 'to'], registers });
  const aside = new Counter({ name: 'readback_hits_set_aside_total', help: 'Groups of hits that could not be settled and were set aside', registers });
  const passes = new Histogram({ name: 'readback_settle_pass_seconds', help: 'Time one pass of settling took', buckets: BUCKETS_S, registers });
  new Gauge({
    name: 'readback_settle_lag_seconds',
    help: 'Age of the oldest hits that are not settled yet',
    registers,
    async collect() {
      try {
        const [row] = await dataSource.query<{ lag: number }[]>('select coalesce(extract(epoch from now() - min(at)), 0)::float8 as lag from hit_groups');
        this.set(Math.max(0, row?.lag ?? 0));
      } catch {
        // With PostgreSQL away nobody knows; the other figures are wanted all the more.
        this.set(NaN);
      }
    },
  });
  return {
    note: ({ given, setAside }, took_s) => {
      passes.observe(took_s);
      aside.inc(setAside);
      for (const { kind, before, after } of given) {
        if (before === null) verdicts.inc({ kind, verdict: after.verdict });
        else if (before.verdict !== after.verdict) revised.inc({ from: before.verdict, to: after.verdict });
      }
    },
  };
}
