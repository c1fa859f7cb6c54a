// Posts notifications. What happens while an address has posts under way is gathered into its next post, so a burst
// makes few requests and a single mail is told at once. A post that is not answered with 2xx in time is repeated with
// growing pauses for up to four hours (Graph: change notification delivery). Pending ones do not survive a restart of
// the sandbox: a client that trusts notifications alone is to be found out, delta is the truth.
interface AboutSubscription {
  subscriptionId: string;
  subscriptionExpirationDateTime: string;
  tenantId: string;
  clientState: string | null;
}

export interface ChangeNotification extends AboutSubscription {
  changeType: string;
  resource: string;
  resourceData: Record<string, string>;
}

/** About the subscription itself (Graph: lifecycle notifications); it names no resource. */
export interface LifecycleNotification extends AboutSubscription {
  lifecycleEvent: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';
}

export type Notification = ChangeNotification | LifecycleNotification;

const FIRST_TIMEOUT_MS = 3_000;
const RETRY_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const GIVE_UP_AFTER_MS = 4 * 3_600_000;
const POSTS_AT_ONCE = 4;
const BATCH = 100;

export class Notifier {
  readonly #outboxes = new Map<string, { waiting: Notification[]; posting: number }>();
  /** Posts that wait: to be repeated, or held back. */
  readonly #later = new Set<NodeJS.Timeout>();
  readonly #stop = new AbortController();
  readonly #underway = new Set<Promise<void>>();

  /** @param firstPause_ms before the first repetition; it doubles with each */
  constructor(private readonly firstPause_ms = FIRST_PAUSE_MS) {}

  /** Posts it now or, where it is held back, after that time. */
  notify(url: string, notification: Notification, after_ms = 0): void {
    if (after_ms > 0) {
      this.#after(after_ms, () => this.notify(url, notification));
      return;
    }
    const outbox = this.#outboxes.get(url) ?? { waiting: [], posting: 0 };
    this.#outboxes.set(url, outbox);
    outbox.waiting.push(notification);
    if (outbox.waiting.length === 1) queueMicrotask(() => this.#flush(url));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    for (const later of this.#later) clearTimeout(later);
    await Promise.all(this.#underway);
  }

  #flush(url: string): void {
    const outbox = this.#outboxes.get(url);
    if (outbox === undefined || this.#stop.signal.aborted) return;
    while (outbox.waiting.length > 0 && outbox.posting < POSTS_AT_ONCE) {
      const batch = outbox.waiting.splice(0, BATCH);
      outbox.posting++;
      const posting = this.#deliver(url, batch, Date.now(), this.firstPause_ms, FIRST_TIMEOUT_MS).finally(() => {
        outbox.posting--;
        this.#underway.delete(posting);
        this.#flush(url);
      });
      this.#underway.add(posting);
    }
  }

  async #deliver(url: string, batch: Notification[], since: number, pause_ms: number, timeout_ms: number): Promise<void> {
    if (await this.#post(url, batch, timeout_ms)) return;
    if (this.#stop.signal.aborted || Date.now() + pause_ms - since > GIVE_UP_AFTER_MS) return;
    this.#after(pause_ms, () => {
      const next_ms = Math.min(2 * pause_ms, LONGEST_PAUSE_MS);
      const posting = this.#deliver(url, batch, since, next_ms, RETRY_TIMEOUT_MS).finally(() => this.#underway.delete(posting));
      this.#underway.add(posting);
    });
  }

  #after(pause_ms: number, act: () => void): void {
    const later = setTimeout(() => {
      this.#later.delete(later);
      act();
    }, pause_ms);
    this.#later.add(later);
  }

  async #post(url: string, batch: Notification[], timeout_ms: number): Promise<boolean> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ value: batch }),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeout_ms), this.#stop.signal]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
