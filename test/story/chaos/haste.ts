/**
 * Shortens what nobody wants to wait for while the chaos is played: failed jobs are tried again
 * soon (graphile-worker's waits grow to minutes), and the story's minutes pass faster, as far as the
 * sending hour allows.
 */
import type pg from 'pg';
import type { StoryClock } from '../../../sandbox/demo/story-clock.js';

const EVERY_MS = 1_000;
const FASTER_BY_MS = 9_000;
/** Of the hour in which mails go out: some is left for what still has to go. */
const WITHIN_MS = 40 * 60_000;

export class Haste {
  #timer: NodeJS.Timeout | undefined;
  #advanced_ms = 0;
  #failure: unknown;

  constructor(
    private readonly db: pg.Client,
    private readonly clock: StoryClock,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.hurry().catch((error: unknown) => (this.#failure = error));
      if (this.#advanced_ms > WITHIN_MS) return;
      this.#advanced_ms += FASTER_BY_MS;
      this.clock.advance(FASTER_BY_MS);
    }, EVERY_MS);
  }

  /** A new sending hour began. */
  begin(): void {
    this.#advanced_ms = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Throws what kept it from hurrying, if anything did. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw new Error('jobs could not be hurried', { cause: this.#failure });
  }

  async hurry(): Promise<void> {
    await this.db.query('update graphile_worker._private_jobs set run_at = now() where attempts > 0 and run_at > now() and locked_at is null');
  }
}
