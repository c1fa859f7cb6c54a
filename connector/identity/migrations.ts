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

class ErasedNames1700000002010 implements MigrationInterface {
  readonly name = 'ErasedNames1700000002010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row: 244 random bits.
      create table erased_names_key (
        is_only boolean primary key default true check (is_only),
        key bytea not null
      );
      insert into erased_names_key (key)
        select string_agg(uuid_send(gen_random_uuid()), ''::bytea) from generate_series(1, 2);
      -- What stands in place of an address once its person was erased: the same address gives the
      -- same name, so that a refusal is still found, and the address cannot be read off it.
      create function erased_name(address text) returns text language sql stable parallel safe strict as $$
        select 'erased:' || encode(sha256((select key from erased_names_key) || convert_to(lower(address), 'UTF8')), 'hex')
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function erased_name; drop table erased_names_key');
  }
}

export const migrations = [Identity1700000002000, ErasedNames1700000002010];
