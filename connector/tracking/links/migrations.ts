/** How messages were sent, and the links in them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a message was sent, for telling what can be known of it. */
export class HowSent1700000005040 implements MigrationInterface {
  readonly name = 'HowSent1700000005040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages
        -- A pixel of ours stood in its HTML.
        add column has_pixel boolean not null default false,
        -- How many of its links were tracked.
        add column links int not null default 0,
        -- It had no HTML at all.
        add column plain boolean not null default false;
      update messages set has_pixel = true where stamp_id is not null;
      update messages set mode = 'replies' where stamp_id is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messages drop column plain, drop column links, drop column has_pixel');
  }
}

/** The tracked links of a message, so that those nobody clicked are known too. */
export class MessageLinks1700000005080 implements MigrationInterface {
  readonly name = 'MessageLinks1700000005080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table message_links (
        mailbox_id uuid not null,
        message_id uuid not null,
        -- Which of the mail's links, from 1.
        number int not null,
        destination text not null,
        -- What it shows; '': nobody knows.
        text text not null,
        primary key (mailbox_id, message_id, number)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table message_links');
  }
}
