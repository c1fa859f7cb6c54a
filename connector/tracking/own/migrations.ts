/** Tables of the sender's own side. No foreign keys to or from hits. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

class Own1700000005050 implements MigrationInterface {
  readonly name = 'Own1700000005050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Browsers reps signed in on. A device that is not here is not recognised, whatever its cookie says.
      create table devices (
        id uuid primary key,
        rep_id uuid not null,
        name text not null,
        made_at timestamptz not null,
        -- Null until its cookie came back once: browsers that take none would fill the list.
        seen_at timestamptz
      );
      create index on devices (rep_id);
      -- Networks reps used Readback from in the last 30 days, as the keyed hash of the address.
      create table rep_networks (
        rep_id uuid not null,
        address_hash bytea not null,
        seen_at timestamptz not null,
        primary key (rep_id, address_hash)
      );
      create index on rep_networks (seen_at);
      -- Further addresses that are the rep's own; those Exchange knows stand with the mailbox.
      create table own_addresses (
        mailbox_id uuid not null,
        address text not null,
        primary key (mailbox_id, address)
      );
      -- "This was me": whoever loads from this network with this program is the rep.
      create table taught_readers (
        rep_id uuid not null,
        address_hash bytea not null,
        -- SHA-256 of the agent: the text of it stands with the hits, and ages with them.
        agent_hash bytea not null,
        until_at timestamptz not null,
        primary key (rep_id, address_hash, agent_hash)
      );
      create index on taught_readers (until_at);
      -- Sent by the rep to the rep, to see which devices are recognised.
      alter table messages add column is_test boolean not null default false;
      create index on messages (mailbox_id, sent_at desc) where is_test;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages drop column is_test;
      drop table taught_readers, own_addresses, rep_networks, devices;
    `);
  }
}

export const migrations = [Own1700000005050];
