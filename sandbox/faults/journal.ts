// What the sandbox did to whom: every fault, every mail that came into a mailbox or left it, every refusal for too many
// requests at once. A test that fails prints from here what happened to the mail concerned. Only the latest entries are
// kept; the counts go on.

export interface FaultEntry {
  /** What happened, such as `notification.dropped` or `mail.received`. */
  readonly what: string;
  /** Address of the mailbox concerned. */
  readonly mailbox?: string | undefined;
  /** Internet Message-ID of the mail concerned. */
  readonly mail?: string | undefined;
  readonly detail?: string | undefined;
}

export interface JournalEntry extends FaultEntry {
  /** 1, 2, 3… in the order they happened. */
  readonly number: number;
  /** ISO 8601, by the system's clock, whatever the sandbox's own says. */
  readonly at: string;
}

/** Entries kept. */
const KEPT = 50_000;

export class FaultJournal {
  #entries: JournalEntry[] = [];
  #last = 0;
  readonly #counts = new Map<string, number>();

  note(entry: FaultEntry): void {
    this.#last += 1;
    this.#entries.push({ number: this.#last, at: new Date().toISOString(), ...entry });
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
    this.#counts.set(entry.what, (this.#counts.get(entry.what) ?? 0) + 1);
  }

  /** Entries after that number, oldest first; of one mail, if it is named. */
  after(number: number, mail?: string): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.number > number && (mail === undefined || entry.mail === mail));
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}
