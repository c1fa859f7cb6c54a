/**
 * What became of hits, for Prometheus. Counted in plain numbers and handed over when somebody asks:
 * a look into a labelled counter for each hit would cost more than reading its stamp.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export const OUTCOMES = ['stored', 'journalled', 'silenced', 'over-limit', 'forged', 'lost'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];

export interface HitFiguresOptions {
  readonly registry: Registry;
  readonly journalBytes: () => number;
}

export class HitFigures {
  private readonly counts = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  private readonly waits: Histogram;

  constructor({ registry, journalBytes }: HitFiguresOptions) {
    const { counts } = this;
    new Counter({
      name: 'readback_hits_total',
      help: 'Requests for pixels and links, by what became of them; all were answered',
      labelNames: ['outcome'],
      registers: [registry],
      collect() {
        for (const [outcome, count] of counts) this.inc({ outcome }, count);
        for (const outcome of OUTCOMES) counts.set(outcome, 0);
      },
    });
    this.waits = new Histogram({
      name: 'readback_hit_answer_seconds',
      help: 'The longest wait in each group of hits, until it was committed or in the journal',
      buckets: BUCKETS_S,
      registers: [registry],
    });
    new Gauge({
      name: 'readback_hits_journal_bytes',
      help: 'Hits on disk that are not in the database yet',
      registers: [registry],
      collect() {
        this.set(journalBytes());
      },
    });
  }

  count(outcome: Outcome, hits = 1): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + hits);
  }

  /** How long the first of a group waited for its answer. */
  waited(longest_ms: number): void {
    this.waits.observe(longest_ms / 1_000);
  }
}
