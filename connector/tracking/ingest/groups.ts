/**
 * Hits are written in groups: whatever arrived while the last group was being committed goes into
 * the next, as one row of `hit_groups`, in one statement. Under load the groups grow and the number
 * of commits does not; a lone hit waits for nobody. What the hits mean is settled afterwards
 * (settle/): the one who loads an image does not wait for that.
 *
 * States of a group: gathering → committing → committed, or tried again until the database is back.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { messageOf } from '../../errors.js';
import type { RawHit } from '../hit.js';

interface Waiting {
  readonly hit: RawHit;
  readonly done: () => void;
}

const GROUP_SIZE = 1_000;
/** While the database is away hits wait here; beyond this many, new ones are let go. */
const WAITING_AT_MOST = 100_000;
const RETRY_AFTER_MS = 300;
const RETRY_AT_MOST_MS = 5_000;
const TRIES_WHEN_CLOSING = 3;

export interface HitGroupsOptions {
  readonly dataSource: DataSource;
  readonly log: Logger;
  /** Called after each commit. */
  readonly committed: () => void;
}

export class HitGroups {
  private waiting: Waiting[] = [];
  private committing: Promise<void> | null = null;
  private closing = false;

  constructor(private readonly options: HitGroupsOptions) {}

  /** Resolves when the hit is committed, or let go because too many wait. */
  write(hit: RawHit): Promise<void> {
    if (hit.mode === 'off' || hit.mode === 'replies' || this.waiting.length >= WAITING_AT_MOST) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push({ hit, done: resolve });
      this.committing ??= this.commitAll();
    });
  }

  /** Waits until everything written so far is committed; not for ever if the database is away. */
  async close(): Promise<void> {
    this.closing = true;
    await this.committing;
  }

  private async commitAll(): Promise<void> {
    // Requests that came in the same turn of the event loop share the first group too.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, GROUP_SIZE);
      await this.commit(group.map(({ hit }) => hit));
      for (const { done } of group) done();
      this.options.committed();
    }
    // In the same turn as the last look at what waits: whoever comes after it begins anew.
    this.committing = null;
  }

  private async commit(hits: readonly RawHit[]): Promise<void> {
    const group = [randomUUID(), JSON.stringify(hits)];
    for (let attempt = 1; ; attempt++) {
      try {
        await this.options.dataSource.query('insert into hit_groups (id, at, hits) values ($1, now(), $2) on conflict do nothing', group);
        return;
      } catch (error) {
        this.options.log.error({ hits: hits.length, attempt, error: messageOf(error) }, 'hits could not be written');
        if (this.closing && attempt >= TRIES_WHEN_CLOSING) return;
        await sleep(Math.min(RETRY_AFTER_MS * attempt, RETRY_AT_MOST_MS));
      }
    }
  }
}
