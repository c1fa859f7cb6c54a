/**
 * Pixel and links, answered on plain node:http before Express is asked; and documents, whose pages
 * are answered by others, taken in by the same rules (`leave`). A pixel is a 43-byte GIF
 * whatever happens; a link leads where its address says, or to a page that says it is damaged. A
 * stamp that was tampered with leaves no hit; a good one is answered once it is stored (groups.ts).
 *
 * Everything here is done for every hit, so it is little: what is the same for many hits (a stamp's
 * signature, an address's class and hash) is kept for a while, and hits are counted, not logged.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { messageOf } from '../../errors.js';
import type { HitKind, RawHit } from '../hit.js';
import { isCarried } from '../links/carried.js';
import { anonymousAgent } from '../judge/agents.js';
import { readLink } from '../links/link-token.js';
import { readDevice } from '../own/device-cookie.js';
import { readStamp, STAMP_LENGTH, type Stamp } from '../stamp.js';
import { answerDamaged, answerImage, answerRedirect } from './answers.js';
import type { HitFigures } from './figures.js';
import type { HitGroups } from './groups.js';
import { HitLimits, networkKey } from './limits.js';
import { Recent } from './recent.js';

const AGENT_LENGTH = 512;
/** A quarter of a kilobyte each, and up to twice as many: 8 MB. */
const STAMPS_KEPT = 16_384;
const ADDRESSES_KEPT = 16_384;
const COMPLAIN_EVERY_MS = 60_000;
/** Networks of these have many people behind each address. */
const PROXIES: ReadonlySet<string> = new Set(['apple', 'apple-relay', 'google', 'microsoft', 'yahoo']);
/** A proxy may ask with the whole address (RFC 9112 3.2.2). */
const ORIGIN = /^https?:\/\/[^/]*/i;

export interface FrontOptions {
  readonly keys: Keys;
  readonly groups: Pick<HitGroups, 'add'>;
  readonly clock: Clock;
  readonly clientAddress: (request: IncomingMessage) => string;
  /** Class of the network of an address; null: of none that is known. */
  readonly networkOf?: (address: string) => string | null;
  /** Version of the table that tells. */
  readonly networkTable?: string;
  /** Hits on these stamps are answered and not stored. */
  readonly isSilenced?: (stampId: string) => boolean;
  /** Answer browsers that ask not to be tracked, and store nothing. */
  readonly honourDoNotTrack?: boolean;
  readonly limits?: HitLimits;
  readonly figures?: HitFigures;
  readonly log?: Logger;
}

interface Target {
  readonly stamp: Pick<Stamp, 'id' | 'mailboxId' | 'mode' | 'shared'>;
  /** Default: a new one. */
  readonly id?: string;
  readonly kind: HitKind;
  readonly link: number | null;
  readonly destination: string | null;
}

interface Origin {
  readonly network: string | null;
  /** Class of a network that has many people behind each address. */
  readonly isProxy: boolean;
  /** Keyed hash, base64url. */
  readonly hash: string;
  /** For limits: the network it is in. */
  readonly key: string;
}

/** A handler that answers pixel and link requests and says false to all others. */
export function trackingFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const front = new Front(options);
  return (request, response) => front.answer(request, response);
}

/** A document that was sent is being opened. */
export interface Opening {
  /** What its mail carries. */
  readonly stamp: Target['stamp'];
  /** Of the hit: drawn by who asks. */
  readonly id: string;
}

export class Front {
  private readonly stamps = new Recent<Stamp>(STAMPS_KEPT);
  private readonly origins = new Recent<Origin>(ADDRESSES_KEPT);
  private readonly limits: HitLimits;
  private complainedAt_ms = -Infinity;

