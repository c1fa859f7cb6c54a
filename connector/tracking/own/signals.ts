/**
 * Who is looking at which message now, as the pane in Outlook says: desktop Outlook shares no cookie
 * with it, and Outlook on the web loads images through a proxy, so nothing else tells a rep's own
 * look from a recipient's.
 *
 * Kept in memory alone, ten minutes at most, and asked about one hit at a time: never stored,
 * logged, listed or given out. It is no means to watch staff, and must not become one.
 *
 *     looking   since the signal; from shortly before it, because images load first
 *     ended     by the device's next signal, or after ten minutes
 *     forgotten ten minutes after it began: until then hits that come late are still told apart
 */
import type { Client } from './clients.js';

export interface Signal {
  /** Whose next signal replaces this one: a device, or a rep on one network where no cookie came. */
  readonly looker: string;
  readonly repId: string;
  readonly client: Client;
  /** Keyed hash of the address it came from, base64url. */
  readonly addressHash: string;
  /** None: looked away. */
  readonly stampIds: readonly string[];
  readonly at_ms: number;
}

/** One rep looking at one message. */
export interface Look extends Pick<Signal, 'repId' | 'client' | 'addressHash'> {
  readonly from_ms: number;
  until_ms: number;
}

const LASTS_MS = 10 * 60_000;
/** Images load before the pane knows which message is shown. */
const BEFORE_MS = 5_000;
/** Requests are under way, and clocks of connectors differ a little. */
const AFTER_MS = 3_000;
const LOOKS_AT_MOST = 50_000;

interface Kept {
  readonly stampId: string;
  readonly look: Look;
}

export class Signals {
  private readonly byStamp = new Map<string, Set<Look>>();
  private readonly current = new Map<string, readonly Look[]>();
  /** In the order they came. */
  private kept: Kept[] = [];

  /** Takes a signal, from here or from another connector. */
  take({ looker, stampIds, at_ms, ...who }: Signal): void {
    this.forget(at_ms);
    for (const look of this.current.get(looker) ?? []) look.until_ms = Math.min(look.until_ms, Math.max(at_ms, look.from_ms));
    this.current.delete(looker);
    if (stampIds.length === 0) return;
    const looks = stampIds.map((stampId) => {
      const look: Look = { repId: who.repId, client: who.client, addressHash: who.addressHash, from_ms: at_ms, until_ms: at_ms + LASTS_MS };
      const others = this.byStamp.get(stampId) ?? new Set();
      others.add(look);
      this.byStamp.set(stampId, others);
      this.kept.push({ stampId, look });
      return look;
    });
    this.current.set(looker, looks);
  }

  /** Who was looking at the message of this stamp when it was hit. */
  at(stampId: string, hit_ms: number): Look[] {
    return [...(this.byStamp.get(stampId) ?? [])].filter(({ from_ms, until_ms }) => hit_ms >= from_ms - BEFORE_MS && hit_ms <= until_ms + AFTER_MS);
  }

  /** Forgets what began more than ten minutes ago. To be called now and then also when no signals come. */
  forget(now_ms: number): void {
    const isOver = ({ look }: Kept, index: number): boolean => look.from_ms + LASTS_MS < now_ms || this.kept.length - index > LOOKS_AT_MOST;
    const firstKept = this.kept.findIndex((one, index) => !isOver(one, index));
    const over = this.kept.splice(0, firstKept === -1 ? this.kept.length : firstKept);
    for (const { stampId, look } of over) {
      const looks = this.byStamp.get(stampId);
      looks?.delete(look);
      if (looks?.size === 0) this.byStamp.delete(stampId);
    }
    if (over.length === 0) return;
    for (const [looker, looks] of this.current) {
      if (looks.every(({ from_ms }) => from_ms + LASTS_MS < now_ms)) this.current.delete(looker);
    }
  }

  /** How many looks are remembered. */
  get size(): number {
    return this.kept.length;
  }
}
