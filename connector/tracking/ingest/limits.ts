/**
 * How many hits are stored, so that nobody who reloads a pixel fills the disk. Far above what people
 * do, together: a network is a /24 or /48, and may be a company of thousands behind one address, or
 * a mail proxy that loads the images of a whole campaign. Over the limit a request is answered like
 * any other and counted, not stored.
 *
 * One mail from one network is limited by the hour: a mail to all hands of a company is opened by
 * thousands in its first minutes and then hardly, a machine that reloads it goes on and on. All of a
 * network is limited by the minute, because a flood must not begin as a mountain.
 *
 * Counted in two arrays of a fixed size, each place shared by whatever falls on it (a count-min
 * sketch): memory and cost are the same under a flood of whatever networks and stamps; what shares
 * places with something else counts a little too high, never too low. The places depend on a
 * number drawn at start, so that nobody outside can choose them.
 */
import { randomBytes } from 'node:crypto';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Two bytes each: 4 MB in all. */
const PLACES = 2 ** 19;

export interface LimitSettings {
  /** One stamp, from one network, in an hour: a mail to a list is read by thousands behind one address. */
  readonly stampFromNetwork: number;
  /** The same of a stamp that a campaign's mails share. */
  readonly sharedFromNetwork: number;
  /** All stamps, from one network, in a minute. */
  readonly network: number;
  /** All stamps, from a network of a mail proxy, in a minute. */
  readonly proxyNetwork: number;
}

/** Hits. */
export const LIMITS: LimitSettings = { stampFromNetwork: 6_000, sharedFromNetwork: 60_000, network: 6_000, proxyNetwork: 30_000 };

export interface Asked {
  /** As `networkKey` says it. */
  readonly network: string;
  readonly stampId: string;
  /** Of a stamp that several messages carry. */
  readonly shared: boolean;
  /** Of a mail proxy with many people behind it. */
  readonly proxy: boolean;
}

export class HitLimits {
  private readonly hourly = new Sketch(HOUR_MS);
  private readonly minutely = new Sketch(MINUTE_MS);

  constructor(private readonly limits: LimitSettings = LIMITS) {}

  /** Counts it; false when it is one too many. */
  allow({ network, stampId, shared, proxy }: Asked, now_ms: number): boolean {
    return (
      this.hourly.add(`${network} ${stampId}`, now_ms) <= (shared ? this.limits.sharedFromNetwork : this.limits.stampFromNetwork) &&
      this.minutely.add(network, now_ms) <= (proxy ? this.limits.proxyNetwork : this.limits.network)
    );
  }
}

/** Counts that begin anew with each span of time. */
class Sketch {
  private readonly ends: readonly [Counts, Counts] = [new Counts(), new Counts()];
  private span = 0;

  constructor(private readonly span_ms: number) {}

  /** How often this key was added in this span, or a little more. */
  add(key: string, now_ms: number): number {
    const span = Math.floor(now_ms / this.span_ms);
    if (span !== this.span) {
      this.span = span;
      for (const counts of this.ends) counts.clear();
    }
    return Math.min(this.ends[0].add(key), this.ends[1].add(key));
  }
}

const MOST = 0xffff;
const FNV_PRIME = 0x0100_0193;

class Counts {
  private readonly places = new Uint16Array(PLACES);
  private readonly seed = randomBytes(4).readUInt32LE(0);

  add(key: string): number {
    const place = this.placeOf(key);
    const count = Math.min((this.places[place] ?? 0) + 1, MOST);
    this.places[place] = count;
    return count;
  }

  clear(): void {
    this.places.fill(0);
  }

  /** FNV-1a, from a secret start, its upper bits folded in. */
  private placeOf(key: string): number {
    let hash = this.seed;
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), FNV_PRIME);
    return (hash ^ (hash >>> 15)) & (PLACES - 1);
  }
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address, as text; equal for addresses of one network. */
export function networkKey(address: string): string {
  const colon = address.indexOf(':');
  if (colon === -1) return address.slice(0, address.lastIndexOf('.') + 1);
  const [head = ''] = address.split('::');
  const groups = head.split(':', 3);
  while (groups.length < 3) groups.push('0');
  return groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, '') || '0').join(':');
}
