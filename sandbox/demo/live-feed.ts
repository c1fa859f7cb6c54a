/** The rep's Live Feed as a browser sees it: the server-sent events, with the moment each line came. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RepBrowser } from './rep-browser.js';
import { NotSeen } from './wait.js';

const personSchema = z.object({ address: z.string(), name: z.string() });

/** What the story looks at of a line; the whole is described at /api/openapi.json. */
const lineSchema = z.object({
  id: z.string(),
  cursor: z.string(),
  kind: z.string(),
  messageId: z.string().nullable(),
  count: z.number(),
  data: z.object({
    subject: z.string().optional(),
    person: personSchema.optional(),
    writtenTo: z.array(personSchema).optional(),
    oneOf: z.array(personSchema).optional(),
    day: z.number().optional(),
    evidence: z.object({ rung: z.string(), header: z.string(), messageId: z.string(), says: z.string() }).optional(),
    ended: z.array(z.object({ enrollmentId: z.string(), address: z.string(), campaign: z.string() })).optional(),
    reason: z.string().optional(),
    certain: z.boolean().optional(),
    destination: z.string().optional(),
    withoutImages: z.boolean().optional(),
    withdrawn: z.object({ reason: z.string() }).optional(),
    paused: z.object({ until: z.string(), returnDate: z.string().nullable() }).optional(),
    question: z.object({ id: z.string(), state: z.string(), about: z.string() }).optional(),
  }),
});

export type FeedLine = z.infer<typeof lineSchema> & {
  /** When it came, as `performance.now()`. */
  readonly seenAt_ms: number;
};

const OPEN_AGAIN_AFTER_MS = 200;

export class LiveFeed {
  readonly lines: FeedLine[] = [];
  readonly #end = new AbortController();
  readonly #waiting = new Set<() => void>();
  #trouble = '';

  private constructor(
    private readonly browser: RepBrowser,
    private cursor: string,
  ) {}

  /** Opens the stream; resolves when it stands. When it breaks, it is opened again where it was, as the web app does. */
  static async open(browser: RepBrowser, after: string): Promise<LiveFeed> {
    const feed = new LiveFeed(browser, after);
    void feed.#follow(await feed.#connect());
    return feed;
  }

  /** The first line, among those that came and will come, that is what is looked for. */
  async wait(what: string, isIt: (line: FeedLine) => boolean, timeout_ms = 10_000): Promise<FeedLine> {
    const deadline = performance.now() + timeout_ms;
    for (;;) {
      const found = this.lines.find(isIt);
      if (found !== undefined) return found;
      const left_ms = deadline - performance.now();
      if (left_ms <= 0) throw new NotSeen(`${what} was not seen in the Live Feed within ${timeout_ms / 1000} s. Seen instead: ${this.says()}`);
      await this.#nextLine(left_ms);
    }
  }

  /** The lines as they stand now: of a changed one the latest, and none that was withdrawn. */
  standing(): FeedLine[] {
    const latest = new Map(this.lines.map((line) => [line.id, line]));
    return [...latest.values()].filter(({ data }) => data.withdrawn === undefined);
  }

  /** All lines in short. */
  says(): string {
    const lines = this.lines.map(({ kind, data }) => `${kind} of ${data.person?.address ?? '?'} on "${data.subject ?? ''}"`);
    return [...lines, this.#trouble].filter((text) => text !== '').join('; ') || 'no line at all';
  }

  close(): void {
    this.#end.abort();
  }

  #nextLine(timeout_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeout_ms);
      this.#waiting.add(done);
    });
  }

  async #connect(): Promise<ReadableStream<Uint8Array>> {
    const response = await this.browser.fetch(`${this.browser.url}/api/feed/stream?after=${encodeURIComponent(this.cursor)}`, {
      headers: { Accept: 'text/event-stream' },
      signal: this.#end.signal,
    });
    if (!response.ok || response.body === null) throw new NotSeen(`GET /api/feed/stream was answered ${response.status}: ${await response.text()}`);
    return response.body;
  }

  async #follow(first: ReadableStream<Uint8Array>): Promise<void> {
    for (let body: ReadableStream<Uint8Array> | undefined = first; !this.#end.signal.aborted; ) {
      try {
        body ??= await this.#connect();
        await this.#read(body);
      } catch (error) {
        this.#trouble = `the stream broke: ${String(error)}`;
      }
      body = undefined;
      await sleep(OPEN_AGAIN_AFTER_MS);
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.#take(event);
    }
  }

  #take(event: string): void {
    const fields = event.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
    if (!fields.some(([name, value]) => name === 'event' && value === 'activity')) return;
    const data = fields.filter(([name]) => name === 'data').map(([, value]) => value).join('\n');
    const line = lineSchema.parse(JSON.parse(data));
    this.cursor = line.cursor;
    this.#trouble = '';
    this.lines.push({ ...line, seenAt_ms: performance.now() });
    for (const wake of [...this.#waiting]) wake();
  }
}

/** A page of the feed as it stands, newest first. */
export async function readFeed(browser: RepBrowser): Promise<{ ids: string[]; latest: string }> {
  const page = await browser.get('/api/feed?limit=200', z.object({ activities: z.array(z.object({ id: z.string() })), latest: z.string() }));
  return { ids: page.activities.map(({ id }) => id), latest: page.latest };
}
