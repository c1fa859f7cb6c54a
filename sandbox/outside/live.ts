/** Tells open mail windows that something changed (server-sent events); they read again what they show. */
import type { RequestHandler, Response } from 'express';

const HEARTBEAT_MS = 25_000;

export type Change =
  | {
      /** Whose mailbox changed. */
      readonly address: string;
      readonly what: 'mail' | 'read' | 'out-of-office' | 'person';
    }
  /** Something was asked for because of this mail. */
  | { readonly mail: string; readonly what: 'visit' };

export class LiveChanges {
  readonly #listeners = new Set<Response>();
  readonly #heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS).unref();

  announce(change: Change): void {
    this.#write(`data: ${JSON.stringify(change)}\n\n`);
  }

  readonly handle: RequestHandler = (_request, response) => {
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
  };

  end(): void {
    clearInterval(this.#heartbeat);
    for (const listener of this.#listeners) listener.end();
  }

  #write(text: string): void {
    for (const listener of this.#listeners) listener.write(text);
  }
}
