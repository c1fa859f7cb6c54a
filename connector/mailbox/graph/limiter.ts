/**
 * How many requests to one mailbox run at once. Exchange allows an application 4 per mailbox
 * (learn.microsoft.com/graph/throttling-limits, Outlook service) and answers more with 429; all
 * connectors of the organisation share these, so one leaves room for another.
 */
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { requestAddress } from './fetch.js';

const AT_ONCE = 3;

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

export class LimitMiddleware implements Middleware {
  #next: Middleware | undefined;
  readonly #lanes = new Map<string, Lane>();

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const mailbox = mailboxOf(context);
    if (mailbox !== undefined) await this.#enter(mailbox);
    try {
      await this.#next?.execute(context);
    } finally {
      if (mailbox !== undefined) this.#leave(mailbox);
    }
  }

  async #enter(mailbox: string): Promise<void> {
    const lane = this.#lanes.get(mailbox) ?? { running: 0, waiting: [] };
    this.#lanes.set(mailbox, lane);
    if (lane.running < AT_ONCE) {
      lane.running += 1;
      return;
    }
    await new Promise<void>((resolve) => lane.waiting.push(resolve));
  }

  /** The place goes straight to the next in line. */
  #leave(mailbox: string): void {
    const lane = this.#lanes.get(mailbox);
    if (lane === undefined) return;
    const next = lane.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    lane.running -= 1;
    if (lane.running === 0) this.#lanes.delete(mailbox);
  }
}

function mailboxOf(context: Context): string | undefined {
  return /\/users(?:\/|\(')([^/')?]+)/i.exec(new URL(requestAddress(context)).pathname)?.[1]?.toLowerCase();
}
