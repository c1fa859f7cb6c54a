import type { MigrationInterface, QueryRunner } from 'typeorm';

class Campaigns1700000006000 implements MigrationInterface {
  readonly name = 'Campaigns1700000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table campaigns (
        mailbox_id uuid not null,
        id uuid not null default gen_random_uuid(),
        rep_id uuid not null,
        name text not null,
        -- Local hour of the mailbox's time zone at which steps go out, Monday to Friday.
        send_hour smallint not null check (send_hour between 0 and 23),
        created_at timestamptz not null,
        primary key (mailbox_id, id)
      );
      create table steps (
        mailbox_id uuid not null,
        campaign_id uuid not null,
        position int not null,
        -- The day within the campaign, 1 is the first.
        day int not null check (day >= 1),
        subject text not null,
        body text not null,
        primary key (mailbox_id, campaign_id, position)
      );
      create table enrollments (
        mailbox_id uuid not null,
        id uuid not null default gen_random_uuid(),
        campaign_id uuid not null,
        person_id uuid not null,
        address text not null,
        name text not null,
        -- waiting: the rep has been asked something; nothing is sent until it is answered.
        state text not null check (state in ('active', 'waiting', 'ended', 'finished')),
        enrolled_at timestamptz not null,
        -- When day 1 was, which later days count from; null until the first mail is due.
        started_at timestamptz,
        -- The next step and when it is due; null when none is left.
        next_position int,
        next_at timestamptz,
        -- When a job was added for the next step.
        queued_at timestamptz,
        -- The rep asked for the next mail now, whatever the hour.
        send_now boolean not null default false,
        ended_at timestamptz,
        -- Stable code: reply, unsubscribed, removed, failed.
        end_reason text,
        -- What the page says of it, as an activity's data.
        end_detail jsonb,
        primary key (mailbox_id, id)
      );
      create unique index on enrollments (mailbox_id, campaign_id, address) where state in ('active', 'waiting');
      create index on enrollments (mailbox_id, address) where state in ('active', 'waiting');
      create index on enrollments (next_at) where state = 'active';
      -- Each mail of an enrollment that was begun: what it became.
      create table step_sends (
        mailbox_id uuid not null,
        enrollment_id uuid not null,
        position int not null,
        message_id uuid not null,
        stamp text not null,
        state text not null check (state in ('begun', 'sent')),
        at timestamptz not null,
        primary key (mailbox_id, enrollment_id, position)
      );
      create table questions (
        mailbox_id uuid not null,
        id uuid not null,
        activity_id bigint not null,
        enrollment_ids uuid[] not null,
        answered_at timestamptz,
        primary key (mailbox_id, id)
      );
      -- People who asked not to be written to, organisation-wide.
      create table opt_outs (
        address text primary key,
        at timestamptz not null,
        how text not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table opt_outs, questions, step_sends, enrollments, steps, campaigns');
  }
}

class LastLooks1700000006001 implements MigrationInterface {
  readonly name = 'LastLooks1700000006001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Until when all folders of a mailbox were looked through before a mail went.
      create table last_looks (
        mailbox_id uuid primary key,
        at timestamptz not null
      );
      -- Every answer and every unsubscribing looks for the enrollments of a person.
      create index on enrollments (person_id, mailbox_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table last_looks; drop index enrollments_person_id_mailbox_id_idx');
  }
}

export const migrations = [Campaigns1700000006000, LastLooks1700000006001];
