/**
 * Beats that PostgreSQL did not take. A page that is open tells them again; the last one, sent while
 * the page is closed, cannot be. So the latest of each visit waits here, in memory and for a while,
 * until the database is back. What it trades: a connector that is killed meanwhile loses them.
 */
import type { Logger } from 'pino';
import { messageOf } from '../../errors.js';
import { mergedBeats } from './merged-beats.js';
import type { Arrived } from './take-beat.js';

const VISITS_AT_MOST = 10_000;
const RETRY_EVERY_MS = 2_000;
const KEPT_FOR_MS = 60 * 60_000;

export interface KeptBeatsOptions {
  readonly log: Logger;
  readonly now: () => Date;
  readonly write: (arrived: Arrived) => Promise<unknown>;
}

export class KeptBeats {
  private readonly waiting = new Map<string, Arrived>();
  private readonly timer: NodeJS.Timeout;
  private writing: Promise<void> | null = null;

  constructor(private readonly options: KeptBeatsOptions) {
    this.timer = setInterval(() => void this.retry(), RETRY_EVERY_MS);
    this.timer.unref();
  }

  get size(): number {
    return this.waiting.size;
  }

  keep(arrived: Arrived): void {
    const { visitId } = arrived.arrival.ticket;
    const before = this.waiting.get(visitId);
    if (before === undefined && this.waiting.size >= VISITS_AT_MOST) {
      this.options.log.error({ visits: this.waiting.size }, 'what readers told of documents is let go: PostgreSQL does not take it, and there is no more room');
      return;
    }
    this.waiting.set(visitId, before === undefined ? arrived : { ...arrived, beat: mergedBeats(before.beat, arrived.beat) });
  }

  /** Nothing of this visit may be stored any more. */
  drop(visitId: string): void {
    this.waiting.delete(visitId);
  }

  /** Tries to write what waits; the first that fails ends it, and is the last the next time. */
  async retry(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
    });
    await this.writing;
  }

  /** Tries once more. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.retry();
    if (this.waiting.size > 0) this.options.log.error({ visits: this.waiting.size }, 'what readers told of documents last is lost: PostgreSQL did not come back before the connector ended');
  }

  private async writeAll(): Promise<void> {
    const oldest = this.options.now().getTime() - KEPT_FOR_MS;
    for (const [visitId, arrived] of [...this.waiting]) {
      try {
        if (arrived.at.getTime() >= oldest) await this.options.write(arrived);
        // One that came meanwhile waits for its own turn.
        if (this.waiting.get(visitId) === arrived) this.waiting.delete(visitId);
      } catch (error) {
        // Should it be this one alone that is not taken, the others must not wait for it.
        const waiting = this.waiting.get(visitId);
        if (waiting !== undefined && this.waiting.delete(visitId)) this.waiting.set(visitId, waiting);
        this.options.log.debug({ error: messageOf(error) }, 'what readers told of documents still waits');
        return;
      }
    }
  }
}
