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

class WhatFollows1700000006002 implements MigrationInterface {
  readonly name = 'WhatFollows1700000006002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table campaigns add column reply_is_success boolean not null default false;
      alter table enrollments
        -- The person is away: nothing goes before this, whatever next_at says.
        add column paused_until timestamptz,
        add column success boolean not null default false;
      create index enrollments_company on enrollments (split_part(address, '@', 2)) where state in ('active', 'waiting');
      -- Set in the moment Exchange is asked to send: from then on it may have gone.
      alter table step_sends add column handed_over boolean not null default false;
      -- unclear: given up after it had been handed over; it may still turn out to have gone.
      alter table step_sends drop constraint step_sends_state_check;
      alter table step_sends add constraint step_sends_state_check check (state in ('begun', 'sent', 'unclear'));
      alter table questions
        add column about text not null default 'whom',
        -- What the answer needs to be acted upon.
        add column facts jsonb not null default '{}';
      create index questions_open on questions using gin (enrollment_ids) where answered_at is null;
      create index questions_activity on questions (mailbox_id, activity_id);
      -- What a mail that came in, or was written by hand, changed in an enrollment: the basis of
      -- undoing it and, where a next mail was planned, of the list of mails that did not go.
      create table outcomes (
        mailbox_id uuid not null,
        id bigint generated always as identity,
        activity_id bigint not null,
        enrollment_id uuid not null,
        campaign_id uuid not null,
        what text not null check (what in ('ended', 'paused', 'waiting')),
        -- The next mail as it was planned; null if none was.
        position int,
        would_go_at timestamptz,
        -- Of a pause: until when.
        until timestamptz,
        -- Null: no mail that came in, but one written by hand.
        found_by text,
        at timestamptz not null,
        -- Undone, or the rep let it go on.
        over_at timestamptz,
        primary key (mailbox_id, id)
      );
      create index outcomes_activity on outcomes (mailbox_id, activity_id);
      create index outcomes_enrollment on outcomes (mailbox_id, enrollment_id);
      -- A team's rules; no row: the defaults.
      create table team_rules (
        team_id uuid primary key,
        end_on_other_thread boolean not null,
        end_on_same_company boolean not null,
        absence_days smallint not null check (absence_days between 1 and 60),
        accepted_is_success boolean not null
      );
      -- People who asked for no more mail, until the rep confirms or rejects it.
      create table person_holds (
        team_id uuid not null,
        person_id uuid not null,
        question_id uuid not null,
        at timestamptz not null,
        primary key (team_id, person_id, question_id)
      );
      create index person_holds_question on person_holds (question_id);
      -- Addresses that do not exist, for a team.
      create table undeliverable_addresses (
        team_id uuid not null,
        address text not null,
        status text not null,
        at timestamptz not null,
        mailbox_id uuid not null,
        activity_id bigint not null,
        primary key (team_id, address)
      );
      -- Failed deliveries that count together: refusals by policy, and soft ones.
      create table failed_deliveries (
        mailbox_id uuid not null,
        activity_id bigint not null,
        address text not null,
        sort text not null check (sort in ('policy', 'soft')),
        at timestamptz not null,
        primary key (mailbox_id, activity_id, address)
      );
      create index failed_deliveries_recent on failed_deliveries (mailbox_id, sort, at);
      -- Mailboxes whose mails are held until the rep releases them.
      create table queue_holds (
        mailbox_id uuid primary key,
        since timestamptz not null,
        activity_id bigint not null,
        says text not null,
        released_at timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table queue_holds, failed_deliveries, undeliverable_addresses, person_holds, team_rules, outcomes;
      drop index questions_activity, questions_open, enrollments_company;
      alter table questions drop column facts, drop column about;
      delete from step_sends where state = 'unclear';
      alter table step_sends drop constraint step_sends_state_check;
      alter table step_sends add constraint step_sends_state_check check (state in ('begun', 'sent'));
      alter table step_sends drop column handed_over;
      alter table enrollments drop column success, drop column paused_until;
      alter table campaigns drop column reply_is_success;
    `);
  }
}

class CampaignModes1700000006010 implements MigrationInterface {
  readonly name = 'CampaignModes1700000006010';

  async up(runner: QueryRunner): Promise<void> {
    // What its mails tell, as far as people's consent allows.
    await runner.query(`alter table campaigns add column mode text not null default 'full' check (mode in ('full', 'links', 'anonymous', 'replies'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaigns drop column mode');
  }
}

/** Mails are listed with their campaign. */
class MessagesOfCampaigns1700000006030 implements MigrationInterface {
  readonly name = 'MessagesOfCampaigns1700000006030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index step_sends_message on step_sends (mailbox_id, message_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index step_sends_message');
  }
}

/** People who had their data erased before there was a reason for it: the rep did not take them out. */
class ErasedBefore1700000006040 implements MigrationInterface {
  readonly name = 'ErasedBefore1700000006040';

  async up(runner: QueryRunner): Promise<void> {
    // The name is what an erasure wrote then.
    await runner.query(`update enrollments set name = '', end_reason = case when end_reason = 'removed' then 'erased' else end_reason end where address = '' and name = 'Erased'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update enrollments set end_reason = 'removed' where end_reason = 'erased'`);
  }
}

export const migrations = [Campaigns1700000006000, LastLooks1700000006001, WhatFollows1700000006002, CampaignModes1700000006010, MessagesOfCampaigns1700000006030, ErasedBefore1700000006040];
