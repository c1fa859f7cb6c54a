/** What `/metrics` says of Graph's notifications. */
import { Counter, type Registry } from 'prom-client';

export interface NotificationCounters {
  readonly stored: Counter;
  readonly ignored: Counter;
}

export function notificationCounters(registry: Registry | undefined): NotificationCounters {
  const registers = registry === undefined ? [] : [registry];
  return {
    stored: new Counter({ name: 'readback_graph_notifications_total', help: 'Change notifications of Graph that were taken', registers }),
    ignored: new Counter({
      name: 'readback_graph_notifications_ignored_total',
      help: 'Change notifications that were ignored: unknown subscription, or a client state that is not ours',
      registers,
    }),
  };
}
