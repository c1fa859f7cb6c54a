// What happened in one folder, in order: the truth behind delta queries. Every change of an item and every departure
// gets an entry under the mailbox's change number; an entry that a later change of the same item made obsolete is
// skipped while reading and swept out once such entries are the majority. A round after one delivery therefore costs a
// binary search and one step, however full the folder is.
import type { Departure, Item } from './item.js';

export type Change = { kind: 'present'; change: number; item: Item } | { kind: 'gone'; change: number; departure: Departure };

type Entry = { change: number; number: number } | { change: number; departure: Departure };

/** Entries below which sweeping is not worth it. */
const SWEEP_FROM = 1_000;

export class ChangeLog {
  #entries: Entry[] = [];

  /** @param present the item, if it is in this folder now */
  constructor(private readonly present: (number: number) => Item | undefined) {}

  changed(item: Item, itemsInFolder: number): void {
    this.#entries.push({ change: item.change, number: item.number });
    if (this.#entries.length > SWEEP_FROM && this.#entries.length > 4 * itemsInFolder) this.#sweep();
  }

  departed(departure: Departure): void {
    this.#entries.push({ change: departure.change, departure });
  }

  /** Changes after the given number, oldest first; an item appears at its last change only. */
  *since(change: number): Generator<Change> {
    for (let at = this.#firstAfter(change); at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry === undefined) return;
      if ('departure' in entry) {
        yield { kind: 'gone', change: entry.change, departure: entry.departure };
        continue;
      }
      const item = this.present(entry.number);
      if (item?.change === entry.change) yield { kind: 'present', change: entry.change, item };
    }
  }

  *departures(): Generator<Departure> {
    for (const entry of this.#entries) if ('departure' in entry) yield entry.departure;
  }

  /** Puts entries replayed out of order into theirs. */
  sort(): void {
    this.#entries.sort((a, b) => a.change - b.change);
  }

  #firstAfter(change: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.change ?? 0) > change) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sweep(): void {
    this.#entries = this.#entries.filter(
      (entry) => 'departure' in entry || this.present(entry.number)?.change === entry.change,
    );
  }
}