  constructor(private readonly options: FrontOptions) {
    this.limits = options.limits ?? new HitLimits();
  }

  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url: asked = '', method = 'GET' } = request;
    const url = asked.startsWith('/') ? asked : asked.replace(ORIGIN, '');
    if (url.startsWith('/o/')) this.answerPixel(request, response, url, method);
    else if (url.startsWith('/l/')) this.answerLink(request, response, url, method);
    else return false;
    return true;
  }

  /** Leaves a hit of a document. Resolves when it is kept; false: nothing is to be stored of this request, now or later. */
  leave(request: IncomingMessage, { stamp, id }: Opening): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.keep(request, { stamp, id, kind: 'document', link: null, destination: null }, () => resolve(true))) resolve(false);
    });
  }

  /** Whatever follows the stamp in the address is no concern of ours. */
  private answerPixel(request: IncomingMessage, response: ServerResponse, url: string, method: string): void {
    const answer = (): void => answerImage(response, method);
    const stamp = isLook(method) ? this.stampIn(url.slice(3, 3 + STAMP_LENGTH)) : null;
    if (stamp === null) {
      this.options.figures?.count('forged');
      answer();
    } else this.take(request, { stamp, kind: 'pixel', link: null, destination: null }, answer);
  }

  private answerLink(request: IncomingMessage, response: ServerResponse, url: string, method: string): void {
    const link = isLook(method) ? readLink(this.options.keys, url.slice(3)) : null;
    if (link === null) {
      this.options.figures?.count('forged');
      answerDamaged(response, method);
      return;
    }
    const { stamp, number, destination } = link;
    this.take(request, { stamp, kind: 'click', link: number, destination }, () => answerRedirect(response, destination));
  }

  private take(request: IncomingMessage, target: Target, answer: () => void): void {
    if (!this.keep(request, target, answer)) answer();
  }

  /** Whatever goes wrong in here is ours to know, and nobody else's trouble. False: it is not to be stored, and `done` is not called. */
  private keep(request: IncomingMessage, target: Target, done: () => void): boolean {
    try {
      const hit = this.hitOf(request, target);
      if (hit === null) return false;
      this.options.groups.add(hit, done);
      return true;
    } catch (error) {
      this.complain({ error: messageOf(error) }, 'a hit could not be taken in');
      return false;
    }
  }

  /** Null: not to be stored. */
  private hitOf(request: IncomingMessage, { id = randomUUID(), stamp, kind, link, destination }: Target): RawHit | null {
    const { clock, clientAddress, networkTable, isSilenced, honourDoNotTrack = false, figures } = this.options;
    const { headers, method = 'GET' } = request;
    if (!isCarried(stamp, kind)) {
      figures?.count('forged');
      return null;
    }
    if (isSilenced?.(stamp.id) === true || (honourDoNotTrack && asksNotToBeTracked(headers))) {
      figures?.count('silenced');
      return null;
    }
    const origin = this.originOf(clientAddress(request));
    const at_ms = clock.now().getTime();
    if (!this.limits.allow({ network: origin.key, stampId: stamp.id, shared: stamp.shared, proxy: origin.isProxy }, at_ms)) {
      figures?.count('over-limit');
      this.complain({ network: origin.network }, 'hits are answered and not stored: too many in a minute from one network');
      return null;
    }
    // Nothing of a person in anonymous mode: only what says which kind of program asked. Where a link leads may name its reader; its number does not.
    const isAnonymous = stamp.mode === 'anonymous';
    const agent = (headers['user-agent'] ?? '').slice(0, AGENT_LENGTH);
    return {
      id,
      at_ms,
      mailboxId: stamp.mailboxId,
      stampId: stamp.id,
      mode: stamp.mode,
      kind,
      link,
      destination: isAnonymous ? null : destination,
      method,
      network: origin.network,
      networkTable,
      prefetching: isPrefetching(headers),
      agent: isAnonymous ? anonymousAgent(agent) : agent,
      addressHash: isAnonymous ? null : origin.hash,
      device: isAnonymous ? null : this.deviceOf(headers),
    };
  }

  private deviceOf({ cookie }: IncomingHttpHeaders): RawHit['device'] {
    const device = readDevice(this.options.keys, cookie);
    return device === null ? null : { id: device.deviceId, repId: device.repId };
  }

  private stampIn(text: string): Stamp | null {
    const known = this.stamps.get(text);
    if (known !== undefined) return known;
    const stamp = readStamp(this.options.keys, text);
    if (stamp !== null) this.stamps.set(text, stamp);
    return stamp;
  }

  private originOf(address: string): Origin {
    const known = this.origins.get(address);
    if (known !== undefined) return known;
    const hash = this.options.keys.sign('address-hash', Buffer.from(address), 16).toString('base64url');
    const network = this.options.networkOf?.(address) ?? null;
    const origin = { network, isProxy: PROXIES.has(network ?? ''), hash, key: networkKey(address) };
    this.origins.set(address, origin);
    return origin;
  }

  private complain(details: object, sentence: string): void {
    const now_ms = performance.now();
    if (now_ms - this.complainedAt_ms < COMPLAIN_EVERY_MS) return;
    this.complainedAt_ms = now_ms;
    this.options.log?.warn(details, sentence);
  }
}

function isLook(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isPrefetching(headers: IncomingHttpHeaders): boolean {
  const { 'sec-purpose': secPurpose, purpose, 'x-moz': xMoz } = headers;
  if (secPurpose === undefined && purpose === undefined && xMoz === undefined) return false;
  return /prefetch/i.test(`${String(secPurpose)} ${String(purpose)} ${String(xMoz)}`);
}

/** Do Not Track, or Global Privacy Control. */
export function asksNotToBeTracked(headers: IncomingHttpHeaders): boolean {
  return headers.dnt === '1' || headers['sec-gpc'] === '1';
}
