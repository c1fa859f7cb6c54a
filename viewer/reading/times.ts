/**
 * How long each page was read: pure but for the clock it is given. The page that takes most of the
 * window counts, while the tab is visible and the reader gives a sign of life now and then; a page
 * that only rushes by does not. Sums only grow, so that it does not matter how often they are told.
 *
 *     away (hidden, or idle) ⇄ on a page: passing by ──(DWELL_MS)──▶ read
 */
import { IDLE_AFTER_MS, LONGEST_PATH } from '../../connector/documents/viewer-limits.js';

/** Shorter is scrolling past. */
export const DWELL_MS = 300;

export interface Sums {
  /** By page; whole milliseconds. */
  readonly pages: readonly { readonly page: number; readonly time_ms: number }[];
  /** Pages in the order they were read. */
  readonly path: readonly number[];
  /** Null: hidden, or nobody there. */
  readonly now: number | null;
}

export class PageTimes {
  private readonly spent = new Map<number, number>();
  private readonly path: number[] = [];
  private page: number | null = null;
  private isVisible = true;
  private lastSign: number;
  /** Up to where the time on the page has been dealt with. */
  private from: number;
  /** Of this stay on the page, not yet counted: it may be passing by. */
  private passing_ms = 0;
  private isRead = false;

  /** @param clock milliseconds that only go forward */
  constructor(private readonly clock: () => number) {
    this.lastSign = this.from = clock();
  }

  /** The page most of the window shows. */
  see(page: number): void {
    if (page === this.page) return;
    this.settle();
    this.page = page;
    this.passing_ms = 0;
    // The first is told at once: somebody has opened it.
    this.isRead = this.path.length === 0;
    if (this.isRead) this.path.push(page);
  }

  /** The tab was shown or hidden. Somebody who comes back is there. */
  show(isVisible: boolean): void {
    this.settle();
    this.isVisible = isVisible;
    if (isVisible) this.lastSign = this.clock();
  }

  /** A sign of the reader: a key, the pointer, scrolling. */
  sign(): void {
    this.settle();
    this.lastSign = this.clock();
  }

  sums(): Sums {
    this.settle();
    const pages = [...this.spent].map(([page, time_ms]) => ({ page, time_ms: Math.round(time_ms) })).filter(({ time_ms }) => time_ms > 0);
    return { pages, path: [...this.path], now: this.isVisible && !this.isIdle ? this.page : null };
  }

  private get isIdle(): boolean {
    return this.clock() - this.lastSign >= IDLE_AFTER_MS;
  }

  private settle(): void {
    const now = this.clock();
    const until = Math.min(now, this.lastSign + IDLE_AFTER_MS);
    const time_ms = this.isVisible && this.page !== null ? Math.max(0, until - this.from) : 0;
    this.from = now;
    if (this.page === null || time_ms === 0) return;
    if (!this.isRead) {
      this.passing_ms += time_ms;
      if (this.passing_ms < DWELL_MS) return;
      this.isRead = true;
      if (this.path.length < LONGEST_PATH && this.path[this.path.length - 1] !== this.page) this.path.push(this.page);
      this.spent.set(this.page, (this.spent.get(this.page) ?? 0) + this.passing_ms);
      return;
    }
    this.spent.set(this.page, (this.spent.get(this.page) ?? 0) + time_ms);
  }
}
