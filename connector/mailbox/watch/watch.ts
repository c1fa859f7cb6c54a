/**
 * Keeps a mailbox watched: one subscription for Inbox, one for Sent Items.
 *
 * | found | done |
 * |---|---|
 * | stands, more than half of its life left | nothing |
 * | stands, less than half left | renewed |
 * | gone at Exchange (404), or never made | unwatched; made anew, then both folders are read for the gap |
 *
 * `watched_since` is the moment from which both have stood without a gap; null while they don't.
 */
import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import { addReadJob, FOLDERS } from '../jobs.js';
import { mailboxEntity } from '../entities.js';
import type { Folder, Mailbox } from '../types.js';
import { LIFETIME_MS, type Standing, type Subscriptions } from './subscriptions.js';

/** Renewal begins when this much is left, so that a connector may be down for days. */
export const RENEW_BEFORE_MS = LIFETIME_MS / 2;

interface SubscriptionRow {
  readonly folder: Folder;
  readonly subscription_id: string;
  readonly expires_at: Date;
}

interface WatchParts {
  readonly dataSource: DataSource;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
}

/** Makes sure both subscriptions stand. With `verify` Exchange is asked even where all looks well. Idempotent. */
export async function watch(parts: WatchParts, mailboxId: string, verify = false): Promise<void> {
  const { dataSource, clock } = parts;
  const mailbox = await dataSource.manager.findOneBy(mailboxEntity, { id: mailboxId, state: 'connected' });
  if (mailbox === null) return;
  const rows = await dataSource.query<SubscriptionRow[]>('select folder, subscription_id, expires_at from subscriptions where mailbox_id = $1', [mailboxId]);
  let made = false;
  for (const folder of FOLDERS) {
    const row = rows.find((candidate) => candidate.folder === folder);
    const stands = row !== undefined && (await keep(parts, mailbox, row, verify));
    if (stands) continue;
    await remake(parts, mailbox, folder);
    made = true;
  }
  await dataSource.transaction(async (tx) => {
    await tx.query('update mailboxes set watched_since = coalesce(watched_since, $2) where id = $1', [mailboxId, clock.now()]);
    if (made) for (const folder of FOLDERS) await addReadJob(tx, mailboxId, folder);
  });
}

/** True if the subscription stands, renewed if need be. */
async function keep({ dataSource, subscriptions, clock }: WatchParts, mailbox: Mailbox, row: SubscriptionRow, verify: boolean): Promise<boolean> {
  const found = verify ? await subscriptions.find(row.subscription_id) : { subscriptionId: row.subscription_id, expiresAt: row.expires_at };
  if (found === null) {
    await subscriptions.end(row.subscription_id);
    return false;
  }
  const left_ms = found.expiresAt.getTime() - clock.now().getTime();
  const renewed = left_ms > RENEW_BEFORE_MS ? found : await subscriptions.renew(row.subscription_id);
  if (renewed === null) return false;
  if (renewed.expiresAt.getTime() !== row.expires_at.getTime()) {
    await dataSource.query('update subscriptions set expires_at = $3 where mailbox_id = $1 and folder = $2', [mailbox.id, row.folder, renewed.expiresAt]);
  }
  return true;
}

async function remake({ dataSource, subscriptions }: WatchParts, mailbox: Mailbox, folder: Folder): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query('delete from subscriptions where mailbox_id = $1 and folder = $2', [mailbox.id, folder]);
    await tx.query('update mailboxes set watched_since = null where id = $1', [mailbox.id]);
  });
  const clientState = randomBytes(32).toString('base64url');
  const standing = await subscriptions.create(mailbox.userId, folder, clientState);
  const stored = await store(dataSource.manager, mailbox.id, folder, standing, clientState);
  if (!stored) await subscriptions.end(standing.subscriptionId);
}

/** False: the mailbox was removed meanwhile. */
async function store(tx: EntityManager, mailboxId: string, folder: Folder, standing: Standing, clientState: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into subscriptions (mailbox_id, folder, subscription_id, client_state, expires_at)
     select id, $2, $3, $4, $5 from mailboxes where id = $1 and state = 'connected'
     on conflict (mailbox_id, folder) do update set
       subscription_id = excluded.subscription_id, client_state = excluded.client_state, expires_at = excluded.expires_at
     returning 1`,
    [mailboxId, folder, standing.subscriptionId, clientState, standing.expiresAt],
  );
  return rows.length > 0;
}

/** Mailboxes whose subscriptions are missing or want renewal. */
export async function mailboxesToRenew(tx: EntityManager, now: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select mailboxes.id from mailboxes
     left join subscriptions on subscriptions.mailbox_id = mailboxes.id and subscriptions.expires_at > $1
     where mailboxes.state = 'connected'
     group by mailboxes.id
     having count(subscriptions.folder) < $2`,
    [new Date(now.getTime() + RENEW_BEFORE_MS), FOLDERS.length],
  );
  return rows.map(({ id }) => id);
}
