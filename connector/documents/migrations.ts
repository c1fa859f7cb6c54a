import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Visits1700000005540 } from './read/migrations.js';

class Documents1700000005500 implements MigrationInterface {
  readonly name = 'Documents1700000005500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The content library. What a rep sees: their own, and what is shared in their team.
      create table documents (
        id uuid primary key,
        team_id uuid not null,
        rep_id uuid not null,
        name text not null,
        tags text[] not null default '{}',
        shared boolean not null default false,
        -- The newest version; the one readers get is the newest that is ready.
        version int not null default 1,
        created_at timestamptz not null,
        archived_at timestamptz
      );
      create index on documents (team_id, created_at desc, id);
      create table document_versions (
        document_id uuid not null references documents on delete cascade,
        version int not null,
        rep_id uuid not null,
        kind text not null check (kind in ('pdf', 'doc', 'docx', 'ppt', 'pptx')),
        file_name text not null,
        bytes bigint not null,
        sha256 bytea not null,
        state text not null check (state in ('waiting', 'converting', 'ready', 'failed')),
        progress smallint not null default 0,
        -- Of the failed: a code of kinds.ts.
        problem text,
        pages int,
        -- Width and height in points: one pair for all pages, or one for each.
        page_sizes jsonb,
        uploaded_at timestamptz not null,
        ready_at timestamptz,
        primary key (document_id, version)
      );
      create index on document_versions (state) where state in ('waiting', 'converting');
      -- A document in one message, or behind one bare link.
      create table shares (
        mailbox_id uuid not null,
        id uuid not null,
        document_id uuid not null,
        rep_id uuid not null,
        -- What its mail carries in pixel and links; shared by several mails in anonymous mode.
        stamp_id text not null,
        mode text not null check (mode in ('full', 'links', 'anonymous', 'replies', 'off')),
        allow_download boolean not null default false,
        expires_at timestamptz,
        passcode_hash text,
        ask_address boolean not null default false,
        revoked_at timestamptz,
        created_at timestamptz not null,
        primary key (mailbox_id, id)
      );
      create unique index on shares (id);
      create index on shares (mailbox_id, stamp_id);
      create index on shares (document_id, created_at desc);
      -- One reader's session in the viewer; its id is that of the hit its page was given out with.
      create table visits (
        mailbox_id uuid not null,
        id uuid not null,
        share_id uuid not null,
        document_id uuid not null,
        version int not null,
        stamp_id text not null,
        started_at timestamptz not null,
        last_at timestamptz not null,
        -- Keyed hash of address and program; null in anonymous mode.
        reader bytea,
        device text not null check (device in ('computer', 'phone', 'tablet', 'unknown')),
        gave_address text,
        -- Page times may be told: by consent, or because the reader agreed.
        timed boolean not null,
        agreed_at timestamptz,
        -- As its hit was judged; null: not yet.
        verdict text,
        reason text,
        certain boolean,
        sequence int not null default -1,
        path int[] not null default '{}',
        page_now int,
        finished_at timestamptz,
        downloads int not null default 0,
        -- Its line in the feed.
        activity_id uuid,
        primary key (mailbox_id, id)
      );
      create index on visits (share_id, started_at);
      create index on visits (document_id, version, started_at);
      create index on visits (mailbox_id, stamp_id);
      create table page_views (
        mailbox_id uuid not null,
        visit_id uuid not null,
        page int not null,
        time_ms int not null,
        primary key (mailbox_id, visit_id, page)
      );
      -- Wrong passcodes, to be slow for those who guess.
      create table share_attempts (
        share_id uuid not null,
        origin bytea not null,
        at timestamptz not null
      );
      create index on share_attempts (share_id, at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table share_attempts, page_views, visits, shares, document_versions, documents');
  }
}

class FilesToRemove1700000005510 implements MigrationInterface {
  readonly name = 'FilesToRemove1700000005510';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Files of a version that nobody needs from then on: written down before an upload begins and
      -- struck out with the transaction that makes it a document, so that what a killed connector
      -- left is found; and with a document that is deleted.
      create table files_to_remove (
        document_id uuid not null,
        version int not null,
        due_at timestamptz not null,
        primary key (document_id, version)
      );
      create index on files_to_remove (due_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table files_to_remove');
  }
}

class AttemptsApart1700000005530 implements MigrationInterface {
  readonly name = 'AttemptsApart1700000005530';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table share_attempts add column id uuid primary key default gen_random_uuid()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table share_attempts drop column id');
  }
}

class Conversion1700000005520 implements MigrationInterface {
  readonly name = 'Conversion1700000005520';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Pictures of pages stored so far, from the first on; and how often a converter hung or crashed.
      alter table document_versions
        add column pictures int not null default 0,
        add column conversion_tries smallint not null default 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table document_versions drop column pictures, drop column conversion_tries');
  }
}

export const migrations = [Documents1700000005500, FilesToRemove1700000005510, AttemptsApart1700000005530, Visits1700000005540, Conversion1700000005520];
