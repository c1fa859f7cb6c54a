// Decides which faults befall what. Exchange asks at each place where Microsoft's fails; it gets the answer from the
// settings, the dice and the one-shot orders, and the journal gets a line. Calm until the settings say otherwise.
import { createHash } from 'node:crypto';
import { Dice } from './dice.js';
import { FaultJournal } from './journal.js';
import { faultSettingsSchema, type CallFault, type FaultSettings, type Once } from './settings.js';

/** Longest time a notification is held back for others to overtake it. */
const OVERTAKEN_WITHIN_MS = 400;

export interface CallAbout {
  readonly method: string;
  /** Below /v1.0, with its query. */
  readonly path: string;
  /** The access token it came with. */
  readonly bearer: string;
  readonly mailbox: string | undefined;
}

export interface MailAbout {
  readonly mailbox: string;
  /** Internet Message-ID. */
  readonly mail: string;
}

export type SubscriptionFault = 'removed' | 'vanished' | 'paused' | 'missed';

export class Faults {
  readonly journal = new FaultJournal();
  #settings: FaultSettings = faultSettingsSchema.parse({});
  #dice = new Dice(this.#settings.seed);
  #orders: Once[] = [];
  /** Hashes of access tokens; those that came, and those no longer taken. */
  readonly #tokensSeen = new Set<string>();
  readonly #tokensRefused = new Set<string>();
  readonly #linksExpired = new Set<string>();
  /** By mailbox address: links given until then (ms since 1970) are no longer known. */
  readonly #linksOldUntil = new Map<string, number>();
  readonly #readableFrom = new Map<string, number>();

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Begins anew with these settings; what expired before stays so. */
  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#dice = new Dice(settings.seed);
    this.#orders = [];
    this.journal.note({ what: 'faults.set', detail: JSON.stringify(settings) });
  }

  once(order: Once): void {
    this.#orders.push(order);
  }

  /** What befalls this call. A refused token stays refused. */
  ofCall(call: CallAbout): CallFault | undefined {
    const token = hash(call.bearer);
    this.#tokensSeen.add(token);
    if (this.#tokensRefused.has(token)) return this.#noteCall('refused', call);
    const fault = this.#ordered(call) ?? this.#chance(call);
    if (fault === undefined) return undefined;
    if (fault === 'refused') this.#tokensRefused.add(token);
    if (fault === 'expired') this.#linksExpired.add(hash(call.path));
    return this.#noteCall(fault, call);
  }

  /** How long a slow answer takes, in ms. */
  slowness_ms(): number {
    return Math.round(this.#dice.throw('slowness') * this.#settings.calls.slow_ms);
  }

  /** From now on every access token that came so far is refused. */
  refuseTokens(): void {
    for (const token of this.#tokensSeen) this.#tokensRefused.add(token);
  }

  /** When to post a notification, in ms from now; empty: never, more than one: repeatedly. */
  ofNotification(about: Partial<MailAbout> & { readonly detail: string }): readonly number[] {
    const { notifications } = this.#settings;
    const [dropped, duplicated, reordered, delayed] = (['dropped', 'duplicated', 'reordered', 'delayed'] as const).map((name) => {
      const falls = notifications[name] > 0 && this.#dice.throw(`notification.${name}`) < notifications[name];
      if (falls) this.journal.note({ what: `notification.${name}`, ...about });
      return falls;
    });
    if (dropped === true) return [];
    const wait = (within_ms: number): number => Math.round(this.#dice.throw('notification.wait') * within_ms);
    const first = delayed === true ? wait(notifications.delay_ms) : reordered === true ? wait(OVERTAKEN_WITHIN_MS) : 0;
    return duplicated === true ? [first, first + wait(OVERTAKEN_WITHIN_MS)] : [first];
  }

  ofSubscription(about: MailAbout): SubscriptionFault | undefined {
    const { removed, vanished, paused, missed } = this.#settings.subscriptions;
    if (removed + vanished + paused + missed === 0) return undefined;
    const fault = this.#dice.pick('subscription', [['removed', removed], ['vanished', vanished], ['paused', paused], ['missed', missed]]);
    if (fault !== undefined) this.journal.note({ what: `subscription.${fault}`, ...about });
    return fault;
  }

  /** Notes a new item and whether it can be read at once. */
  arrived(key: string, about: MailAbout): void {
    const { share, for_ms } = this.#settings.unreadable;
    if (share === 0 || this.#dice.throw('unreadable') >= share) return;
    const wait_ms = Math.ceil(this.#dice.throw('unreadable.wait') * for_ms);
    this.#readableFrom.set(key, Date.now() + wait_ms);
    this.journal.note({ what: 'mail.unreadable', ...about, detail: `for ${wait_ms} ms` });
  }

  isReadable(key: string): boolean {
    const from_ms = this.#readableFrom.get(key);
    if (from_ms === undefined) return true;
    if (from_ms > Date.now()) return false;
    this.#readableFrom.delete(key);
    return true;
  }

  /** From now on the links of all delta rounds in this mailbox are no longer known. */
  expireLinks(mailbox: string): void {
    this.#linksOldUntil.set(mailbox, Date.now());
  }

  /** Whether this link of a delta round, given at that time (ms since 1970), is no longer known. */
  linkExpired(path: string, given: number, about: { readonly mailbox: string }): boolean {
    const link = hash(path);
    if (this.#linksExpired.has(link) || given <= (this.#linksOldUntil.get(about.mailbox) ?? -1)) return true;
    const { expired } = this.#settings.delta;
    if (expired === 0 || this.#dice.throw('delta.expired') >= expired) return false;
    this.#linksExpired.add(link);
    this.journal.note({ what: 'delta.expired', ...about });
    return true;
  }

  /** In which of its shapes Exchange says that this link expired: 0, 1 or 2. */
  expiryShape(path: string): number {
    return hash(path).charCodeAt(0) % 3;
  }

  ofDeltaPage(about: { readonly mailbox: string }): 'replayed' | 'emptied' | undefined {
    const { replayed, emptied } = this.#settings.delta;
    if (replayed + emptied === 0) return undefined;
    const fault = this.#dice.pick('delta.page', [['replayed', replayed], ['emptied', emptied]]);
    if (fault !== undefined) this.journal.note({ what: `delta.${fault}`, ...about });
    return fault;
  }

  #ordered({ method, path }: CallAbout): CallFault | undefined {
    const order = this.#orders.find((one) => (one.method === undefined || one.method === method) && one.path.test(path));
    if (order === undefined) return undefined;
    order.count -= 1;
    if (order.count === 0) this.#orders = this.#orders.filter((one) => one !== order);
    return order.fault;
  }

  #chance({ method }: CallAbout): CallFault | undefined {
    const { throttled, throttledBare, unavailable, timedOut, cut, slow, refused } = this.#settings.calls;
    if (throttled + throttledBare + unavailable + timedOut + cut + slow + refused === 0) return undefined;
    const fault = this.#dice.pick('call', [
      ['throttled', throttled],
      ['throttledBare', throttledBare],
      ['unavailable', unavailable],
      ['timedOut', timedOut],
      ['cut', cut],
      ['slow', slow],
      ['refused', refused],
    ]);
    return fault === 'timedOut' && method !== 'GET' && this.#dice.throw('timedOut.done') < 0.5 ? 'timedOutDone' : fault;
  }

  #noteCall(fault: CallFault, { method, path, mailbox }: CallAbout): CallFault {
    this.journal.note({ what: `call.${fault}`, mailbox, detail: `${method} ${path.slice(0, 300)}` });
    return fault;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
