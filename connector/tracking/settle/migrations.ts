import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hits know the view they stand in, views outlive being withdrawn, and what came of each stamp is counted. */
export class Figures1700000005030 implements MigrationInterface {
  readonly name = 'Figures1700000005030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Asked for again and again, and never waited for: two who ask for the same stamp write two rows.
      alter table stamps_to_settle drop constraint stamps_to_settle_pkey;
      alter table stamps_to_settle
        add column id bigint generated always as identity primary key,
        -- Could not be settled before; not tried again earlier.
        add column not_before timestamptz;
      -- What could not be settled at all, kept as it was: npx readback rejudge takes it up again.
      create table hits_set_aside (
        id uuid primary key,
        at timestamptz not null,
        hits text not null,
        code text not null,
        error text not null,
        set_aside_at timestamptz not null default now()
      );
      -- The view a hit counts in; null: in none.
      alter table hits add column view_id uuid;
      alter table views
        add column stamp_id text,
        -- A reader's latest destination of a link, and why it counts.
        add column destination text,
        -- Counts for nothing any more; may come back.
        add column withdrawn_at timestamptz;
      insert into views (mailbox_id, id, message_id, kind, reader, first_at, last_at, count, activity_id)
        select mailbox_id, gen_random_uuid(), message_id, 'pixel', '',
          to_timestamp(split_part(group_key, ':', 3)::bigint * 600), at, count, id
        from activities line
        where kind = 'view' and group_key like 'view:%' and message_id is not null;
      update views set stamp_id = message.stamp_id
        from messages message
        where message.mailbox_id = views.mailbox_id and message.id = views.message_id;
      update hits set view_id = view.id
        from views view
        where view.mailbox_id = hits.mailbox_id and view.stamp_id = hits.stamp_id and view.kind = hits.kind
          and view.link is not distinct from hits.link and hits.at between view.first_at and view.last_at and hits.verdict in ('human', 'proxy');
      create index on views (mailbox_id, stamp_id, last_at);
      -- What came of a stamp: of one message, or of all that share it. Brought up to date by settling, with the hits themselves.
      create table stamp_figures (
        mailbox_id uuid not null,
        stamp_id text not null,
        -- By people, repeats included.
        views int not null default 0,
        first_viewed_at timestamptz,
        last_viewed_at timestamptz,
        clicks int not null default 0,
        last_clicked_at timestamptz,
        machines int not null default 0,
        own_views int not null default 0,
        prefetches int not null default 0,
        -- When the images were first loaded on a recipient's side, whether somebody looked or not yet.
        first_loaded_at timestamptz,
        primary key (mailbox_id, stamp_id)
      );
      insert into stamp_figures
        select mailbox_id, stamp_id,
          count(*) filter (where kind = 'pixel' and verdict in ('human', 'proxy') and quoted_by is null),
          min(at) filter (where kind = 'pixel' and verdict in ('human', 'proxy') and quoted_by is null),
          max(at) filter (where kind = 'pixel' and verdict in ('human', 'proxy') and quoted_by is null),
          count(*) filter (where kind = 'click' and verdict in ('human', 'proxy') and quoted_by is null),
          max(at) filter (where kind = 'click' and verdict in ('human', 'proxy') and quoted_by is null),
          count(*) filter (where verdict = 'scanner'),
          count(*) filter (where verdict = 'self'),
          count(*) filter (where verdict = 'prefetch'),
          min(at) filter (where kind = 'pixel' and verdict in ('human', 'proxy', 'prefetch'))
        from hits group by mailbox_id, stamp_id;
      -- How far judging everything again has come.
      create table rejudging (
        only_one boolean primary key default true check (only_one),
        since timestamptz not null,
        began_at timestamptz not null,
        -- Stamps up to this one are done.
        mailbox_id uuid,
        stamp_id text,
        stamps bigint not null default 0,
        hits bigint not null default 0,
        -- How many went from which verdict to which: { "human > scanner": 3 }.
        changes jsonb not null default '{}'
      );
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Marks that were written twice cannot be made one: restore a copy of the database from before.'));
  }
}
