/** Runs something again and again for as long as the connector lives; one run at a time, a failed one is logged and the next comes. */
import type { Logger } from 'pino';
import { messageOf } from './errors.js';

/** Starts with a first run at once. Gives what stops it, once the run under way has ended. */
export function startTicking(what: string, every_ms: number, log: Logger, run: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | null = null;
  const tick = (): void => {
    running ??= run()
      .then(
        () => undefined,
        (error: unknown) => log.error({ error: messageOf(error) }, `${what}: failed, tried again later`),
      )
      .finally(() => {
        running = null;
      });
  };
  tick();
  const timer = setInterval(tick, every_ms);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
