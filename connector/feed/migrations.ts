import type { MigrationInterface, QueryRunner } from 'typeorm';

class Feed1700000004000 implements MigrationInterface {
  readonly name = 'Feed1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- xid is the transaction that last changed the line. Ids commit out of order, so a reader's
      -- cursor is (xid, id) and it reads only below the oldest transaction still running.
      create table activities (
        mailbox_id uuid not null,
        id bigint generated always as identity,
        xid xid8 not null default pg_current_xact_id(),
        at timestamptz not null,
        kind text not null,
        message_id uuid,
        -- Lines of one reader within a short time share a key and are one line with a count.
        group_key text,
        count int not null default 1,
        data jsonb not null,
        primary key (mailbox_id, id)
      );
      create index on activities (mailbox_id, xid, id);
      create index on activities (mailbox_id, message_id);
      create unique index on activities (mailbox_id, group_key);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table activities');
  }
}

/** Questions were about one thing only. */
class QuestionsAbout1700000004001 implements MigrationInterface {
  readonly name = 'QuestionsAbout1700000004001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update activities set data = jsonb_set(data, '{question}',
        jsonb_build_object('about', 'whom', 'says', 'Whose campaign should end?', 'choices', '[]'::jsonb) || (data -> 'question'))
      where data ? 'question'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update activities set data = data #- '{question,about}' #- '{question,says}' #- '{question,choices}' where data ? 'question'`);
  }
}

export const migrations = [Feed1700000004000, QuestionsAbout1700000004001];
