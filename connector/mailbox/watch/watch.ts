/**
 * Keeps a mailbox watched: one subscription for Inbox, one for Sent Items, and one for the whole
 * mailbox, which tells of mail that rules put elsewhere.
 *
 * | found | done |
 * |---|---|
 * | stands, more than half of its life left | nothing |
 * | stands, less than half left, or is to be reauthorised | renewed |
 * | a renewal fails, but it stands | the others are looked after; tried again, for days |
 * | gone at Exchange (404), expired, or never made | a gap begins; made anew, then all folders are read |
 *
 * Without the third a mailbox is watched all the same: the sweep reads all folders. Whether and
 * since when it is watched, `coverage/` decides.
 */
import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { settle, type Herald } from '../coverage/gaps.js';
import { addReadJobs, PLACES, type WatchKind } from '../jobs.js';
import { mailboxEntity } from '../entities.js';
import { codeOf } from '../reading/trouble.js';
import type { Mailbox, Place } from '../types.js';
import { LIFETIME_MS, type Standing, type Subscriptions } from './subscriptions.js';

/** Renewal begins when this much is left, so that a connector may be down for days. */
export const RENEW_BEFORE_MS = LIFETIME_MS / 2;

interface SubscriptionRow {
  readonly folder: Place;
  readonly subscription_id: string;
  readonly expires_at: Date;
}

interface WatchParts {
  readonly dataSource: DataSource;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly herald: Herald;
}

/** Makes sure the subscriptions stand. Idempotent. Throws what kept one from standing or being renewed, after all were tried. */
export async function watch(parts: WatchParts, mailboxId: string, kind: WatchKind = 'look'): Promise<void> {
  const { dataSource, clock, herald } = parts;
  const mailbox = await dataSource.manager.findOneBy(mailboxEntity, { id: mailboxId, state: 'connected' });
  if (mailbox === null) return;
  const rows = await dataSource.query<SubscriptionRow[]>('select folder, subscription_id, expires_at from subscriptions where mailbox_id = $1', [mailboxId]);
  const failures: Error[] = [];
  let somethingMayBeMissing = kind === 'renew';
  for (const place of PLACES) {
    try {
      const row = rows.find(({ folder }) => folder === place);
      if (row !== undefined && (await keep(parts, mailbox, row, kind))) continue;
      await remake(parts, mailbox, place);
      somethingMayBeMissing = true;
    } catch (error) {
      if (place === 'other') parts.log.warn({ mailbox: mailboxId, code: codeOf(error) }, 'no notifications for folders other than Inbox and Sent Items; they are read by the sweep');
      else failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  await dataSource.transaction(async (tx) => {
    await settle(tx, herald, mailboxId, clock.now());
    if (somethingMayBeMissing) await addReadJobs(tx, mailboxId);
  });
  const [first] = failures;
  if (first !== undefined) throw first;
}

/** True if the subscription stands, renewed if need be. */
async function keep({ dataSource, subscriptions, clock }: WatchParts, mailbox: Mailbox, row: SubscriptionRow, kind: WatchKind): Promise<boolean> {
  if (row.expires_at <= clock.now()) return false;
  const found = kind === 'verify' ? await subscriptions.find(row.subscription_id) : { subscriptionId: row.subscription_id, expiresAt: row.expires_at };
  if (found === null) {
    await subscriptions.end(row.subscription_id);
    return false;
  }
  const left_ms = found.expiresAt.getTime() - clock.now().getTime();
  const renewed = left_ms > RENEW_BEFORE_MS && kind !== 'renew' ? found : await subscriptions.renew(row.subscription_id);
  if (renewed === null) return false;
  if (renewed.expiresAt.getTime() !== row.expires_at.getTime()) {
    await dataSource.query('update subscriptions set expires_at = $3 where mailbox_id = $1 and folder = $2', [mailbox.id, row.folder, renewed.expiresAt]);
  }
  return true;
}

async function remake({ dataSource, subscriptions, clock, herald }: WatchParts, mailbox: Mailbox, place: Place): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query('delete from subscriptions where mailbox_id = $1 and folder = $2', [mailbox.id, place]);
    await settle(tx, herald, mailbox.id, clock.now());
  });
  const clientState = randomBytes(32).toString('base64url');
  const standing = await subscriptions.create(mailbox.userId, place, clientState);
  const stored = await store(dataSource.manager, mailbox.id, place, standing, clientState);
  if (!stored) await subscriptions.end(standing.subscriptionId);
}

/** False: the mailbox was removed meanwhile. */
async function store(tx: EntityManager, mailboxId: string, place: Place, standing: Standing, clientState: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into subscriptions (mailbox_id, folder, subscription_id, client_state, expires_at)
     select id, $2, $3, $4, $5 from mailboxes where id = $1 and state = 'connected'
     on conflict (mailbox_id, folder) do update set
       subscription_id = excluded.subscription_id, client_state = excluded.client_state, expires_at = excluded.expires_at
     returning 1`,
    [mailboxId, place, standing.subscriptionId, clientState, standing.expiresAt],
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
    [new Date(now.getTime() + RENEW_BEFORE_MS), PLACES.length],
  );
  return rows.map(({ id }) => id);
}
