import assert from 'node:assert/strict';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { openDatabase } from '../../connector/database/index.js';
import { ReadbackError } from '../../connector/errors.js';
import { silentLog, until, useTestDatabase } from '../database.js';

interface Note {
  id: string;
  text: string;
}

const Note = new EntitySchema<Note>({
  name: 'Note',
  tableName: 'notes',
  columns: { id: { type: 'bigint', primary: true, generated: 'increment' }, text: { type: 'text' } },
});

class Notes1700000000001 implements MigrationInterface {
  readonly name = 'Notes1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table notes (id bigint generated always as identity primary key, text text not null)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notes');
  }
}

const schema = { entities: [Note], migrations: [Notes1700000000001] };

describe('the database', () => {
  const test = useTestDatabase(schema);

  it('stores and reads entities, and gives bigint as text so that no digit is lost', async () => {
    const notes = test.database.dataSource.getRepository(Note);
    const { id } = await notes.save({ text: 'Grüße ✓' });
    assert.equal(typeof id, 'string');
    assert.equal((await notes.findOneByOrFail({ id })).text, 'Grüße ✓');
  });

  it('runs its sessions in UTC, whatever the server thinks', async () => {
    const name = new URL(test.url).pathname.slice(1);
    await test.database.dataSource.query(`alter database ${name} set timezone to 'Asia/Tokyo'`);
    const other = await openDatabase({ ...schema, databaseUrl: test.url, dataDir: '', log: silentLog });
    try {
      const rows: unknown = await other.dataSource.query('show timezone');
      assert.deepEqual(rows, [{ TimeZone: 'UTC' }]);
    } finally {
      await other.close();
    }
  });

  it('lets several connectors start at once: the migrations run once', async () => {
    const name = `${new URL(test.url).pathname.slice(1)}_fresh`;
    await test.database.dataSource.query(`create database ${name}`);
    const databaseUrl = test.url.replace(/\/[^/]*$/, `/${name}`);
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ ...schema, databaseUrl, dataDir: '', log: silentLog, poolSize: 3 })));
    try {
      const counts = await Promise.all(opened.map(({ dataSource }) => dataSource.query<{ n: string }[]>('select count(*) n from migrations')));
      assert.deepEqual(counts.map(([row]) => row?.n), ['1', '1', '1', '1', '1']);
    } finally {
      await Promise.all(opened.map((database) => database.close()));
      await test.database.dataSource.query(`drop database ${name}`);
    }
  });

  it('says what to check when PostgreSQL is not there, without showing the password', async () => {
    await assert.rejects(
      openDatabase({ ...schema, databaseUrl: 'postgres://someone:secret@127.0.0.1:1/nowhere', dataDir: '', log: silentLog }),
      (error) =>
        error instanceof ReadbackError &&
        error.code === 'DATABASE_UNREACHABLE' &&
        error.message.includes('127.0.0.1:1/nowhere') &&
        error.message.includes('DATABASE_URL') &&
        !error.message.includes('secret'),
    );
  });
});

describe('listening', () => {
  const test = useTestDatabase(schema);

  it('hears notifications of its channels only, until it stops listening', async () => {
    const heard: string[] = [];
    const stop = await test.database.listen('news', { notified: (payload) => heard.push(payload) });
    const notify = (channel: string, payload: string): Promise<unknown> => test.database.dataSource.query('select pg_notify($1, $2)', [channel, payload]);
    await notify('other', 'no');
    await notify('news', 'one');
    await until(() => heard.length === 1);
    await stop();
    await notify('news', 'two');
    const last: string[] = [];
    await test.database.listen('last', { notified: (payload) => last.push(payload) });
    await notify('last', 'three');
    await until(() => last.length === 1);
    assert.deepEqual(heard, ['one']);
  });

  it('comes back after its connection was cut, and says so', async () => {
    const heard: string[] = [];
    let gaps = 0;
    await test.database.listen('cut', { notified: (payload) => heard.push(payload), reconnected: () => (gaps += 1) });
    await test.database.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`,
    );
    await until(() => gaps === 1);
    await test.database.dataSource.query(`select pg_notify('cut', 'again')`);
    await until(() => heard.length === 1);
    assert.deepEqual(heard, ['again']);
  });
});
