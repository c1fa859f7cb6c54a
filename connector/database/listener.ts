/**
 * LISTEN on one connection of its own, for all channels. When the connection is lost it is made
 * again; what was notified in between is lost, so each listener hears of the gap and looks for
 * itself what it missed. Notifications are wake-ups, never the only copy of anything.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.js';

const RECONNECT_FIRST_MS = 100;
const RECONNECT_MOST_MS = 5_000;
/** How often the connection is tried for life, so that a silently dropped one is noticed. */
const HEARTBEAT_MS = 30_000;

export interface ChannelHandler {
  /** A notification, with its payload ('' if it has none). */
  readonly notified: (payload: string) => void;
  /** The connection was made again; notifications may have been missed. */
  readonly reconnected?: () => void;
}

export interface Listener {
  /** Resolves once PostgreSQL has confirmed; call the result to stop. */
  readonly listen: (channel: string, handler: ChannelHandler) => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
}

/** The connection is made with the first `listen`. */
export function createListener(url: string, log: Logger): Listener {
  const channels = new Map<string, Set<ChannelHandler>>();
  let connection: Promise<pg.Client> | undefined;
  let closed = false;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 10_000 });
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost || closed) return;
      lost = true;
      clearInterval(heartbeat);
      client.end().catch(() => undefined);
      log.warn({ reason: error?.message }, 'lost the connection that listens to PostgreSQL; reconnecting');
      connection = reconnect();
      connection.catch(() => undefined);
    };
    const heartbeat = setInterval(() => void client.query('select 1').catch(lose), HEARTBEAT_MS);
    heartbeat.unref();
    client.on('notification', ({ channel, payload }) => {
      for (const handler of channels.get(channel) ?? []) handler.notified(payload ?? '');
    });
    try {
      client.on('error', () => undefined);
      await client.connect();
      for (const channel of channels.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      lost = true;
      clearInterval(heartbeat);
      client.end().catch(() => undefined);
      throw error;
    }
    client.on('error', lose);
    client.on('end', () => {
      clearInterval(heartbeat);
      lose();
    });
    return client;
  };

  const reconnect = async (): Promise<pg.Client> => {
    for (let wait_ms = RECONNECT_FIRST_MS; ; wait_ms = Math.min(wait_ms * 2, RECONNECT_MOST_MS)) {
      await sleep(wait_ms, undefined, { ref: false });
      if (closed) throw new Error('the listener is closed');
      try {
        const client = await connect();
        for (const handlers of channels.values()) for (const handler of handlers) handler.reconnected?.();
        return client;
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'PostgreSQL does not answer; trying again');
      }
    }
  };

  return {
    listen: async (channel, handler) => {
      const handlers = channels.get(channel) ?? new Set();
      handlers.add(handler);
      channels.set(channel, handlers);
      const attempt = (connection ??= connect());
      try {
        const client = await attempt;
        await client.query(`listen ${client.escapeIdentifier(channel)}`);
      } catch (error) {
        handlers.delete(handler);
        connection = connection === attempt ? undefined : connection;
        throw error;
      }
      return async () => {
        handlers.delete(handler);
        if (handlers.size > 0 || closed || channels.get(channel) !== handlers) return;
        channels.delete(channel);
        const client = await connection;
        await client?.query(`unlisten ${client.escapeIdentifier(channel)}`).catch(() => undefined);
      };
    },
    close: async () => {
      closed = true;
      const client = await connection?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
