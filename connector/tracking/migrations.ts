import type { MigrationInterface, QueryRunner } from 'typeorm';
import { HowSent1700000005040, MessageLinks1700000005080 } from './links/migrations.js';
import { migrations as own } from './own/migrations.js';
import { Figures1700000005030 } from './settle/migrations.js';

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

class MessageTraces1700000005001 implements MigrationInterface {
  readonly name = 'MessageTraces1700000005001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages
        -- GUID of the thread in Outlook, 32 hex digits; known once the sent copy was seen.
        add column thread_id text,
        -- Where the stamp was found: one from a body gives way to the mail it was quoted from.
        add column stamp_in text check (stamp_in in ('header', 'property', 'body'));
      create index on messages (thread_id) where thread_id is not null;
      create index on messages (mailbox_id, item_id);
      -- What answers without ids are known by: who was written to under which subject (its key; null: it tells nothing).
      alter table message_recipients add column subject_key text;
      create index on message_recipients (address, subject_key);
      -- Domains written to, by day: only mail from them is read beyond its header.
      create table written_domains (
        domain text not null,
        day date not null,
        primary key (domain, day)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table written_domains;
      drop index messages_thread_id_idx, messages_mailbox_id_item_id_idx, message_recipients_address_subject_key_idx;
      alter table message_recipients drop column subject_key;
      alter table messages drop column stamp_in, drop column thread_id;
    `);
  }
}

/** Domains were not written down: what was answered from there would not be read. */
class DomainsBefore1700000005002 implements MigrationInterface {
  readonly name = 'DomainsBefore1700000005002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into written_domains (domain, day)
      select distinct lower(split_part(recipient.address, '@', 2)), (coalesce(message.sent_at, now()) at time zone 'utc')::date
      from message_recipients recipient
      join messages message on message.mailbox_id = recipient.mailbox_id and message.id = recipient.message_id
      where message.sent_at is null or message.sent_at > now() - interval '90 days'
      on conflict do nothing
    `);
  }

  async down(): Promise<void> {
    // The table itself goes with the migration that made it.
  }
}

class SubjectsByDomain1700000005003 implements MigrationInterface {
  readonly name = 'SubjectsByDomain1700000005003';

