/**
 * The document's bytes over the network, as pdf.js asks for them. It asks for small chunks all over
 * the file, hundreds at once when it looks through a long list of pages: what is asked for in the
 * same moment goes out as one request. Somebody who reads chunk behind chunk gets more each time.
 *
 * A request that fails is tried again, sooner or later, for as long as the page is open: nothing that
 * was asked for is given up. After the second failure in a row the reader is told.
 */

/** What pdf.js asks for is a multiple of this. Small: a description of a page has some hundred bytes. */
export const CHUNK_BYTES = 512;
/** Documents up to this long come in one piece. */
const WHOLE_UP_TO_BYTES = 256 * 1024;
/** Where the table of contents of most files lies; asked for before pdf.js is there to ask. */
const TAIL_BYTES = 48 * 1024;
/** Pieces this near come as one. */
const GAP_BYTES = 2 * CHUNK_BYTES;
/** Longer ones travel alone. */
const LONG_BYTES = 128 * 1024;
const LONGEST_AHEAD_BYTES = 64 * 1024;
/** Chunks in a row before more is read than was asked for: two happen by chance. */
const IN_A_ROW = 2;
const REQUESTS_AT_ONCE = 5;
const TELL_AFTER_FAILURES = 2;
const WAIT_FIRST_MS = 400;
const WAIT_AT_MOST_MS = 10_000;
const ANSWER_WITHIN_MS = 45_000;

export interface Piece {
  readonly begin: number;
  /** Exclusive. */
  readonly end: number;
}

export interface SourceOptions {
  /** The document's own address, `/d/{token}`. */
  readonly address: string;
  readonly ticket: string;
  readonly bytes: number;
  /** Of one request. */
  readonly mostPieces: number;
  /** The network fails, or works again. */
  readonly trouble: (isTrouble: boolean) => void;
  /** The document may not be read any more: closed, or the page is a day old. */
  readonly closed: () => void;
  readonly fetch?: typeof fetch;
}

interface Wanted extends Piece {
  readonly give: (bytes: Uint8Array) => void;
}

class Closed extends Error {}

const CLOSED = [403, 404, 405, 410];

export class Source {
  private wanted: Wanted[] = [];
  private running = 0;
  private isFlushPlanned = false;
  /** Ends of what was asked for, with how many there were in a row. */
  private readonly rows = new Map<number, number>();
  private readonly failing = new Set<object>();
  private readonly waking = new Set<() => void>();
  private readonly ahead: { readonly begin: number; readonly bytes: Promise<Uint8Array> };
  private isClosed = false;
  private arePiecesRefused = false;

  constructor(private readonly options: SourceOptions) {
    const begin = this.isShort ? 0 : Math.max(0, this.aligned(options.bytes - TAIL_BYTES));
    this.ahead = { begin, bytes: new Promise((give) => this.want({ begin, end: options.bytes, give })) };
  }

  /** True where the whole document comes at once. */
  get isShort(): boolean {
    return this.options.bytes <= WHOLE_UP_TO_BYTES;
  }

  /** Gives at least what was asked for, from `begin` on; waits for as long as it takes. */
  async read({ begin, end }: Piece): Promise<Uint8Array> {
    if (begin >= this.ahead.begin) return (await this.ahead.bytes).slice(begin - this.ahead.begin);
    return new Promise((give) => this.want({ ...this.withMore(begin, end), give }));
  }

  /** Whatever waits after a failure goes out now. */
  tryAgain(): void {
    for (const wake of [...this.waking]) wake();
  }

  private aligned(at: number): number {
    return Math.floor(at / CHUNK_BYTES) * CHUNK_BYTES;
  }

  private withMore(begin: number, end: number): Piece {
    const row = this.rows.get(begin) ?? 0;
    this.rows.delete(begin);
    const more = row < IN_A_ROW ? 0 : Math.min(LONGEST_AHEAD_BYTES, 4 ** (row - IN_A_ROW + 1) * CHUNK_BYTES);
    const until = Math.min(this.options.bytes, end + more);
    this.rows.set(until, row + 1);
    return { begin, end: until };
  }

  private want(wanted: Wanted): void {
    this.wanted.push(wanted);
    this.plan();
  }

  private plan(): void {
    if (this.isFlushPlanned || this.wanted.length === 0 || this.running >= REQUESTS_AT_ONCE) return;
    this.isFlushPlanned = true;
    // What pdf.js asks for in one moment arrives as one message each.
    setTimeout(() => {
      this.isFlushPlanned = false;
      for (const pieces of batches(this.wanted.splice(0), this.options.mostPieces)) void this.run(pieces);
    }, 0);
  }

