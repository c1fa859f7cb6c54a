/**
 * The lines of one set of mailboxes as they become readable, read once and shared by all streams
 * that follow this set. It keeps the last lines in memory; whoever is further behind reads the
 * database.
 *
 * States: idle → reading (woken) → idle. A wake-up during a read makes one more read follow.
 */
import type { EntityManager } from 'typeorm';
import { compareCursors, type Cursor } from './cursor.js';
import { horizon, linesAfter, type PlacedActivity } from './lines.js';

const PAGE = 200;
/** Lines kept for streams that are a little behind. */
const KEPT_LINES = 500;

export interface Batch {
  /** In cursor order; empty at the start of a stream. */
  readonly lines: readonly PlacedActivity[];
  /** Where a stream that was cut here goes on. */
  readonly cursor: Cursor;
}

export class Channel {
  readonly #tx: EntityManager;
  #kept: PlacedActivity[] = [];
  /** Every readable line after `#keptFrom` and up to `#complete` is in `#kept`. */
  #keptFrom: Cursor;
  #complete: Cursor;
  /** The newest transaction known to have changed a line of ours. */
  #wanted: bigint;
  #reading: Promise<void> | undefined;
  #again = false;
  readonly #followers = new Set<() => void>();

  private constructor(
    tx: EntityManager,
    readonly mailboxIds: readonly string[],
    from: Cursor,
    newest: bigint,
  ) {
    this.#tx = tx;
    this.#keptFrom = from;
    this.#complete = from;
    this.#wanted = newest;
  }

  /** A channel that begins now. Lines committed, but not readable yet, are among those it waits for. */
  static async open(tx: EntityManager, mailboxIds: readonly string[]): Promise<Channel> {
    const { complete, newest } = await horizon(tx);
    return new Channel(tx, mailboxIds, complete, newest);
  }

  /** True while a line is known to be committed that an older, still running transaction keeps from being read. */
  get isBehind(): boolean {
    return this.#wanted >= this.#complete.xid;
  }

  get complete(): Cursor {
    return this.#complete;
  }

  /** Notes that this transaction changed a line. */
  want(xid: bigint): void {
    if (xid > this.#wanted) this.#wanted = xid;
  }

  /** Reads what has become readable. Calls during a read share the one that follows it. */
  read(): Promise<void> {
    this.#again = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined)));
  }

  /**
   * What comes after a place: first an empty batch that names where the stream begins, then
   * batches of lines, for ever, until the signal. A place that lies ahead of the database (it was
   * restored) counts as now.
   */
  async *follow(after: Cursor | null, signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {
    let woken: () => void = () => undefined;
    const wake = (): void => woken();
    this.#followers.add(wake);
    signal.addEventListener('abort', wake);
    try {
      const now = (await horizon(this.#tx)).complete;
      let position = after === null || compareCursors(after, now) > 0 ? now : after;
      yield { lines: [], cursor: position };
      while (!signal.aborted) {
        const isFarBehind = compareCursors(position, this.#keptFrom) < 0;
        const batch = isFarBehind ? await this.#fromDatabase(position) : this.#fromMemory(position);
        position = batch.cursor;
        if (batch.lines.length > 0) yield batch;
        else if (!isFarBehind) await new Promise<void>((resolve) => (woken = resolve));
      }
    } finally {
      this.#followers.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }

  async #readAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const { lines, complete } = await linesAfter(this.#tx, { mailboxIds: this.mailboxIds, after: this.#complete, limit: PAGE });
      this.#kept.push(...lines);
      this.#complete = complete;
      const dropped = this.#kept.splice(0, Math.max(0, this.#kept.length - KEPT_LINES)).at(-1);
      if (dropped !== undefined) this.#keptFrom = dropped.cursor;
      if (lines.length === PAGE) this.#again = true;
      if (lines.length > 0) for (const wake of this.#followers) wake();
    }
  }

  #fromMemory(position: Cursor): Batch {
    const lines = this.#kept.filter(({ cursor }) => compareCursors(cursor, position) > 0);
    return { lines, cursor: lines.at(-1)?.cursor ?? position };
  }

  async #fromDatabase(position: Cursor): Promise<Batch> {
    const { lines, complete } = await linesAfter(this.#tx, { mailboxIds: this.mailboxIds, after: position, limit: PAGE });
    return { lines, cursor: lines.at(-1)?.cursor ?? complete };
  }
}
