/**
 * Taking a batch of Graph's notifications: those that are ours are stored with the jobs that will
 * handle them, in one transaction. Anybody can post here; what counts is the client state, a secret
 * that only Graph and we know, compared in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { addReadJob, addWatchJob, FOLDERS } from '../jobs.js';
import type { Folder } from '../types.js';

/** Graph's changeNotificationCollection, as far as it is used. One may mix subscriptions, tenants and lifecycle events. */
export const notificationBatch = z.object({
  value: z
    .array(
      z.object({
        subscriptionId: z.string().max(200),
        clientState: z.string().max(300).nullish(),
        lifecycleEvent: z.string().nullish(),
        resourceData: z.object({ id: z.string().min(1).max(2_000).nullish() }).nullish(),
      }),
    )
    .max(5_000),
});

type Notification = z.infer<typeof notificationBatch>['value'][number];

interface Subscription {
  readonly subscription_id: string;
  readonly mailbox_id: string;
  readonly folder: Folder;
  readonly client_state: string;
}

interface Ours {
  readonly notification: Notification;
  readonly subscription: Subscription;
}

/** Stores what is ours. Gives how many were taken and how many ignored. Throws if nothing could be stored. */
export async function receive(dataSource: DataSource, batch: readonly Notification[], now: Date): Promise<{ taken: number; ignored: number }> {
  const ours = await recognise(dataSource.manager, batch);
  if (ours.length > 0) {
    await dataSource.transaction(async (tx) => {
      await storeItems(tx, ours, now);
      await addJobs(tx, ours);
      await tx.query(
        `update mailboxes set last_notification_at = $2::timestamptz
         where id = any($1::uuid[]) and (last_notification_at is null or last_notification_at < $2::timestamptz - interval '10 seconds')`,
        [[...new Set(ours.map(({ subscription }) => subscription.mailbox_id))], now],
      );
    });
  }
  return { taken: ours.length, ignored: batch.length - ours.length };
}

async function recognise(tx: EntityManager, batch: readonly Notification[]): Promise<Ours[]> {
  const rows = await tx.query<Subscription[]>(
    'select subscription_id, mailbox_id, folder, client_state from subscriptions where subscription_id = any($1::text[])',
    [[...new Set(batch.map(({ subscriptionId }) => subscriptionId))]],
  );
  const known = new Map(rows.map((row) => [row.subscription_id, row]));
  return batch.flatMap((notification) => {
    const subscription = known.get(notification.subscriptionId);
    if (subscription === undefined || !sameSecret(notification.clientState ?? '', subscription.client_state)) return [];
    return [{ notification, subscription }];
  });
}

function sameSecret(given: string, ours: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(ours).digest());
}

async function storeItems(tx: EntityManager, ours: readonly Ours[], now: Date): Promise<void> {
  const items = ours.flatMap(({ notification, subscription }) => {
    const itemId = notification.resourceData?.id;
    return itemId === null || itemId === undefined || isLifecycle(notification) ? [] : [{ ...subscription, itemId }];
  });
  if (items.length === 0) return;
  await tx.query(
    `insert into notifications (mailbox_id, folder, item_id, received_at)
     select distinct on (1, 2, 3) *, $4::timestamptz from unnest($1::uuid[], $2::text[], $3::text[]) order by 1, 2, 3
     on conflict (mailbox_id, folder, item_id) do nothing`,
    [items.map((item) => item.mailbox_id), items.map((item) => item.folder), items.map((item) => item.itemId), now],
  );
}

/** Lifecycle events (graph: change-notifications-lifecycle-events) ask for renewal or tell of a gap; all others say that a folder has something new. */
async function addJobs(tx: EntityManager, ours: readonly Ours[]): Promise<void> {
  const reads = new Map<string, { mailboxId: string; folder: Folder }>();
  const watches = new Set<string>();
  const read = (mailboxId: string, folder: Folder): unknown => reads.set(`${mailboxId} ${folder}`, { mailboxId, folder });
  for (const { notification, subscription } of ours) {
    const { mailbox_id: mailboxId, folder } = subscription;
    if (isLifecycle(notification) && notification.lifecycleEvent !== 'missed') watches.add(mailboxId);
    if (isLifecycle(notification)) for (const each of FOLDERS) read(mailboxId, each);
    else read(mailboxId, folder);
  }
  for (const [, { mailboxId, folder }] of [...reads].sort(([a], [b]) => (a < b ? -1 : 1))) await addReadJob(tx, mailboxId, folder);
  for (const mailboxId of [...watches].sort()) await addWatchJob(tx, mailboxId, true);
}

function isLifecycle(notification: Notification): boolean {
  return notification.lifecycleEvent !== null && notification.lifecycleEvent !== undefined;
}
