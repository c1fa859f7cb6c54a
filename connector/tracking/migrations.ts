import type { MigrationInterface, QueryRunner } from 'typeorm';

class Tracking1700000005000 implements MigrationInterface {
  readonly name = 'Tracking1700000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table messages (
        mailbox_id uuid not null,
        id uuid not null default gen_random_uuid(),
        stamp_id text,
        item_id text,
        conversation_id text,
        subject text not null,
        -- 'step': a mail of a campaign; 'written': by the rep's own hand.
        source text not null check (source in ('step', 'written')),
        -- Two sent mails carried this stamp, so their views can't be told apart.
        stamp_ambiguous boolean not null default false,
        -- Null while it is only known as a draft.
        sent_at timestamptz,
        primary key (mailbox_id, id)
      );
      create index on messages (mailbox_id, stamp_id);
      create index on messages (mailbox_id, sent_at desc);
      -- The lookup from Message-ID to message: narrow, and a table of its own.
      create table message_ids (
        internet_message_id text not null,
        mailbox_id uuid not null,
        message_id uuid not null,
        primary key (internet_message_id, mailbox_id)
      );
      create index on message_ids (mailbox_id, message_id);
      create table message_recipients (
        mailbox_id uuid not null,
        message_id uuid not null,
        kind text not null check (kind in ('to', 'cc', 'bcc')),
        address text not null,
        name text not null,
        primary key (mailbox_id, message_id, address)
      );
      -- Raw requests. No foreign key to anything; partitioned by month.
      create table hits (
        mailbox_id uuid not null,
        at timestamptz not null,
        id bigint generated always as identity,
        stamp_id text not null,
        kind text not null check (kind in ('pixel')),
        verdict text not null check (verdict in ('human', 'proxy', 'prefetch', 'scanner', 'self')),
        reason text not null,
        agent text not null,
        address_hash bytea not null,
        -- False until the hit stands in the feed: it may come before its message is known.
        told boolean not null default false,
        primary key (mailbox_id, at, id)
      ) partition by range (at);
      create index on hits (mailbox_id, stamp_id, at);
      create index on hits (mailbox_id, stamp_id) where not told;
      create table hits_other partition of hits default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hits, message_recipients, message_ids, messages');
  }
}

export const migrations = [Tracking1700000005000];
