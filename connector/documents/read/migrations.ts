import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Visits are told in the feed, and taken back when their readers refuse. */
export class Visits1700000005540 implements MigrationInterface {
  readonly name = 'Visits1700000005540';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table visits
        alter column activity_id type bigint using null,
        -- Opened by somebody who had not loaded the images of the mail.
        add column without_images boolean not null default false,
        -- When its line in the feed is to be looked at again; null: nothing has changed since it was.
        add column tell_at timestamptz,
        add column told_at timestamptz,
        -- The reader's keys were made anew without what could lead back to an address.
        add column is_reader_forgotten boolean not null default false;
      create index on visits (tell_at) where tell_at is not null;
      create index on visits (mailbox_id, activity_id) where activity_id is not null;
      create index on visits (gave_address) where gave_address is not null;
      create index on visits (started_at) where reader is not null and not is_reader_forgotten;
      -- Pages that are to be told of no more: their readers refused. As long as their tickets are good.
      create table refused_visits (
        id uuid primary key,
        at timestamptz not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table refused_visits;
      alter table visits alter column activity_id type uuid using null, drop column without_images, drop column tell_at, drop column told_at, drop column is_reader_forgotten;
    `);
  }
}
