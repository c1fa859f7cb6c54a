// Who wants to know about what, and telling them. Subscriptions are kept in the store; an expired one vanishes the next
// time anybody looks.
import { passes } from '../http/routing.js';
import { parseFilter, type Filter } from '../odata/filter.js';
import { etagOf, itemId } from '../representation.js';
import type { Store, StoreChange } from '../store/index.js';
import type { Notifier } from './notifier.js';
import type { Subscription } from './subscription.js';

export class SubscriptionRegistry {
  readonly #filters = new Map<string, Filter>();

  constructor(
    private readonly store: Store,
    private readonly notifier: Notifier,
    private readonly tenantId: string,
    private readonly now: () => Date,
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
      const id = itemId(mailbox, item, subscription.immutableIds);
      const resource = `Users/${mailbox.user.id}/Messages/${id}`;
      this.notifier.notify(subscription.notificationUrl, {
        subscriptionId: subscription.id,
        subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
        tenantId: this.tenantId,
        clientState: subscription.clientState,
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
