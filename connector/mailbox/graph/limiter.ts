/**
 * How many requests to one mailbox run at once: 3 of this process, so that one place is left to
 * others, and 4 of all processes together (`slots.ts`). Whoever waits in a process is served in turn.
 */
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { requestAddress } from './fetch.js';
import type { Slots } from './slots.js';

const AT_ONCE = 3;

const asked = z.object({ politely: z.boolean().optional() });

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

export class LimitMiddleware implements Middleware {
  #next: Middleware | undefined;
  readonly #lanes = new Map<string, Lane>();

  /** @param slots null: this process alone uses the mailboxes */
  constructor(private readonly slots: Pick<Slots, 'take'> | null = null) {}

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const mailbox = mailboxOf(context);
    if (mailbox === undefined) {
      await this.#next?.execute(context);
      return;
    }
    await this.#enter(mailbox);
    try {
      const free = await this.slots?.take(mailbox, asked.parse(context.options ?? {}).politely === true);
      try {
        await this.#next?.execute(context);
      } finally {
        free?.();
      }
    } finally {
      this.#leave(mailbox);
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

  /** The turn goes straight to the next in line. */
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