  async up(runner: QueryRunner): Promise<void> {
    // Somebody else of the company may answer, without ids, from an address nobody wrote to.
    await runner.query(`create index message_recipients_domain_subject_key_idx on message_recipients (split_part(address, '@', 2), subject_key)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index message_recipients_domain_subject_key_idx');
  }
}

/** Hits are written in groups first and judged afterwards; what the feed tells of them has rows of its own. */
class Settling1700000005010 implements MigrationInterface {
  readonly name = 'Settling1700000005010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What came in and is not settled yet: an array of RawHit as text (hit.ts).
      create table hit_groups (
        id uuid primary key,
        at timestamptz not null,
        hits text not null
      );
      -- It is read once, soon: compressing it costs more than it saves.
      alter table hit_groups alter column hits set storage external;
      create index on hit_groups (at);
      -- Stamps whose hits are to be judged again.
      create table stamps_to_settle (
        mailbox_id uuid not null,
        stamp_id text not null,
        primary key (mailbox_id, stamp_id)
      );
      alter table hits rename to hits_before;
      alter index hits_pkey rename to hits_before_pkey;
      alter table hits_other rename to hits_before_other;
      alter index hits_other_pkey rename to hits_before_other_pkey;
      create table hits (
        mailbox_id uuid not null,
        at timestamptz not null,
        -- Drawn when the request came: written twice, it is one.
        id uuid not null,
        stamp_id text not null,
        mode text not null default 'full',
        kind text not null check (kind in ('pixel', 'click')),
        link int,
        destination text,
        method text not null default 'GET',
        agent text not null,
        network text,
        -- Null in anonymous mode.
        address_hash bytea,
        prefetching boolean not null default false,
        device jsonb,
        -- What was known of the own side (judge/facts.ts).
        known text,
        verdict text not null check (verdict in ('human', 'proxy', 'prefetch', 'scanner', 'self')),
        reason text not null,
        certain boolean not null default true,
        quoted_by uuid,
        primary key (mailbox_id, at, id)
      ) partition by range (at);
      create index on hits (mailbox_id, stamp_id, at);
      create table hits_other partition of hits default;
      insert into hits (mailbox_id, at, id, stamp_id, kind, agent, address_hash, verdict, reason)
        select mailbox_id, at, gen_random_uuid(), stamp_id, kind, agent, address_hash, verdict, reason from hits_before;
      insert into stamps_to_settle select distinct mailbox_id, stamp_id from hits_before where not told;
      drop table hits_before;
      -- What the feed tells: repeats of one reader within a short time are one row, and one line.
      create table views (
        mailbox_id uuid not null,
        id uuid not null,
        message_id uuid not null,
        kind text not null check (kind in ('pixel', 'click')),
        -- Who loaded it: equal for the same reader.
        reader text not null,
        link int,
        first_at timestamptz not null,
        last_at timestamptz not null,
        count int not null,
        activity_id bigint,
        primary key (mailbox_id, id)
      );
      create index on views (mailbox_id, message_id);
      alter table messages add column mode text not null default 'full' check (mode in ('full', 'links', 'anonymous', 'replies', 'off'));
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Hits that were settled cannot be put back: restore a copy of the database from before.'));
  }
}

/** Stamps whose hits are answered and not stored. */
class Silence1700000005020 implements MigrationInterface {
  readonly name = 'Silence1700000005020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table silenced_stamps (
        mailbox_id uuid not null,
        stamp_id text not null,
        why text not null check (why in ('consent', 'switched-off')),
        at timestamptz not null default now(),
        primary key (mailbox_id, stamp_id, why)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table silenced_stamps');
  }
}

/** By which table of networks a hit's network was told. */
class NetworkTables1700000005060 implements MigrationInterface {
  readonly name = 'NetworkTables1700000005060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table hits add column network_table text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table hits drop column network_table');
  }
}

/** Why a mail tells as much as it does, as it was decided when it was recorded; whether anything of it was ever recorded but replies. */
class WhyLess1700000005070 implements MigrationInterface {
  readonly name = 'WhyLess1700000005070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages add column mode_because text, add column never_recorded boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages drop column mode_because, drop column never_recorded');
  }
}

/** Documents that were sent are opened, too. */
class Documents1700000005090 implements MigrationInterface {
  readonly name = 'Documents1700000005090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Its name was given by PostgreSQL. Months that were made before they were attached have it as their own, too.
      do $$
      declare
        name text := (select conname from pg_constraint where conrelid = 'hits'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%pixel%');
        month regclass;
      begin
        execute format('alter table hits drop constraint %I', name);
        for month in select inhrelid::regclass from pg_inherits where inhparent = 'hits'::regclass loop
          execute format('alter table %s drop constraint if exists %I', month, name);
        end loop;
      end $$;
      alter table hits add constraint hits_kind check (kind in ('pixel', 'click', 'document'));
      -- Documents opened by people, repeats included.
      alter table stamp_figures add column documents int not null default 0;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Openings of documents cannot be kept without their kind: restore a copy of the database from before.'));
  }
}

/** Mails that were quoted to somebody who did not get them: who refuses later is found by it. */
class QuotedTo1700000005110 implements MigrationInterface {
  readonly name = 'QuotedTo1700000005110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table quoted_to (
        mailbox_id uuid not null,
        stamp_id text not null,
        -- erased_name of the address.
        name text not null,
        since timestamptz not null,
        primary key (mailbox_id, stamp_id, name)
      );
      create index on quoted_to (name);
      alter table silenced_stamps
        drop constraint silenced_stamps_why_check,
        add constraint silenced_stamps_why_check check (why in ('consent', 'switched-off', 'quoted')),
        -- What came before stays stored; null: nothing is.
        add column since timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from silenced_stamps where why = 'quoted';
      alter table silenced_stamps drop column since, drop constraint silenced_stamps_why_check,
        add constraint silenced_stamps_why_check check (why in ('consent', 'switched-off'));
      drop table quoted_to;
    `);
  }
}

export const migrations = [Tracking1700000005000, MessageTraces1700000005001, DomainsBefore1700000005002, SubjectsByDomain1700000005003, Settling1700000005010, Silence1700000005020, Figures1700000005030, HowSent1700000005040, ...own, NetworkTables1700000005060, WhyLess1700000005070, MessageLinks1700000005080, Documents1700000005090, QuotedTo1700000005110];
