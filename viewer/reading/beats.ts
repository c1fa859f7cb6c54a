/**
 * Tells what was read: at once when the document shows, then every ten seconds in which something
 * happened, and a last time when the page is hidden or left. Always sums, with a number that grows:
 * what is lost, late or told twice does no harm. Whatever was not acknowledged is told again.
 */
import { BEAT_EVERY_MS } from '../../connector/documents/viewer-limits.js';
import type { Beat } from '../../connector/documents/viewer-api.js';
import type { Sums } from './times.js';

const AGAIN_AFTER_MS = 2_500;
/** The visit is over: closed, erased, or a day old. */
const OVER = [400, 403, 404, 410];

export interface BeatsOptions {
  /** Where they go. */
  readonly address: string;
  readonly ticket: string;
  readonly gaveAddress: string | undefined;
  readonly sums: () => Sums;
  /** Grows with every beat of the visit, also over a change of mind. */
  readonly nextSequence: () => number;
}

/** A beat, without anything of the network: what stood in the ones before it that arrived is left out of the path. */
export function beatOf({ ticket, gaveAddress }: Pick<BeatsOptions, 'ticket' | 'gaveAddress'>, sequence: number, sums: Sums, pathKnown: number): Beat {
  return { ticket, sequence, pages: [...sums.pages], path: sums.path.slice(pathKnown), pathFrom: pathKnown, now: sums.now, ...(gaveAddress === undefined ? {} : { gaveAddress }) };
}

export class Beats {
  /** How much of the path arrived. */
  private pathKnown = 0;
  /** What was last told and arrived; to see whether anything happened since. */
  private told = '';
  private isOver = false;
  private isSending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: BeatsOptions) {}

  /** @param once tells that the document was opened, and nothing after it */
  start(once = false): void {
    void this.send().then((isDone) => {
      if (!once) this.next(BEAT_EVERY_MS);
      else if (!isDone) this.timer = setTimeout(() => this.start(true), AGAIN_AFTER_MS);
    });
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** The page goes out of sight, perhaps for good: nothing sent in the usual way would surely get out. */
  leave(): void {
    if (this.isOver) return;
    const sums = this.options.sums();
    if (this.isKnown({ ...sums, now: null })) return;
    const beat = beatOf(this.options, this.options.nextSequence(), { ...sums, now: null }, this.pathKnown);
    // Unacknowledged: `told` stays as it was, and the same sums go out again should the reader come back.
    navigator.sendBeacon(this.options.address, new Blob([JSON.stringify(beat)], { type: 'text/plain' }));
  }

  private next(time_ms: number): void {
    clearTimeout(this.timer);
    if (this.isOver) return;
    this.timer = setTimeout(() => void this.send().then((isDone) => this.next(isDone ? BEAT_EVERY_MS : AGAIN_AFTER_MS)), time_ms);
  }

  /** True where nothing is left to tell. */
  private async send(): Promise<boolean> {
    const sums = this.options.sums();
    if (this.isOver || this.isSending || this.isKnown(sums)) return true;
    this.isSending = true;
    try {
      const beat = beatOf(this.options, this.options.nextSequence(), sums, this.pathKnown);
      const answer = await fetch(this.options.address, { method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(beat) });
      if (OVER.includes(answer.status)) this.isOver = true;
      if (!answer.ok) return this.isOver;
      this.told = JSON.stringify(sums);
      this.pathKnown = sums.path.length;
      return true;
    } catch {
      return false;
    } finally {
      this.isSending = false;
    }
  }

  private isKnown(sums: Sums): boolean {
    return this.told === JSON.stringify(sums);
  }
}
