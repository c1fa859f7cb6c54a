/**
 * Settles hits soon after they were written: woken at each commit here and by NOTIFY from
 * elsewhere, and now and then regardless, for what a killed connector left. One pass at a time. In a
 * flood the passes are small and the rests long, so that it never takes processor and database from
 * those who write hits; what is left is caught up with afterwards, with short rests, in which whoever
 * else waits for the event loop has a turn. A lone hit is settled at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { messageOf } from '../../errors.js';
import { settleFigures, type SettleFigures } from './metrics.js';
import { settlePass, type SettleParts } from './pass.js';

const REGARDLESS_EVERY_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;
/** How long it rests after a pass, in passes. */
const REST = 0.1;
const REST_WHILE_BUSY = 8;

export interface SettlerOptions extends SettleParts {
  readonly log: Logger;
  readonly registry?: Registry;
  /** So many hits come in that settling them should wait. Default: never. */
  readonly isBusy?: () => boolean;
}

export class Settler {
  private running: Promise<void> | null = null;
  private again = false;
  private closing = false;
  private readonly timer: NodeJS.Timeout;
  private readonly figures: SettleFigures;

  constructor(private readonly options: SettlerOptions) {
    this.figures = settleFigures(options.registry, options.dataSource);
    this.timer = setInterval(() => this.wake(), REGARDLESS_EVERY_MS);
    this.timer.unref();
  }

  wake(): void {
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.again && !this.closing) this.wake();
    });
  }

  /** Resolves when all that is there is settled. */
  async settled(): Promise<void> {
    this.wake();
    while (this.running !== null) await this.running;
  }

  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    await this.running;
  }

  private isBusy(): boolean {
    return !this.closing && this.options.isBusy?.() === true;
  }

  private async run(): Promise<void> {
    while (this.again && !this.closing) {
      this.again = false;
      const began_ms = performance.now();
      try {
        const passed = await settlePass(this.options, this.isBusy());
        const took_ms = performance.now() - began_ms;
        this.figures.note(passed, took_ms / 1_000);
        this.again ||= passed.more;
        if (this.again) await sleep(took_ms * (this.isBusy() ? REST_WHILE_BUSY : REST), undefined, { ref: false });
      } catch (error) {
        this.options.log.error({ error: messageOf(error) }, 'hits could not be settled; tried again');
        await sleep(AFTER_FAILURE_MS, undefined, { ref: false });
        this.again = true;
      }
    }
  }
}
