// Who wants to know about what, and telling them. Subscriptions are kept in the store; an expired one vanishes the next
// time anybody looks.
import { passes } from '../http/routing.js';
import { parseFilter, type Filter } from '../odata/filter.js';
import { etagOf, itemId } from '../representation.js';
import type { Faults, SubscriptionFault } from '../../faults/index.js';
import type { Item, Mailbox, Store, StoreChange } from '../store/index.js';
import type { LifecycleNotification, Notification, Notifier } from './notifier.js';
import type { ChangeType, Subscription } from './subscription.js';

export class SubscriptionRegistry {
  readonly #filters = new Map<string, Filter>();

  constructor(
    private readonly store: Store,
    private readonly notifier: Notifier,
    private readonly tenantId: string,
    private readonly now: () => Date,
    private readonly faults: Faults,
  ) {}

  ofApp(appId: string): Subscription[] {
    return this.#living().filter((subscription) => subscription.appId === appId);
  }

  find(appId: string, id: string): Subscription | undefined {
    return this.ofApp(appId).find((subscription) => subscription.id === id);
  }

  duplicateOf(wanted: Subscription): Subscription | undefined {
    return this.ofApp(wanted.appId).find(
      (other) => sameResource(other, wanted) && other.changeTypes.join() === wanted.changeTypes.join(),
    );
  }

  put(subscription: Subscription): void {
    this.store.putSubscription(subscription);
  }

  remove(id: string): void {
    this.#filters.delete(id);
    this.store.removeSubscription(id);
  }

  /** Tells everybody concerned. */
  announce({ kind, mailbox, item }: StoreChange): void {
    for (const subscription of this.#living()) {
      if (subscription.userId !== mailbox.user.id || !subscription.changeTypes.includes(kind)) continue;
      if (subscription.folder !== null && subscription.folder !== item.folder) continue;
      const filter = this.#filterOf(subscription);
      if (filter !== undefined && !passes(mailbox, item, filter)) continue;
      this.#tell(subscription, kind, mailbox, item);
    }
  }

  /** What Exchange does to a subscription of its own accord. Those without a lifecycle address are told nothing. */
  befall(subscription: Subscription, fault: SubscriptionFault): void {
    switch (fault) {
      case 'vanished':
        this.remove(subscription.id);
        return;
      case 'removed':
        this.remove(subscription.id);
        this.#tellLifecycle(subscription, 'subscriptionRemoved');
        return;
      case 'paused':
        this.put({ ...subscription, paused: true });
        this.#tellLifecycle(subscription, 'reauthorizationRequired');
        return;
      case 'missed':
        this.#tellLifecycle(subscription, 'missed');
    }
  }

  /** All subscriptions, or those of one mailbox. */
  living(userId?: string): Subscription[] {
    return this.#living().filter((subscription) => userId === undefined || subscription.userId === userId);
  }

  #tell(subscription: Subscription, kind: ChangeType, mailbox: Mailbox, item: Item): void {
    const about = { mailbox: mailbox.user.mail, mail: item.messageId };
    const fault = this.faults.ofSubscription(about);
    if (fault !== undefined) this.befall(subscription, fault);
    if (fault !== undefined || subscription.paused === true) {
      this.faults.journal.note({ what: 'notification.lost', ...about, detail: fault ?? 'paused' });
      return;
    }
    const id = itemId(mailbox, item, subscription.immutableIds);
    const resource = `Users/${mailbox.user.id}/Messages/${id}`;
    this.#post(subscription, subscription.notificationUrl, { ...about, detail: kind }, {
      ...this.#about(subscription),
      changeType: kind,
      resource,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Message',
        '@odata.id': resource,
        '@odata.etag': etagOf(item),
        id,
      },
    });
  }

  #tellLifecycle(subscription: Subscription, lifecycleEvent: LifecycleNotification['lifecycleEvent']): void {
    const { lifecycleNotificationUrl: url, userId } = subscription;
    if (url === null) return;
    const mailbox = this.store.mailbox(userId)?.user.mail;
    this.#post(subscription, url, { ...(mailbox !== undefined && { mailbox }), detail: lifecycleEvent }, { ...this.#about(subscription), lifecycleEvent });
  }

  #post({ id }: Subscription, url: string, about: { mailbox?: string; mail?: string; detail: string }, notification: Notification): void {
    for (const after_ms of this.faults.ofNotification({ ...about, detail: `${about.detail} for ${id}` })) this.notifier.notify(url, notification, after_ms);
  }

  #about({ id, expiresAt, clientState }: Subscription) {
    return {
      subscriptionId: id,
      subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
      tenantId: this.tenantId,
      clientState,
    };
  }

  #living(): Subscription[] {
    const now = this.now().getTime();
    const all = [...this.store.subscriptions.values()];
    for (const { id, expiresAt } of all) if (expiresAt <= now) this.remove(id);
    return all.filter(({ expiresAt }) => expiresAt > now);
  }

  #filterOf({ id, filter }: Subscription): Filter | undefined {
    if (filter === null) return undefined;
    const known = this.#filters.get(id) ?? parseFilter(filter);
    this.#filters.set(id, known);
    return known;
  }
}

function sameResource(a: Subscription, b: Subscription): boolean {
  return a.userId === b.userId && a.folder === b.folder && a.filter === b.filter;
}
