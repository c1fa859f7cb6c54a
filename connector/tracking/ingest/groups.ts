/**
 * Hits are written in groups: whatever arrived while the groups before were being committed goes
 * into the next, as one row of `hit_groups`, in one statement. Under load the groups grow and the
 * number of commits does not; a lone hit waits for nobody. What the hits mean is settled afterwards
 * (settle/): the one who loads an image does not wait for that.
 *
 * States of a group: gathering → committing → answered, or, when PostgreSQL fails or takes longer
 * than COMMIT_WITHIN_MS → journalling → answered. From the first such group on, groups go to the
 * journal at once, until PostgreSQL has answered again. When neither takes it (disk full) it is
 * answered, let go and counted: a recipient is never made to wait.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf, ReadbackError } from '../../errors.js';
import type { RawHit } from '../hit.js';
import type { HitFigures } from './figures.js';
import { groupOf, type Group } from './group.js';
import { GroupRows } from './group-rows.js';
import type { Journal } from './journal.js';
import { replayAll } from './replay.js';

interface Waiting {
  readonly hit: RawHit;
  /** Null once answered. */
  done: (() => void) | null;
  readonly since_ms: number;
}

/** Small enough that settling some of them is over soon. */
const GROUP_SIZE = 250;
const COMMITS_AT_ONCE = 2;
/** While commits are slow hits wait here, for COMMIT_WITHIN_MS at most; beyond this many they are let go. */
const WAITING_AT_MOST = 10_000;
/** Well under the time somebody waits for an image. */
const COMMIT_WITHIN_MS = 500;
/** When even the disk hangs: answered, and still written when it goes on. */
const ANSWER_WITHIN_MS = 1_500;
const LOOK_EVERY_MS = 250;
/** More in LOOK_EVERY_MS is more than people do. */
const BUSY_FROM = 100;
const RETRY_FIRST_MS = 100;
const RETRY_AT_MOST_MS = 2_000;
const LOOK_FOR_ABANDONED_EVERY_MS = 10_000;
const COMPLAIN_EVERY_MS = 60_000;

export interface HitGroupsOptions {
  /** Address of the PostgreSQL; it need not be there yet. */
  readonly url: string;
  readonly log: Logger;
  /** Called after each commit. */
  readonly committed: () => void;
  /** Without one, hits that the database does not take are let go. */
  readonly journal?: Journal;
  readonly figures?: HitFigures;
}

export class HitGroups {
  private waiting: Waiting[] = [];
  private readonly inFlight = new Set<readonly Waiting[]>();
  private readonly rows: GroupRows;
  private isScheduled = false;
  private isAway = false;
  private taken = 0;
  private takenBefore = 0;
  private closing = false;
  private recovering: Promise<void> | null = null;
  private lost = 0;
  private lostAt_ms = -Infinity;
  private complainedAt_ms = -Infinity;
  private readonly timers: NodeJS.Timeout[];
  private idle: (() => void) | null = null;

  constructor(private readonly options: HitGroupsOptions) {
    this.rows = new GroupRows(options.url);
    this.timers = [setInterval(() => this.look(), LOOK_EVERY_MS), setInterval(() => this.lookAround(), LOOK_FOR_ABANDONED_EVERY_MS)];
    for (const timer of this.timers) timer.unref();
  }

  /** @param done called once it is committed or in the journal, or let go */
  add(hit: RawHit, done: () => void): void {
    if (hit.mode === 'off' || hit.mode === 'replies') {
      done();
      return;
    }
    if (this.waiting.length >= WAITING_AT_MOST) {
      this.letGo(1);
      done();
      return;
    }
    this.taken += 1;
    this.waiting.push({ hit, done, since_ms: performance.now() });
    this.schedule();
  }

  /** So many come that whoever asks for images should not share the processor with anything that can wait. */
  get isBusy(): boolean {
    return Math.max(this.taken, this.takenBefore) > BUSY_FROM;
  }

  /** As `add`, as a promise. */
  write(hit: RawHit): Promise<void> {
    return new Promise((resolve) => {
      this.add(hit, resolve);
    });
  }

  /** Takes over what dead connectors left in their journals, and brings in what is there; now, and now and then. */
  lookAround(): void {
    this.options.journal?.adopt();
    this.recover();
  }

