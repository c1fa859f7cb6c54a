/**
 * Stamps whose hits are answered and not stored: somebody who got the mail does not consent, or the
 * rep switched its tracking off. The table is the truth; every connector keeps the ids in memory, so
 * that a hit costs no query, and hears of changes by NOTIFY. What slips through in that moment is
 * dropped when it is settled, where the table is asked again.
 */
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database/index.js';
import { messageOf } from '../errors.js';
import type { StampKey } from './hit.js';
import { StampSet } from './ingest/stamp-set.js';
import { forgetFigures } from './settle/figures.js';
import { resettle } from './settle/resettle.js';
import { lockStamps } from './stamp-lock.js';

/** `quoted`: from a moment on, see quoted-to.ts. */
export type SilencedBecause = 'consent' | 'switched-off' | 'quoted';

/** Payload: `+` or `-` and ids separated by commas; empty: too many to name, read the table. */
export const SILENCE_CHANNEL = 'silence';
/** A payload has at most 8,000 bytes, an id 16. */
const IDS_PER_NOTICE = 400;
const NAMED_AT_MOST = 4_000;
const ROWS_AT_ONCE = 20_000;
const RETRY_AFTER_MS = 2_000;

/** From the commit on, hits on these stamps leave no trace. Those stored before stay: see `eraseHits`. */
export async function silence(tx: EntityManager, stamps: readonly StampKey[], why: Exclude<SilencedBecause, 'quoted'>): Promise<void> {
  if (stamps.length === 0) return;
  await lockStamps(tx, stamps.map(({ stampId }) => stampId), 'alone');
  const added = await tx.query<{ id: string }[]>(
    `insert into silenced_stamps (mailbox_id, stamp_id, why)
     select distinct mailbox_id, stamp_id, $3 from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     on conflict do nothing
     returning stamp_id as id`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), why],
  );
  await tell(tx, '+', added.map(({ id }) => id));
}

/** A stamp of which nothing is stored that came at this moment or later. */
export interface SilencedFrom extends StampKey {
  readonly since: Date;
}

/** What was stored of these stamps since then is erased soon after, and nothing is from the commit on. */
export async function silenceFrom(tx: EntityManager, stamps: readonly SilencedFrom[]): Promise<void> {
  if (stamps.length === 0) return;
  await lockStamps(tx, stamps.map(({ stampId }) => stampId), 'alone');
  await tx.query(
    `insert into silenced_stamps (mailbox_id, stamp_id, why, since)
     select mailbox_id, stamp_id, 'quoted', min(since) from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as stamp (mailbox_id, stamp_id, since)
     group by mailbox_id, stamp_id
     on conflict (mailbox_id, stamp_id, why) do update set since = least(silenced_stamps.since, excluded.since)`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), stamps.map(({ since }) => since)],
  );
  await tell(tx, '+', [...new Set(stamps.map(({ stampId }) => stampId))]);
  await resettle(tx, stamps);
}

/** By stamp id: the moment from which nothing of it may be stored, of those that have one. */
export async function silencedSince(tx: EntityManager, stamps: readonly StampKey[]): Promise<Map<string, Date>> {
  const rows = await tx.query<{ id: string; since: Date }[]>(
    `select stamp.stamp_id as id, min(since) as since
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id) join silenced_stamps using (mailbox_id, stamp_id)
     where since is not null group by stamp.stamp_id`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  return new Map(rows.map(({ id, since }) => [id, since]));
}

/** Takes back what was silenced for this reason; a stamp silenced for the other one as well stays silent. */
export async function unsilence(tx: EntityManager, stamps: readonly StampKey[], why: SilencedBecause): Promise<void> {
  if (stamps.length === 0) return;
  const heard = await tx.query<{ id: string }[]>(
    `with gone as (
       delete from silenced_stamps using unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
       where silenced_stamps.mailbox_id = stamp.mailbox_id and silenced_stamps.stamp_id = stamp.stamp_id and why = $3
       returning silenced_stamps.mailbox_id, silenced_stamps.stamp_id)
     select stamp_id as id from gone
     where not exists (select from silenced_stamps other where other.mailbox_id = gone.mailbox_id and other.stamp_id = gone.stamp_id and other.why <> $3)`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), why],
  );
  await tell(tx, '-', heard.map(({ id }) => id));
}

