/** What `/metrics` says of Graph's notifications. */
import { Counter } from 'prom-client';

export const notificationsStored = new Counter({
  name: 'readback_graph_notifications_total',
  help: 'Change notifications of Graph that were taken.',
});

export const notificationsIgnored = new Counter({
  name: 'readback_graph_notifications_ignored_total',
  help: 'Change notifications that were ignored: unknown subscription, or a client state that is not ours.',
});
