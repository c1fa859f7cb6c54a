/** Mailboxes as TypeORM knows them. Their subscriptions, cursors and notifications are reached by SQL alone. */
import { EntitySchema } from 'typeorm';
import type { Mailbox } from './types.js';

export const mailboxEntity = new EntitySchema<Mailbox>({
  name: 'mailbox',
  tableName: 'mailboxes',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    userId: { type: 'text', name: 'user_id' },
    address: { type: 'text' },
    name: { type: 'text' },
    addresses: { type: 'text', array: true },
    timeZone: { type: 'text', name: 'time_zone' },
    state: { type: 'text' },
    trackedSince: { type: 'timestamptz', name: 'tracked_since' },
    watchedSince: { type: 'timestamptz', name: 'watched_since', nullable: true },
    lastNotificationAt: { type: 'timestamptz', name: 'last_notification_at', nullable: true },
    lastReadAt: { type: 'timestamptz', name: 'last_read_at', nullable: true },
  },
});

export const entities = [mailboxEntity];
