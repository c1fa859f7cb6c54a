/** Connecting a mailbox and letting go of it. Used by the connector and, beside a running one, by the command line. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { messageOf, ReadbackError } from '../errors.js';
import { addOwnDomains, ensureRep } from '../identity/index.js';
import { accessWarnings } from './access.js';
import { giveUpGaps } from './coverage/gaps.js';
import { findMailboxUser, type MailboxUser } from './directory.js';
import { mailboxEntity } from './entities.js';
import { path, type Graph } from './graph/client.js';
import type { TokenSource } from './graph/token.js';
import { addWatchJob } from './jobs.js';
import type { Mailbox } from './types.js';

export interface Connection {
  readonly mailbox: Mailbox;
  /** Sentences for the administrator; empty when all is well. */
  readonly warnings: readonly string[];
}

interface ConnectParts {
  readonly graph: Graph;
  readonly tokens: Pick<TokenSource, 'roles'>;
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Connects the mailbox of this address and has it watched: by the connector that runs, or the next
 * that starts. A mailbox already connected keeps the moment since when it is tracked; one that was
 * removed begins anew.
 * @throws {ReadbackError} MAILBOX_NOT_FOUND, MAILBOX_NOT_ONLINE, MAILBOX_DENIED, EXCHANGE_UNREACHABLE
 */
export async function connect(parts: ConnectParts, address: string): Promise<Connection> {
  const user = await findMailboxUser(parts.graph, address);
  const mailbox = await parts.dataSource.transaction(async (tx) => {
    const id = await storeMailbox(tx, user, parts.clock.now());
    await ensureRep(tx, { oid: user.userId, address: user.address, name: user.name });
    await addOwnDomains(tx, user.addresses.map((own) => own.slice(own.lastIndexOf('@') + 1)));
    await addWatchJob(tx, id, 'verify');
    return tx.findOneByOrFail(mailboxEntity, { id });
  });
  return { mailbox, warnings: [...user.warnings, ...accessWarnings(await parts.tokens.roles())] };
}

async function storeMailbox(tx: EntityManager, user: MailboxUser, now: Date): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>(
    `insert into mailboxes (user_id, address, name, addresses, time_zone, state, tracked_since)
     values ($1, $2, $3, $4, $5, 'connected', $6)
     on conflict (user_id) do update set
       address = excluded.address, name = excluded.name, addresses = excluded.addresses,
       time_zone = excluded.time_zone, state = 'connected',
       tracked_since = case when mailboxes.state = 'connected' then mailboxes.tracked_since else excluded.tracked_since end,
       alive_at = case when mailboxes.state = 'connected' then mailboxes.alive_at else excluded.alive_at end,
       failing = case when mailboxes.state = 'connected' then mailboxes.failing end
     returning id`,
    [user.userId, user.address, user.name, [...user.addresses], user.timeZone, now],
  );
  if (row === undefined) throw new ReadbackError('INTERNAL', 'the mailbox was not stored');
  return row.id;
}

/**
 * Stops watching the mailbox of this address and forgets where reading stood. Exchange is told best
 * effort: a subscription left behind expires by itself and its notifications are ignored.
 * @throws {ReadbackError} MAILBOX_NOT_FOUND
 */
export async function disconnect(parts: Pick<ConnectParts, 'graph' | 'dataSource' | 'clock' | 'log'>, address: string): Promise<void> {
  const removed = await parts.dataSource.transaction(async (tx) => {
    const [mailbox] = await tx.query<{ id: string }[]>(
      `select id from mailboxes where state = 'connected' and $1 = any(addresses) for update`,
      [address.toLowerCase()],
    );
    if (mailbox === undefined) throw new ReadbackError('MAILBOX_NOT_FOUND', `No mailbox with the address ${address} is connected.`);
    const subscriptions = await tx.query<{ subscription_id: string }[]>('select subscription_id from subscriptions where mailbox_id = $1', [mailbox.id]);
    await tx.query('delete from subscriptions where mailbox_id = $1', [mailbox.id]);
    await tx.query('delete from delta_cursors where mailbox_id = $1', [mailbox.id]);
    await tx.query('delete from notifications where mailbox_id = $1', [mailbox.id]);
    await tx.query('delete from mail_folders where mailbox_id = $1', [mailbox.id]);
    await giveUpGaps(tx, mailbox.id, parts.clock.now());
    await tx.query(`update mailboxes set state = 'removed', last_read_at = null, sent_read_at = null, others_read_at = null where id = $1`, [mailbox.id]);
    return subscriptions.map((row) => row.subscription_id);
  });
  for (const id of removed) {
    await parts.graph.delete(path`/subscriptions/${id}`).catch((error: unknown) => {
      parts.log.warn({ reason: messageOf(error) }, 'a subscription could not be ended; it will expire by itself');
    });
  }
}
