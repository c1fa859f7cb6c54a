/**
 * When a request is made again. Reading, changing and deleting may be repeated; creating and
 * sending may not, unless Graph says that it did not even begin (429): a send answered 503 or 504
 * may have gone out (graph: message-send; the SDK's own RetryHandler would send it again). Handing
 * a mail over is never repeated here at all: outgoing/ decides that, with what it knows.
 */
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphSilence } from './failure.js';
import { requestAddress } from './fetch.js';

const MOST_ATTEMPTS = 4;
/** Longer waits are left to the job queue. */
const LONGEST_WAIT_MS = 30_000;

export interface Outcome {
  readonly method: string;
  /** Whether the request sends a mail. */
  readonly sends: boolean;
  /** Null: no answer. */
  readonly status: number | null;
  /** The Retry-After header: seconds, or a date; null if absent. */
  readonly retryAfter: string | null;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly now: Date;
}

/** Milliseconds to wait before trying again, before jitter; null: do not. */
export function retryDelay(outcome: Outcome, firstWait_ms = 500): number | null {
  const { method, sends, status, attempt } = outcome;
  if (sends || attempt >= MOST_ATTEMPTS) return null;
  const repeatable = method !== 'POST';
  const worthIt = status === 429 || (repeatable && (status === null || status === 503 || status === 504));
  if (!worthIt) return null;
  const wait_ms = Math.max(retryAfter_ms(outcome), firstWait_ms * 2 ** (attempt - 1));
  return wait_ms > LONGEST_WAIT_MS ? null : wait_ms;
}

/** Milliseconds that the Retry-After header asks for; 0 without one. */
export function retryAfter_ms({ retryAfter, now }: Pick<Outcome, 'retryAfter' | 'now'>): number {
  if (retryAfter === null) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date_ms = Date.parse(retryAfter);
  return Number.isNaN(date_ms) ? 0 : Math.max(0, date_ms - now.getTime());
}

export class RetryMiddleware implements Middleware {
  #next: Middleware | undefined;

  /** @param firstWait_ms first backoff, doubled each time */
  constructor(private readonly firstWait_ms: number) {}

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const silence = await this.#attempt(context);
      const response = silence === undefined ? context.response : undefined;
      const delay_ms = retryDelay(
        {
          method: context.options?.method ?? 'GET',
          sends: /\/(send|sendMail|reply|replyAll|forward)$/i.test(new URL(requestAddress(context)).pathname),
          status: response?.status ?? null,
          retryAfter: response?.headers.get('retry-after') ?? null,
          attempt,
          now: new Date(),
        },
        this.firstWait_ms,
      );
      if (delay_ms === null) {
        if (silence !== undefined) throw silence;
        return;
      }
      await sleep(delay_ms * (1 + Math.random() * 0.2));
    }
  }

  async #attempt(context: Context): Promise<GraphSilence | undefined> {
    try {
      await this.#next?.execute(context);
      return undefined;
    } catch (error) {
      if (error instanceof GraphSilence) return error;
      throw error;
    }
  }
}