  /** For readiness: throws HITS_NOT_KEPT while hits are being let go. */
  check(): Promise<void> {
    return performance.now() - this.lostAt_ms < COMPLAIN_EVERY_MS ? Promise.reject(new ReadbackError('HITS_NOT_KEPT')) : Promise.resolve();
  }

  /** Waits until everything written so far is committed or in the journal. */
  async close(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    while (this.waiting.length > 0 || this.inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
        this.schedule();
      });
    }
    await this.recovering;
    await this.options.journal?.close();
    await this.rows.close();
  }

  /** Requests that came in the same turn of the event loop share a group. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      while (this.waiting.length > 0 && this.inFlight.size < COMMITS_AT_ONCE) {
        const group = this.waiting.length <= GROUP_SIZE ? this.waiting : this.waiting.splice(0, GROUP_SIZE);
        if (group === this.waiting) this.waiting = [];
        void this.store(group);
      }
    });
  }

  private async store(waiting: readonly Waiting[]): Promise<void> {
    this.inFlight.add(waiting);
    const group = groupOf(waiting.map(({ hit }) => hit));
    const outcome = await this.keep(group);
    if (outcome === 'lost') this.letGo(waiting.length);
    else this.options.figures?.count(outcome, waiting.length);
    this.options.figures?.waited(performance.now() - (waiting[0]?.since_ms ?? 0));
    for (const one of waiting) answer(one);
    this.inFlight.delete(waiting);
    if (this.waiting.length > 0) this.schedule();
    else if (this.inFlight.size === 0) this.idle?.();
  }

  private async commit(group: Group): Promise<boolean> {
    try {
      await this.rows.write([group], COMMIT_WITHIN_MS);
      this.options.committed();
      return true;
    } catch (error) {
      if (!this.isAway) this.options.log.warn({ reason: messageOf(error) }, 'PostgreSQL does not take hits; they go to the journal until it does');
      this.isAway = true;
      return false;
    }
  }

  private async keep(group: Group): Promise<'stored' | 'journalled' | 'lost'> {
    if (!this.isAway && (await this.commit(group))) return 'stored';
    const kept = (await this.options.journal?.append(group)) ?? false;
    this.recover();
    return kept ? 'journalled' : 'lost';
  }

  private recover(): void {
    if (this.closing || (!this.isAway && (this.options.journal?.bytes ?? 0) === 0)) return;
    this.recovering ??= this.recoverAll();
  }

  private async recoverAll(): Promise<void> {
    const { journal, log, committed } = this.options;
    for (let wait_ms = RETRY_FIRST_MS; !this.closing; wait_ms = Math.min(wait_ms * 2, RETRY_AT_MOST_MS)) {
      try {
        if (this.isAway) {
          await this.rows.write([], COMMIT_WITHIN_MS);
          log.info({ journal_bytes: journal?.bytes ?? 0 }, 'PostgreSQL takes hits again');
        }
        this.isAway = false;
        if (journal !== undefined) await replayAll({ rows: this.rows, journal, log, committed, isClosing: () => this.closing });
        break;
      } catch (error) {
        log.debug({ reason: messageOf(error) }, 'hits of the journal are not in the database yet');
        await sleep(wait_ms);
      }
    }
    this.recovering = null;
  }

  private letGo(hits: number): void {
    const now_ms = performance.now();
    this.lost += hits;
    this.lostAt_ms = now_ms;
    this.options.figures?.count('lost', hits);
    if (now_ms - this.complainedAt_ms < COMPLAIN_EVERY_MS) return;
    this.complainedAt_ms = now_ms;
    this.options.log.error({ code: 'HITS_NOT_KEPT', since_start: this.lost }, 'hits were answered and not kept: neither PostgreSQL nor the journal takes them');
  }

  private look(): void {
    this.takenBefore = this.taken;
    this.taken = 0;
    this.answerLate();
  }

  private answerLate(): void {
    const before_ms = performance.now() - ANSWER_WITHIN_MS;
    for (const group of [...this.inFlight, this.waiting]) {
      for (const one of group) {
        if (one.since_ms > before_ms) break;
        answer(one);
      }
    }
  }
}

function answer(waiting: Waiting): void {
  waiting.done?.();
  waiting.done = null;
}
