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

class Coverage1700000003001 implements MigrationInterface {
  readonly name = 'Coverage1700000003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table mailboxes
        -- When reading began that reached the end of Sent Items, and of all folders but these two.
        add column sent_read_at timestamptz,
        add column others_read_at timestamptz,
        -- As last_read_at, by PostgreSQL's own clock: the connector's may be set forward (CLOCK_OFFSET_FILE).
        add column alive_at timestamptz not null default clock_timestamp(),
        -- Code of the failure since the Inbox was last read; null if none.
        add column failing text;
      alter table subscriptions drop constraint subscriptions_folder_check;
      alter table subscriptions add check (folder in ('inbox', 'sentitems', 'other'));
      create table mail_folders (
        mailbox_id uuid not null,
        folder_id text not null,
        role text not null check (role in ('inbox', 'sentitems', 'other', 'left_out')),
        primary key (mailbox_id, folder_id)
      );
      -- Spans in which a mailbox was not being watched.
      create table coverage_gaps (
        mailbox_id uuid not null,
        id bigint generated always as identity,
        from_at timestamptz not null,
        until_at timestamptz,
        reason text not null check (reason in ('subscription', 'denied', 'unreachable', 'down', 'removed')),
        state text not null check (state in ('open', 'closed', 'filled', 'unfilled')),
        -- By PostgreSQL's own clock.
        opened_at timestamptz not null default clock_timestamp(),
        -- The rep was told that it began.
        told boolean not null default false,
        -- How many answers were received in it; null until it is filled.
        late int,
        primary key (mailbox_id, id)
      );
      create unique index on coverage_gaps (mailbox_id) where state = 'open';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table coverage_gaps, mail_folders;
      delete from subscriptions where folder = 'other';
      alter table mailboxes drop column sent_read_at, drop column others_read_at, drop column alive_at, drop column failing;
    `);
  }
}

export const migrations = [Mailboxes1700000003000, Coverage1700000003001];