  private async run(pieces: readonly Merged[]): Promise<void> {
    this.running += 1;
    const bytes = await this.patiently(() => this.fetched(pieces));
    this.running -= 1;
    this.plan();
    let at = 0;
    for (const { begin, end, wanted } of pieces) {
      for (const one of wanted) one.give(bytes.slice(at + one.begin - begin, at + one.end - begin));
      at += end - begin;
    }
  }

  /** Resolves when it went well, or never. */
  private async patiently(work: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const me = {};
    for (let failures = 1; ; failures += 1) {
      try {
        const bytes = await work();
        if (this.failing.delete(me) && this.failing.size === 0) this.options.trouble(false);
        return bytes;
      } catch (error) {
        if (error instanceof Closed) {
          if (!this.isClosed) this.options.closed();
          this.isClosed = true;
          return new Promise(() => undefined);
        }
        if (failures >= TELL_AFTER_FAILURES) {
          if (this.failing.size === 0) this.options.trouble(true);
          this.failing.add(me);
        }
        await this.pause(Math.min(WAIT_AT_MOST_MS, WAIT_FIRST_MS * 2 ** (failures - 1)));
      }
    }
  }

  private pause(time_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waking.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, time_ms);
      this.waking.add(wake);
    });
  }

  private async fetched(pieces: readonly Merged[]): Promise<Uint8Array> {
    if (pieces.length === 1 || this.arePiecesRefused) return joined(await Promise.all(pieces.map((piece) => this.range(piece))));
    const asked = { ticket: this.options.ticket, pieces: pieces.map(({ begin, end }) => [begin, end - 1]) };
    try {
      const { body } = await this.ask(`${this.options.address}/pieces`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) });
      return checked(body, pieces.reduce((sum, { begin, end }) => sum + end - begin, 0));
    } catch (error) {
      // Some networks let nothing out but what only reads. Whether the document itself is closed, plain ranges will tell.
      if (error instanceof Closed) this.arePiecesRefused = true;
      throw error instanceof Closed ? new Error('no pieces here') : error;
    }
  }

  private async range({ begin, end }: Piece): Promise<Uint8Array> {
    const { address, ticket } = this.options;
    const { status, body } = await this.ask(`${address}/file?k=${encodeURIComponent(ticket)}`, { headers: { Range: `bytes=${begin}-${end - 1}` } });
    // Something on the way did not know ranges, and let all of it through.
    return checked(status === 200 && end - begin < body.length ? body.subarray(begin, end) : body, end - begin);
  }

  private async ask(address: string, init: RequestInit): Promise<{ status: number; body: Uint8Array }> {
    const abort = new AbortController();
    const deadline = setTimeout(() => abort.abort(), ANSWER_WITHIN_MS);
    try {
      const response = await (this.options.fetch ?? fetch)(address, { ...init, credentials: 'same-origin', signal: abort.signal });
      if (CLOSED.includes(response.status)) throw new Closed();
      if (!response.ok) throw new Error(`answered ${response.status}`);
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    } finally {
      clearTimeout(deadline);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function checked(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new Error(`${bytes.length} bytes instead of ${length}`);
  return bytes;
}

export interface Merged extends Piece {
  readonly wanted: readonly Wanted[];
}

/** What goes out together: near pieces as one, long ones alone, and not too many at once. */
export function batches(wanted: readonly Wanted[], mostPieces: number): Merged[][] {
  const merged: { begin: number; end: number; wanted: Wanted[] }[] = [];
  for (const one of [...wanted].sort((a, b) => a.begin - b.begin)) {
    const last = merged[merged.length - 1];
    if (last !== undefined && one.begin - last.end <= GAP_BYTES) {
      last.end = Math.max(last.end, one.end);
      last.wanted.push(one);
    } else merged.push({ begin: one.begin, end: one.end, wanted: [one] });
  }
  const result: Merged[][] = [];
  let open: { pieces: Merged[]; bytes: number } | null = null;
  for (const piece of merged) {
    const length = piece.end - piece.begin;
    if (length > LONG_BYTES) result.push([piece]);
    else if (open === null || open.pieces.length >= mostPieces || open.bytes + length > 8 * LONG_BYTES) {
      open = { pieces: [piece], bytes: length };
      result.push(open.pieces);
    } else {
      open.pieces.push(piece);
      open.bytes += length;
    }
  }
  return result;
}