/** The ids of those that are silenced altogether. */
export async function silencedAmong(tx: EntityManager, stamps: readonly StampKey[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `select distinct stamp.stamp_id as id
     from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id) join silenced_stamps using (mailbox_id, stamp_id)
     where since is null`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Deletes the hits stored for these stamps; their views are withdrawn soon after. Hits that are
 * still to be settled are kept out by `silence`, called before in the same transaction.
 */
export async function eraseHits(tx: EntityManager, stamps: readonly StampKey[]): Promise<void> {
  if (stamps.length === 0) return;
  await lockStamps(tx, stamps.map(({ stampId }) => stampId), 'alone');
  await tx.query(
    `delete from hits using unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
     where hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
  );
  // Nothing of a group that could not be settled counts: it goes whole.
  await tx.query('delete from hits_set_aside where exists (select from unnest($1::text[]) as stamp (id) where position(stamp.id in hits) > 0)', [stamps.map(({ stampId }) => stampId)]);
  await forgetFigures(tx, stamps);
  await resettle(tx, stamps);
}

export interface Silence {
  readonly has: (stampId: string) => boolean;
  readonly size: () => number;
  readonly close: () => Promise<void>;
}

/** Reads the table, and follows it from then on. */
export async function openSilence({ database, log }: { readonly database: Database; readonly log: Logger }): Promise<Silence> {
  let silenced = new StampSet();
  let reading: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  /** What was heard while the table is being read: it may be newer than what was read. */
  let heard: string[] = [];

  const read = (): Promise<void> => {
    again = true;
    reading ??= (async () => {
      while (again) {
        again = false;
        heard = [];
        const fresh = await readAll(database.dataSource.manager);
        for (const payload of heard) apply(fresh, payload);
        silenced = fresh;
      }
    })().finally(() => {
      reading = null;
    });
    return reading;
  };
  const readLater = (): void => {
    read().catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, 'silenced stamps could not be read; tried again, and kept out when hits are settled');
      if (!closed) retry = setTimeout(readLater, RETRY_AFTER_MS);
    });
  };
  const unlisten = await database.listen(SILENCE_CHANNEL, {
    notified: (payload) => {
      if (payload === '') readLater();
      else {
        apply(silenced, payload);
        if (reading !== null) heard.push(payload);
      }
    },
    reconnected: readLater,
  });
  await read();
  return {
    has: (stampId) => silenced.has(stampId),
    size: () => silenced.size,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await unlisten();
      await reading?.catch(() => undefined);
    },
  };
}

function apply(set: StampSet, payload: string): void {
  for (const id of payload.slice(1).split(',')) {
    if (payload.startsWith('+')) set.add(id);
    else set.delete(id);
  }
}

async function readAll(manager: EntityManager): Promise<StampSet> {
  const set = new StampSet();
  let last = ['00000000-0000-0000-0000-000000000000', '', ''];
  for (;;) {
    const rows = await manager.query<{ mailbox: string; id: string; why: string }[]>(
      `select mailbox_id as mailbox, stamp_id as id, why from silenced_stamps
       where (mailbox_id, stamp_id, why) > ($1, $2, $3) order by mailbox_id, stamp_id, why limit ${ROWS_AT_ONCE}`,
      last,
    );
    for (const { id } of rows) set.add(id);
    const end = rows.at(-1);
    if (end === undefined || rows.length < ROWS_AT_ONCE) return set;
    last = [end.mailbox, end.id, end.why];
  }
}

async function tell(tx: EntityManager, sign: '+' | '-', ids: readonly string[]): Promise<void> {
  if (ids.length > NAMED_AT_MOST) {
    await tx.query('select pg_notify($1, $2)', [SILENCE_CHANNEL, '']);
    return;
  }
  for (let from = 0; from < ids.length; from += IDS_PER_NOTICE) {
    await tx.query('select pg_notify($1, $2)', [SILENCE_CHANNEL, sign + ids.slice(from, from + IDS_PER_NOTICE).join(',')]);
  }
}
