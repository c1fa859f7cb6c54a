import type { MigrationInterface, QueryRunner } from 'typeorm';

class Consent1700000004500 implements MigrationInterface {
  readonly name = 'Consent1700000004500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What people said about being tracked. Nothing is changed: the latest of a person counts.
      create table consents (
        id bigint generated always as identity primary key,
        -- As it was said for, or its erased_name.
        address text not null,
        state text not null check (state in ('given', 'refused', 'withdrawn')),
        at timestamptz not null,
        -- By which way, for people to read.
        how text not null,
        -- What proves it: the text they agreed to, where a form lies.
        proof text not null,
        -- The rep who wrote it down; null: the person themself, or the command line.
        rep_id uuid
      );
      create index on consents (address, id desc);
      -- Where a contact is known to be, ISO 3166-1; the domain says it otherwise.
      create table contact_countries (
        address text primary key,
        country text not null check (country ~ '^[A-Z]{2}$'),
        at timestamptz not null
      );
      -- Every choice of the organisation, the latest in force.
      create table consent_policies (
        id bigint generated always as identity primary key,
        policy jsonb not null,
        at timestamptz not null,
        rep_id uuid
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consent_policies, contact_countries, consents');
  }
}

export const migrations = [Consent1700000004500];
