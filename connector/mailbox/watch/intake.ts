/**
 * Takes what Graph posts in groups: what comes while a group is being stored waits, and goes with
 * the next one. So the disk is waited for once a group, not once a post, and each is still stored
 * before it is answered. A group that cannot be stored is taken apart: one post that PostgreSQL
 * refuses must not cost the others theirs. When PostgreSQL is away all of the group is refused at
 * once: trying each would keep them, and all that come after, waiting for nothing.
 */
import { ReadbackError } from '../../errors.js';

/** Notifications of one group; a post may hold thousands by itself. */
const LARGEST_GROUP = 2_000;
/** Notifications that wait; what comes beyond is refused, and repeated by Graph. Some 50 MB. */
const MOST_WAITING = 50_000;

interface Waiting<Item, Outcome> {
  readonly items: readonly Item[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export class Intake<Item, Outcome> {
  #waiting: Waiting<Item, Outcome>[] = [];
  #size = 0;
  #busy = false;

  /**
   * @param store stores posts in one transaction; gives the outcome of each, in order
   * @param isForAll whether a failure would be the same for every post of a group
   */
  constructor(
    private readonly store: (posts: readonly (readonly Item[])[]) => Promise<readonly Outcome[]>,
    private readonly isForAll: (error: unknown) => boolean,
  ) {}

  /** Resolves when the post is stored; rejects if it could not be. */
  take(items: readonly Item[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length > 0 && this.#size + items.length > MOST_WAITING) {
        reject(new ReadbackError('NOT_READY', 'More notifications wait than can be kept.'));
        return;
      }
      this.#size += items.length;
      this.#waiting.push({ items, resolve, reject });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let group = this.#next(); group.length > 0; group = this.#next()) {
      const whole = await this.#settle(group).catch((error: unknown) => ({ error }));
      if (whole === undefined) continue;
      if (group.length === 1 || this.isForAll(whole.error)) for (const each of group) each.reject(whole.error);
      else for (const alone of group) await this.#settle([alone]).catch(alone.reject);
    }
    this.#busy = false;
  }

  async #settle(group: readonly Waiting<Item, Outcome>[]): Promise<undefined> {
    const outcomes = await this.store(group.map(({ items }) => items));
    for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome);
  }

  #next(): Waiting<Item, Outcome>[] {
    let size = 0;
    const full = this.#waiting.findIndex(({ items }) => (size += items.length) > LARGEST_GROUP);
    const group = this.#waiting.splice(0, full === -1 ? this.#waiting.length : Math.max(1, full));
    for (const { items } of group) this.#size -= items.length;
    return group;
  }
}
