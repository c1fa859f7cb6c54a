/**
 * The Live Feed of this connector: one LISTEN for everybody, one channel per set of mailboxes that
 * is being followed. A notification wakes the channels of its mailbox.
 *
 * Lines are read in commit order, below the oldest running transaction only. So a long-running
 * transaction anywhere on the server delays lines, but never makes a stream skip one: while a
 * channel knows of a line it may not read yet, the horizon is looked at again every few
 * milliseconds, with one query for all channels. Keep transactions short.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '../database/index.js';
import { messageOf, ReadbackError } from '../errors.js';
import { ACTIVITY_CHANNEL } from './append.js';
import { Channel, type Batch } from './channel.js';
import type { Cursor } from './cursor.js';
import { horizon } from './lines.js';

const RECHECK_MS = 20;
const RECHECK_AFTER_FAILURE_MS = 1_000;
/** For wake-ups that were lost for a reason nobody thought of. */
const SAFETY_POLL_MS = 15_000;

const wakeSchema = z.object({ mailboxId: z.string(), xid: z.string().regex(/^\d+$/) });

export interface LiveFeed {
  /**
   * Lines of these mailboxes after a place (null: only new ones), until the signal or `close`.
   * The first batch is empty and names the place where it begins.
   */
  readonly follow: (mailboxIds: readonly string[], after: Cursor | null, signal: AbortSignal) => AsyncGenerator<Batch, void, undefined>;
  /** Ends every stream and stops listening. */
  readonly close: () => Promise<void>;
}

/** Starts listening. */
export async function openLiveFeed({ database, log }: { database: Database; log: Logger }): Promise<LiveFeed> {
  const tx = database.dataSource.manager;
  const shared = new Map<string, { channel: Promise<Channel>; streams: number }>();
  const opened = new Set<Channel>();
  const streams = new Set<AbortController>();
  let closed = false;
  let recheck: NodeJS.Timeout | undefined;

  const recheckLater = (wait_ms: number): void => {
    if (closed) return;
    recheck ??= setTimeout(() => {
      recheck = undefined;
      void recheckNow();
    }, wait_ms);
  };
  const recheckNow = async (): Promise<void> => {
    try {
      const behind = [...opened].filter((channel) => channel.isBehind);
      if (behind.length === 0) return;
      const { complete } = await horizon(tx);
      await Promise.all(behind.filter((channel) => channel.complete.xid < complete.xid).map((channel) => channel.read()));
      if (behind.some((channel) => channel.isBehind)) recheckLater(RECHECK_MS);
    } catch (error) {
      failed(error);
    }
  };
  const failed = (error: unknown): void => {
    if (closed) return;
    log.warn({ reason: messageOf(error) }, 'the Live Feed could not be read; trying again');
    recheckLater(RECHECK_AFTER_FAILURE_MS);
  };
  const read = (channel: Channel): void => {
    channel.read().then(() => {
      if (channel.isBehind) recheckLater(RECHECK_MS);
    }, failed);
  };
  /** For when notifications may have been missed. */
  const readEverything = (): void => {
    if (opened.size === 0) return;
    horizon(tx).then(({ newest }) => {
      for (const channel of opened) {
        channel.want(newest);
        read(channel);
      }
    }, failed);
  };

  const stopListening = await database.listen(ACTIVITY_CHANNEL, {
    notified: (payload) => {
      const wake = parseWake(payload);
      if (wake === undefined) return;
      for (const channel of opened) {
        if (!channel.mailboxIds.includes(wake.mailboxId)) continue;
        channel.want(wake.xid);
        read(channel);
      }
    },
    reconnected: readEverything,
  });
  const poll = setInterval(readEverything, SAFETY_POLL_MS);
  poll.unref();

  const open = async (mailboxIds: readonly string[]): Promise<Channel> => {
    const channel = await Channel.open(tx, mailboxIds);
    opened.add(channel);
    read(channel);
    return channel;
  };

  return {
    follow: async function* (mailboxIds, after, signal) {
      if (closed) throw new ReadbackError('NOT_READY', 'The connector is stopping. Try again in a moment.');
      const ids = [...new Set(mailboxIds)].sort();
      const entry = shared.get(ids.join()) ?? { channel: open(ids), streams: 0 };
      shared.set(ids.join(), entry);
      entry.streams += 1;
      const stop = new AbortController();
      const stopped = (): void => stop.abort();
      signal.addEventListener('abort', stopped);
      streams.add(stop);
      try {
        yield* (await entry.channel).follow(after, stop.signal);
      } finally {
        streams.delete(stop);
        signal.removeEventListener('abort', stopped);
        entry.streams -= 1;
        if (entry.streams === 0) {
          shared.delete(ids.join());
          entry.channel.then((channel) => opened.delete(channel), () => undefined);
        }
      }
    },
    close: async () => {
      closed = true;
      for (const stop of streams) stop.abort();
      clearInterval(poll);
      clearTimeout(recheck);
      await stopListening();
    },
  };
}

function parseWake(payload: string): { mailboxId: string; xid: bigint } | undefined {
  try {
    const { mailboxId, xid } = wakeSchema.parse(JSON.parse(payload));
    return { mailboxId, xid: BigInt(xid) };
  } catch {
    return undefined;
  }
}
