import type { MigrationInterface, QueryRunner } from 'typeorm';

class Replies1700000007000 implements MigrationInterface {
  readonly name = 'Replies1700000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row per answer in the organisation, whichever mailboxes received it.
      create table replies (
        internet_message_id text primary key,
        mailbox_id uuid not null,
        message_id uuid not null,
        item_id text not null,
        kind text not null check (kind in ('human', 'auto_reply', 'bounce')),
        from_address text not null,
        from_name text not null,
        subject text not null,
        received_at timestamptz not null,
        evidence jsonb not null
      );
      create index on replies (mailbox_id, message_id);
      -- Mail that names ids we don't know yet: item id and ids only, for a day at most.
      create table waiting_items (
        mailbox_id uuid not null,
        item_id text not null,
        ids text[] not null,
        expires_at timestamptz not null,
        primary key (mailbox_id, item_id)
      );
      create index on waiting_items using gin (ids);
      create index on waiting_items (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table waiting_items, replies');
  }
}

class ReplyKinds1700000007001 implements MigrationInterface {
  readonly name = 'ReplyKinds1700000007001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table replies drop constraint replies_kind_check;
      update replies set kind = case kind when 'human' then 'human_reply' when 'bounce' then 'bounce_hard' else kind end;
      alter table replies add constraint replies_kind_check check
        (kind in ('human_reply', 'auto_reply', 'bounce_hard', 'bounce_soft', 'bounce_delayed', 'receipt', 'calendar', 'other'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table replies drop constraint replies_kind_check;
      update replies set kind = case when kind = 'human_reply' then 'human' when kind like 'bounce%' then 'bounce' else 'auto_reply' end;
      alter table replies add constraint replies_kind_check check (kind in ('human', 'auto_reply', 'bounce'));
    `);
  }
}

class Ladder1700000007002 implements MigrationInterface {
  readonly name = 'Ladder1700000007002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table replies
        -- Null, both: it answers no message of ours, but something followed all the same.
        alter column message_id drop not null,
        alter column evidence drop not null,
        -- The mailbox that item_id lies in.
        add column received_by uuid,
        -- False on the last two rungs of the ladder.
        add column certain boolean not null default true;
      -- Sent Items was looked through for these ids.
      alter table waiting_items add column looked boolean not null default false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table waiting_items drop column looked;
      delete from replies where message_id is null;
      alter table replies drop column certain, drop column received_by, alter column evidence set not null, alter column message_id set not null;
    `);
  }
}

class ReplyLines1700000007003 implements MigrationInterface {
  readonly name = 'ReplyLines1700000007003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A person's answer, beyond doubt: whoever gave one stays out when another mail is taken back.
      alter table replies add column is_answer boolean not null default false;
      update replies set is_answer = kind = 'human_reply' and certain;
      create index replies_answers on replies (from_address) where is_answer;
      -- The lines of the feed that tell of a mail, one in each mailbox it means something for.
      create table reply_lines (
        mailbox_id uuid not null,
        activity_id bigint not null,
        internet_message_id text not null,
        undone_at timestamptz,
        primary key (mailbox_id, activity_id)
      );
      create index reply_lines_mail on reply_lines (internet_message_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reply_lines; drop index replies_answers; alter table replies drop column is_answer');
  }
}

class Rehearsals1700000007010 implements MigrationInterface {
  readonly name = 'Rehearsals1700000007010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The latest of each mailbox; counts only.
      create table rehearsals (
        mailbox_id uuid primary key,
        id uuid not null default gen_random_uuid(),
        state text not null check (state in ('waiting', 'running', 'done', 'failed')),
        from_at timestamptz not null,
        to_at timestamptz not null,
        -- All mail received before this has been counted.
        reached_at timestamptz not null,
        counts jsonb not null,
        bodies int not null default 0,
        problem text
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rehearsals');
  }
}

export const migrations = [Replies1700000007000, ReplyKinds1700000007001, Ladder1700000007002, ReplyLines1700000007003, Rehearsals1700000007010];
