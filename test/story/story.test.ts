/** The product's main story, as the demo plays it, and what it leaves in the database. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { z } from 'zod';
import { playStory } from '../../sandbox/demo/story.js';
import { World } from '../../sandbox/demo/world.js';
import { openTestDatabase } from '../database.js';
import { until } from '../until.js';

const DAY_MS = 24 * 60 * 60_000;

describe('the main story', function () {
  this.timeout(180_000);

  it('happens in seven steps, and mail that answers nothing of ours leaves no trace', async () => {
    const { url, drop } = await openTestDatabase({ entities: [], migrations: [] });
    const world = await World.make({ env: { DATABASE_URL: url, SECRET_KEY: 'story-test-secret-of-32-characters-or-more' } });
    const db = new pg.Client({ connectionString: url });
    const begun: number[] = [];
    const seen: string[] = [];
    try {
      await playStory(world, { begins: (step) => begun.push(step), saw: (fact) => seen.push(fact) });
      assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7]);
      await db.connect();

      await until(async () => (await db.query('select from notifications')).rowCount === 0, { what: 'the notifications being deleted' });
      await until(async () => (await db.query(`select from graphile_worker.jobs where task_identifier = 'mailbox:read' and run_at <= now()`)).rowCount === 0, { what: 'the jobs being deleted' });
      assert.deepEqual(await placesOf(db, 'dillinger'), [], 'the sender of the unrelated mail is nowhere');
      assert.deepEqual(await placesOf(db, 'spring catalogue'), [], 'nor is its subject');
      assert.deepEqual(await placesOf(db, 'An answer to somebody else'), [], 'nor is the text of the one with unknown ids');

      const waiting = await db.query<Record<string, unknown>>('select * from waiting_items');
      assert.equal(waiting.rowCount, 1, 'the mail naming unknown ids waits');
      const row = z.object({ ids: z.array(z.string()), expires_at: z.date() }).loose().parse(waiting.rows[0]);
      assert.deepEqual(Object.keys(row).sort(), ['expires_at', 'ids', 'item_id', 'looked', 'mailbox_id'], 'as item id and ids only');
      assert.ok(row.expires_at.getTime() <= world.clock.now().getTime() + DAY_MS, 'for a day at most');
      assert.deepEqual([...row.ids].sort(), ['<nor-this@flynnsarcade.com>', '<not-ours@flynnsarcade.com>']);
      assert.deepEqual(await placesOf(db, 'not-ours@flynnsarcade.com'), ['waiting_items']);
    } catch (error) {
      process.stdout.write(`      seen before: ${seen.join('\n      ')}\n      logs: ${world.logs}\n`);
      throw error;
    } finally {
      await world.end();
      await db.end();
      await drop();
    }
  });
});

/** Tables in whose rows this text stands, jobs included. */
async function placesOf(db: pg.Client, text: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    `select quote_ident(nspname) || '.' || quote_ident(relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p') and not relispartition and nspname in ('public', 'graphile_worker')`,
  );
  const places: string[] = [];
  for (const { name } of tables.rows) {
    const found = await db.query(`select from ${name} as it where position(lower($1) in lower(it::text)) > 0 limit 1`, [text]);
    if (found.rowCount !== 0) places.push(name.replace(/^public\./, ''));
  }
  return places;
}
