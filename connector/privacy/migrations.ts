import type { MigrationInterface, QueryRunner } from 'typeorm';

class Privacy1700000007500 implements MigrationInterface {
  readonly name = 'Privacy1700000007500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Codes mailed to a recipient who wants to see what is stored, until they are of no use any more.
      create table privacy_codes (
        id bigint generated always as identity primary key,
        -- erased_name of the address: whoever never asked for more leaves no trace.
        name text not null,
        code_hash bytea not null,
        sent_at timestamptz not null,
        guesses int not null default 0,
        used boolean not null default false
      );
      create index on privacy_codes (name, sent_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table privacy_codes');
  }
}

export const migrations = [Privacy1700000007500];
