/**
 * Taking Graph's notifications: those that are ours are stored with the jobs that will
 * handle them, in one transaction. Anybody can post here; what counts is the client state, a secret
 * that only Graph and we know, compared in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { addReadJobs, addReadJobsAtOnce, addWatchJob, type WatchKind } from '../jobs.js';
import type { Place } from '../types.js';

/** PostgreSQL keeps no NUL in texts, and no id of Graph's has one. */
const id = z.string().regex(/^[^\0]*$/);

const notification = z.object({
  subscriptionId: id.max(200),
  clientState: z.string().max(300).nullish(),
  lifecycleEvent: z.string().nullish(),
  resourceData: z.object({ id: id.min(1).max(2_000).nullish() }).nullish(),
});

export type Notification = z.infer<typeof notification>;

/** More entries than fit the address's bound as notifications are none, and would only cost time. */
const MOST_ENTRIES = 20_000;

const batch = z.object({ value: z.array(z.unknown()).max(MOST_ENTRIES) });

export interface Post {
  readonly notifications: readonly Notification[];
  /** Entries that are no notifications. */
  readonly unreadable: number;
}

/**
 * Reads Graph's changeNotificationCollection, as far as it is used. One may mix subscriptions,
 * tenants and lifecycle events, and an entry of a kind we do not know must not cost the others
 * theirs. Null: nothing in it is a notification.
 */
export function readPost(body: unknown): Post | null {
  const read = batch.safeParse(body);
  if (!read.success) return null;
  const notifications = read.data.value.flatMap((entry) => {
    const each = notification.safeParse(entry);
    return each.success ? [each.data] : [];
  });
  const unreadable = read.data.value.length - notifications.length;
  return notifications.length === 0 && unreadable > 0 ? null : { notifications, unreadable };
}

interface Subscription {
  readonly subscription_id: string;
  readonly mailbox_id: string;
  readonly folder: Place;
  readonly client_state: string;
}

interface Ours {
  readonly notification: Notification;
  readonly subscription: Subscription;
}

/** What became of one post: how many notifications were taken, how many ignored. */
export interface Taken {
  readonly taken: number;
  readonly ignored: number;
}

/**
 * Stores what is ours of these posts, in one transaction. Gives what became of each. Throws if nothing
 * could be stored. Who holds a mailbox's row may want the jobs that are held here, so it is never waited for.
 */
export async function receive(dataSource: DataSource, posts: readonly (readonly Notification[])[], now: Date): Promise<Taken[]> {
  const ours = await recognise(dataSource.manager, posts.flat());
  if (ours.length > 0) {
    await dataSource.transaction(async (tx) => {
      await storeItems(tx, ours, now);
      await addJobs(tx, ours, now);
      await tx.query(
        `update mailboxes set last_notification_at = $2::timestamptz
         where id in (
           select id from mailboxes
           where id = any($1::uuid[]) and (last_notification_at is null or last_notification_at < $2::timestamptz - interval '10 seconds')
           for no key update skip locked)`,
        [[...new Set(ours.map(({ subscription }) => subscription.mailbox_id))], now],
      );
    });
  }
  const known = new Set(ours.map(({ notification }) => notification));
  return posts.map((post) => {
    const taken = post.filter((notification) => known.has(notification)).length;
    return { taken, ignored: post.length - taken };
  });
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

/**
 * What a lifecycle event asks for (graph: change-notifications-lifecycle-events). `renew` is PATCH,
 * which reauthorises as well; both at once are refused. What was lost meanwhile is read by delta.
 */
const ASKS_FOR: Readonly<Record<string, WatchKind | null>> = { reauthorizationRequired: 'renew', subscriptionRemoved: 'verify', missed: null };

/** Lifecycle events ask for renewal or tell of a gap; all others say that a place has something new. */
async function addJobs(tx: EntityManager, ours: readonly Ours[], now: Date): Promise<void> {
  const reads = new Map<string, { mailboxId: string; folder: Place }>();
  const everything = new Set<string>();
  const watches = new Map<string, { mailboxId: string; kind: WatchKind }>();
  const gone: string[] = [];
  for (const { notification, subscription } of ours) {
    const { mailbox_id: mailboxId, folder } = subscription;
    const event = notification.lifecycleEvent ?? null;
    if (event === null) {
      reads.set(`${mailboxId} ${folder}`, { mailboxId, folder });
      continue;
    }
    // One we do not know yet means at least that something is to be looked after.
    const kind = event in ASKS_FOR ? (ASKS_FOR[event] ?? null) : 'verify';
    if (event === 'subscriptionRemoved') gone.push(subscription.subscription_id);
    if (kind !== null) watches.set(`${mailboxId} ${kind}`, { mailboxId, kind });
    everything.add(mailboxId);
  }
  // Its row stays: what else Graph tells of it is still ours.
  if (gone.length > 0) await tx.query('update subscriptions set expires_at = least(expires_at, $2) where subscription_id = any($1::text[])', [gone, now]);
  for (const { mailboxId, kind } of inOrder(watches)) await addWatchJob(tx, mailboxId, kind);
  for (const mailboxId of [...everything].sort()) await addReadJobs(tx, mailboxId);
  await addReadJobsAtOnce(
    tx,
    inOrder(reads).filter(({ mailboxId, folder }) => !everything.has(mailboxId) || folder === 'other'),
  );
}

/** One order for all transactions, so that two cannot wait for each other. */
function inOrder<T>(jobs: ReadonlyMap<string, T>): T[] {
  return [...jobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, job]) => job);
}

function isLifecycle(notification: Notification): boolean {
  return notification.lifecycleEvent !== null && notification.lifecycleEvent !== undefined;
}
