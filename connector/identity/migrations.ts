import type { MigrationInterface, QueryRunner } from 'typeorm';

class Identity1700000002000 implements MigrationInterface {
  readonly name = 'Identity1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table teams (
        id uuid primary key default gen_random_uuid(),
        name text not null unique,
        plan text not null default 'team' check (plan in ('basic', 'team')),
        -- The team that new reps join.
        is_default boolean not null default false
      );
      create unique index on teams (is_default) where is_default;
      insert into teams (name, is_default) values ('Everyone', true);
      create table reps (
        id uuid primary key default gen_random_uuid(),
        oid text not null unique,
        address text not null,
        name text not null,
        role text not null default 'rep' check (role in ('rep', 'lead', 'administrator')),
        team_id uuid not null references teams,
        signed_in_at timestamptz
      );
      -- The organisation's own domains: senders in them never end an enrollment.
      create table own_domains (domain text primary key);
      create table people (
        id uuid primary key default gen_random_uuid(),
        name text not null
      );
      create table person_addresses (
        address text primary key,
        person_id uuid not null references people
      );
      create index on person_addresses (person_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table person_addresses, people, own_domains, reps, teams');
  }
}

export const migrations = [Identity1700000002000];
