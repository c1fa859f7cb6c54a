/**
 * The time the story plays in: sandbox and connector read the same offset file
 * (`CLOCK_OFFSET_FILE`), so days pass when the story says so. Time never goes back.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';

/** The connector looks at the file ten times a second. */
const NOTICED_AFTER_MS = 150;

/** Monday is 1, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export class StoryClock {
  /** The story's Monday, 00:00 in the rep's time zone. */
  readonly #monday: DateTime;
  #offset_ms = 0;

  /**
   * The story begins on the last Monday whose whole week is over, so that nothing in it lies ahead
   * of the real clock, by which tokens and PostgreSQL go.
   */
  constructor(
    readonly path: string,
    readonly zone: string,
  ) {
    this.#monday = DateTime.now().setZone(zone).startOf('week').minus({ weeks: 1 });
  }

  now(): Date {
    return new Date(Date.now() + this.#offset_ms);
  }

  /** Moves to an hour of a day of the story's week; resolves when everybody has noticed. */
  async moveTo(weekday: Weekday, hour: number): Promise<void> {
    const time = this.#monday.plus({ days: weekday - 1 }).set({ hour });
    this.#set(time.toMillis() - Date.now());
    await sleep(NOTICED_AFTER_MS);
  }

  /** Moves on by so much, beside the time that passes. */
  advance(by_ms: number): void {
    this.#set(this.#offset_ms + by_ms);
  }

  /** As `advance`; resolves when everybody has noticed. */
  async pass(by_ms: number): Promise<void> {
    this.advance(by_ms);
    await sleep(NOTICED_AFTER_MS);
  }

  #set(offset_ms: number): void {
    this.#offset_ms = offset_ms;
    writeFileSync(`${this.path}.draft`, String(offset_ms));
    renameSync(`${this.path}.draft`, this.path);
  }

  /** Such as "Monday 09:00". */
  says(): string {
    return DateTime.fromJSDate(this.now()).setZone(this.zone).toFormat('cccc HH:mm', { locale: 'en' });
  }
}
