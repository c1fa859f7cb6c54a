// /subscriptions: create with the handshake at both addresses, list, renew, remove.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { filterOf } from '../odata/query.js';
import type { Json } from '../representation.js';
import { refuseUnsafe, validate } from '../subscriptions/handshake.js';
import type { SubscriptionRegistry } from '../subscriptions/registry.js';
import { parseResource } from '../subscriptions/resource.js';
import type { ChangeType, Subscription } from '../subscriptions/subscription.js';
import type { Call } from './call.js';
import { folderIn, type Route, type Services } from './routing.js';

/** Longest life of a message subscription, and the shortest, to which shorter ones are raised (Graph: subscription). */
const MAX_MINUTES = 10_080;
const MIN_MINUTES = 45;
const MINUTE_MS = 60_000;
/** Graph: subscription, clientState. */
const MAX_CLIENT_STATE = 128;

const createInput = z.object({
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().nullish(),
  resource: z.string(),
  expirationDateTime: z.iso.datetime({ offset: true }),
  clientState: z.string().max(MAX_CLIENT_STATE).nullish(),
  latestSupportedTlsVersion: z.string().nullish(),
  includeResourceData: z.boolean().nullish(),
});

const renewInput = z.object({ expirationDateTime: z.iso.datetime({ offset: true }), notificationUrl: z.string().optional() });

export function subscriptionRoutes(route: Route, services: Services, registry: SubscriptionRegistry): void {
  const context = () => `${services.root()}/$metadata#subscriptions`;

  route('post', '/subscriptions', async (call) => {
    const subscription = requested(call, services);
    refuseDuplicate(registry, subscription);
    refuseOverQuota(registry, services, subscription);
    await validate(subscription.notificationUrl);
    if (subscription.lifecycleNotificationUrl !== null) await validate(subscription.lifecycleNotificationUrl);
    refuseDuplicate(registry, subscription);
    registry.put(subscription);
    return { status: 201, json: { '@odata.context': `${context()}/$entity`, ...subscriptionJson(subscription) } };
  });
  route('get', '/subscriptions', (call) => ({
    status: 200,
    json: { '@odata.context': context(), value: registry.ofApp(call.claims.appId).map(subscriptionJson) },
  }));
  route('get', '/subscriptions/:subscription', (call) => ({
    status: 200,
    json: { '@odata.context': `${context()}/$entity`, ...subscriptionJson(named(call, registry)) },
  }));
  route('patch', '/subscriptions/:subscription', async (call) => {
    const before = named(call, registry);
    const input = call.body(renewInput);
    const expiresAt = expiry(input.expirationDateTime, services.now());
    const notificationUrl = input.notificationUrl ?? before.notificationUrl;
    if (notificationUrl !== before.notificationUrl) {
      refuseUnsafe(notificationUrl);
      await validate(notificationUrl);
    }
    // The handshake takes its time: meanwhile the subscription may be gone.
    const renewed = { ...named(call, registry), expiresAt, notificationUrl, paused: false };
    registry.put(renewed);
    return { status: 200, json: { '@odata.context': `${context()}/$entity`, ...subscriptionJson(renewed) } };
  });
  route('post', '/subscriptions/:subscription/reauthorize', (call) => {
    registry.put({ ...named(call, registry), paused: false });
    return { status: 204 };
  });
  route('delete', '/subscriptions/:subscription', (call) => {
    registry.remove(named(call, registry).id);
    return { status: 204 };
  });
}

function requested(call: Call, services: Services): Subscription {
  const input = call.body(createInput);
  const { user, folder, filter } = parseResource(input.resource);
  const mailbox = call.mailboxNamed(user, 'Mail.Read');
  if (filter !== null) filterOf(filter);
  if (input.includeResourceData === true) throw new GraphError('InvalidRequest', 'This sandbox sends basic notifications only.');
  refuseUnsafe(input.notificationUrl);
  const lifecycle = input.lifecycleNotificationUrl ?? null;
  if (lifecycle !== null) refuseUnsafe(lifecycle);
  return {
    id: randomUUID(),
    appId: call.claims.appId,
    changeTypes: changeTypes(input.changeType),
    resource: input.resource,
    userId: mailbox.user.id,
    folder: folder === null ? null : folderIn(mailbox, folder).number,
    filter,
    notificationUrl: input.notificationUrl,
    lifecycleNotificationUrl: lifecycle,
    clientState: input.clientState ?? null,
    latestSupportedTlsVersion: input.latestSupportedTlsVersion ?? 'v1_2',
    expiresAt: expiry(input.expirationDateTime, services.now()),
    immutableIds: call.preferences.immutableIds,
  };
}

function changeTypes(text: string): ChangeType[] {
  const types = text.split(',').map((type) => type.trim().toLowerCase());
  const known = types.filter((type) => type === 'created' || type === 'updated' || type === 'deleted');
  if (known.length === 0 || known.length < types.length) throw new GraphError('InvalidRequest', `ChangeType '${text}' is not valid.`);
  return [...new Set(known)].sort();
}

function expiry(text: string, now: Date): number {
  const minutes = (Date.parse(text) - now.getTime()) / MINUTE_MS;
  if (minutes > MAX_MINUTES) {
    throw new GraphError('ExtensionError', `Subscription expiration can only be ${MAX_MINUTES} minutes in the future.`);
  }
  if (minutes <= 0) throw new GraphError('InvalidRequest', 'Subscription expiration must be in the future.');
  return now.getTime() + Math.max(minutes, MIN_MINUTES) * MINUTE_MS;
}

function refuseDuplicate(registry: SubscriptionRegistry, subscription: Subscription): void {
  const other = registry.duplicateOf(subscription);
  if (other !== undefined) throw new GraphError('Conflict', `Subscription Id <${other.id}> already exists for the requested combination`);
}

/** Graph counts those of all apps. */
function refuseOverQuota(registry: SubscriptionRegistry, { faults }: Services, { userId }: Subscription): void {
  if (registry.living(userId).length >= faults.settings.subscriptions.quota) throw new GraphError('QuotaExceeded');
}

function named(call: Call, registry: SubscriptionRegistry): Subscription {
  const subscription = registry.find(call.claims.appId, call.param('subscription'));
  if (subscription === undefined) throw new GraphError('ResourceNotFound', 'The object was not found.');
  return subscription;
}

function subscriptionJson(subscription: Subscription): Json {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.appId,
    changeType: subscription.changeTypes.join(','),
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: new Date(subscription.expiresAt).toISOString(),
    creatorId: subscription.appId,
    includeResourceData: null,
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}
