/** How often somebody may ask for something, counted in this process: so many within a time, then no more until it is over. */
import { ReadbackError } from '../../errors.js';

const REMEMBERED_AT_MOST = 10_000;

export class Allowance {
  private readonly windows = new Map<string, { readonly until_ms: number; count: number }>();

  constructor(
    private readonly times: number,
    private readonly within_ms: number,
  ) {}

  /** Counts one. Throws TOO_OFTEN. */
  spend(who: string, now_ms: number): void {
    const window = this.windows.get(who);
    if (window !== undefined && window.until_ms > now_ms) {
      window.count += 1;
      if (window.count > this.times) throw new ReadbackError('TOO_OFTEN', undefined, { againIn_ms: window.until_ms - now_ms });
      return;
    }
    this.windows.delete(who);
    this.windows.set(who, { until_ms: now_ms + this.within_ms, count: 1 });
    const [oldest] = this.windows.keys();
    if (this.windows.size > REMEMBERED_AT_MOST && oldest !== undefined) this.windows.delete(oldest);
  }
}
