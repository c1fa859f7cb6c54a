/**
 * Takes the pane's word on what a rep looks at: remembers it, tells the other connectors, and has
 * hits of a moment earlier judged again. Nothing of it is written down; what stays is that a view of
 * a message was the rep's own.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import type { Database } from '../../database/index.js';
import type { StampKey } from '../hit.js';
import { resettle } from '../settle/resettle.js';
import { readStamp } from '../stamp.js';
import { Allowance } from './allowance.js';
import type { Client } from './clients.js';
import { openSignal, sealSignal } from './sealed-signal.js';
import { Signals } from './signals.js';

/** NOTIFY channel; the payload is a sealed signal. */
export const LOOKING_CHANNEL = 'looking';

/** Hits of the last seconds are judged again; they may have come before the signal. */
const EARLIER_MS = 10_000;
/** Once more after this: a hit may have been about to be written while the signal came. */
const AGAIN_AFTER_MS = 2_000;
const FORGET_EVERY_MS = 60_000;
/** A pane sends one per message shown; somebody who leafs through their mail, a few in a second. */
const OFTEN = { times: 60, within_ms: 20_000 } as const;

export interface LookingOptions {
  readonly database: Pick<Database, 'dataSource' | 'listen'>;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface SaidLooking {
  readonly repId: string;
  /** Null where no cookie of ours came. */
  readonly deviceId: string | null;
  readonly client: Client;
  readonly addressHash: Buffer;
  /** As the pane found them; those that are none of ours are left out. */
  readonly stamps: readonly string[];
}

export interface Looking {
  readonly signals: Signals;
  /** Throws TOO_OFTEN. */
  say(said: SaidLooking): Promise<void>;
  close(): Promise<void>;
}

export async function openLooking({ database, keys, clock, log }: LookingOptions): Promise<Looking> {
  const { dataSource } = database;
  const signals = new Signals();
  const allowance = new Allowance(OFTEN.times, OFTEN.within_ms);
  const teller = randomUUID();
  const later = new Set<NodeJS.Timeout>();
  const stopListening = await database.listen(LOOKING_CHANNEL, {
    notified: (payload) => {
      const told = openSignal(keys, payload);
      if (told !== null && told.teller !== teller) signals.take(told);
    },
  });
  const forgetting = setInterval(() => signals.forget(clock.now().getTime()), FORGET_EVERY_MS);
  forgetting.unref();

  // Without particulars: what failed would name who looked at what.
  const failed = (): void => log.warn('a signal could not be told to the other connectors, or hits not be judged again');
  const judgeAgain = async (stamps: readonly StampKey[]): Promise<void> => {
    const since = new Date(clock.now().getTime() - EARLIER_MS - AGAIN_AFTER_MS);
    await dataSource.transaction(async (tx) => resettle(tx, await hitLately(tx, stamps, since)));
  };
  const judgeOnceMore = (stamps: readonly StampKey[]): void => {
    const timer = setTimeout(() => {
      later.delete(timer);
      judgeAgain(stamps).catch(failed);
    }, AGAIN_AFTER_MS);
    later.add(timer);
  };

  return {
    signals,
    say: async ({ repId, deviceId, client, addressHash, stamps: texts }) => {
      const now = clock.now();
      allowance.spend(repId, now.getTime());
      const stamps = texts.flatMap((text) => readStamp(keys, text) ?? []);
      const hash = addressHash.toString('base64url');
      const signal = {
        looker: deviceId ?? `${repId} ${client} ${hash}`,
        repId,
        client,
        addressHash: hash,
        stampIds: [...new Set(stamps.map(({ id }) => id))],
        at_ms: now.getTime(),
      };
      signals.take(signal);
      const found = stamps.map(({ id, mailboxId }) => ({ stampId: id, mailboxId }));
      try {
        // Before hits are judged again, elsewhere too: notifications come in the order they were committed.
        await dataSource.query('select pg_notify($1, $2)', [LOOKING_CHANNEL, sealSignal(keys, { ...signal, teller })]);
        if (found.length > 0) await judgeAgain(found);
      } catch {
        failed();
      }
      if (found.length > 0) judgeOnceMore(found);
    },
    close: async () => {
      clearInterval(forgetting);
      for (const timer of later) clearTimeout(timer);
      await stopListening();
    },
  };
}

async function hitLately(tx: EntityManager, stamps: readonly StampKey[], since: Date): Promise<StampKey[]> {
  return tx.query<StampKey[]>(
    `select mailbox_id as "mailboxId", stamp_id as "stampId"
     from (select distinct * from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)) as stamp
     where exists (select from hits where hits.mailbox_id = stamp.mailbox_id and hits.stamp_id = stamp.stamp_id and hits.at >= $3)`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), since],
  );
}
