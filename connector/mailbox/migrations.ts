import type { MigrationInterface, QueryRunner } from 'typeorm';

class Mailboxes1700000003000 implements MigrationInterface {
  readonly name = 'Mailboxes1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table mailboxes (
        id uuid primary key default gen_random_uuid(),
        user_id text not null unique,
        address text not null,
        name text not null,
        addresses text[] not null,
        time_zone text not null,
        state text not null check (state in ('connected', 'removed')),
        tracked_since timestamptz not null,
        watched_since timestamptz,
        last_notification_at timestamptz,
        last_read_at timestamptz
      );
      create table subscriptions (
        mailbox_id uuid not null,
        folder text not null check (folder in ('inbox', 'sentitems')),
        subscription_id text not null unique,
        client_state text not null,
        expires_at timestamptz not null,
        primary key (mailbox_id, folder)
      );
      create table delta_cursors (
        mailbox_id uuid not null,
        folder text not null,
        cursor text not null,
        primary key (mailbox_id, folder)
      );
      -- Stored before Graph is answered 202, deleted once handled.
      create table notifications (
        mailbox_id uuid not null,
        id bigint generated always as identity,
        folder text not null,
        item_id text not null,
        attempts int not null default 0,
        received_at timestamptz not null,
        primary key (mailbox_id, id)
      );
      create unique index on notifications (mailbox_id, folder, item_id);
      -- One row per mail to be sent, for ever: what makes a sending happen once.
      create table outgoing (
        mailbox_id uuid not null,
        key text not null,
        state text not null check (state in ('drafting', 'drafted', 'sending', 'sent', 'abandoned')),
        item_id text,
        internet_message_id text,
        conversation_id text,
        sending_at timestamptz,
        primary key (mailbox_id, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outgoing, notifications, delta_cursors, subscriptions, mailboxes');
  }
}

export const migrations = [Mailboxes1700000003000];
