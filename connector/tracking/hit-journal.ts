/**
 * Hits are written in groups: whatever arrived while the last group was being committed goes into
 * the next, in one transaction together with the feed lines it makes. Under load the groups grow
 * and the number of commits does not; a lone hit waits for nobody.
 *
 * States of a group: gathering → committing → committed, or tried again until the database is back.
 * The recipient does not wait for that: the pixel is answered after two seconds at most.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { messageOf } from '../errors.js';
import type { Stamp } from './stamp.js';
import { lockStamps } from './stamp-lock.js';
import { judge, type Judgement } from './verdict.js';
import { tellViews } from './views.js';

/** One request for a pixel, its stamp already proved. */
export interface RawHit {
  readonly stamp: Stamp;
  readonly method: string;
  readonly agent: string;
  /** The requester's address; kept only as a keyed hash. */
  readonly address: string;
}

interface Hit extends RawHit, Judgement {
  readonly at: Date;
}

interface Waiting {
  readonly hit: Hit;
  readonly done: () => void;
}

const GROUP_SIZE = 1_000;
const AGENT_LENGTH = 512;
/** While the database is away hits wait here; beyond this many, new ones are let go. */
const WAITING_AT_MOST = 100_000;
const RETRY_AFTER_MS = 300;
const RETRY_AT_MOST_MS = 5_000;
const TRIES_WHEN_CLOSING = 3;

export interface HitJournalOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
}

export class HitJournal {
  private waiting: Waiting[] = [];
  private committing: Promise<void> | null = null;
  private closing = false;

  constructor(private readonly options: HitJournalOptions) {}

  /** Resolves when the hit is committed, or let go: when it can't be stored at all, or too many wait. */
  write(raw: RawHit): Promise<void> {
    if (raw.stamp.mode !== 'full' || this.waiting.length >= WAITING_AT_MOST) return Promise.resolve();
    const hit = { ...raw, agent: raw.agent.slice(0, AGENT_LENGTH), at: this.options.clock.now(), ...judge(raw) };
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
    }
    // In the same turn as the last look at what waits: whoever comes after it begins anew.
    this.committing = null;
  }

  private async commit(hits: readonly Hit[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.options.dataSource.transaction((tx) => this.insert(tx, hits));
        return;
      } catch (error) {
        this.options.log.error({ hits: hits.length, attempt, error: messageOf(error) }, 'hits could not be written');
        if (isOfTheData(error)) {
          await this.commitApart(hits);
          return;
        }
        if (this.closing && attempt >= TRIES_WHEN_CLOSING) return;
        await sleep(Math.min(RETRY_AFTER_MS * attempt, RETRY_AT_MOST_MS));
      }
    }
  }

  /** One hit that PostgreSQL refuses must not take the others with it. */
  private async commitApart(hits: readonly Hit[]): Promise<void> {
    if (hits.length <= 1) return;
    const middle = Math.ceil(hits.length / 2);
    await this.commit(hits.slice(0, middle));
    await this.commit(hits.slice(middle));
  }

  private async insert(tx: EntityManager, hits: readonly Hit[]): Promise<void> {
    await lockStamps(tx, hits.map(({ stamp }) => stamp.id), 'shared');
    await tx.query(
      `insert into hits (mailbox_id, at, stamp_id, kind, verdict, reason, agent, address_hash, told)
       select mailbox_id, at, stamp_id, 'pixel', verdict, reason, agent, address_hash, verdict not in ('human', 'proxy')
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
         as hit (mailbox_id, at, stamp_id, verdict, reason, agent, address_hash)`,
      [
        hits.map(({ stamp }) => stamp.mailboxId),
        hits.map(({ at }) => at),
        hits.map(({ stamp }) => stamp.id),
        hits.map(({ verdict }) => verdict),
        hits.map(({ reason }) => reason),
        hits.map(({ agent }) => agent),
        hits.map(({ address }) => this.options.keys.sign('address-hash', Buffer.from(address), 16)),
      ],
    );
    await tellViews(tx, hits.map(({ stamp }) => ({ mailboxId: stamp.mailboxId, stampId: stamp.id })));
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): trying again would not help. */
function isOfTheData(error: unknown): boolean {
  return error instanceof QueryFailedError && /^2[23]/.test(z.object({ code: z.string() }).safeParse(error.driverError).data?.code ?? '');
}
