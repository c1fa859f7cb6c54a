import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as schema from '../../connector/schema.js';
import { ensureHitPartitions, wasWrittenTo } from '../../connector/tracking/index.js';
import { migrations } from '../../connector/tracking/migrations.js';
import { useTestDatabase } from '../database.js';

describe('tables of tracking as an earlier version left them', () => {
  const test = useTestDatabase(schema);

  it('tell which domains were written to in the last 90 days', async () => {
    const { dataSource } = test.database;
    const { manager } = dataSource;
    const now = new Date();
    const sent = async (address: string, days: number): Promise<void> => {
      const [mailboxId, id] = [randomUUID(), randomUUID()];
      const at = new Date(now.getTime() - days * 24 * 3_600_000);
      await manager.query(`insert into messages (mailbox_id, id, subject, source, sent_at) values ($1, $2, '', 'written', $3)`, [mailboxId, id, at]);
      await manager.query(`insert into message_recipients (mailbox_id, message_id, kind, address, name) values ($1, $2, 'to', $3, '')`, [mailboxId, id, address]);
    };
    await sent('flynn@lately.example', 80);
    await sent('flynn@lately.example', 80);
    await sent('clu@long-ago.example', 100);
    assert.equal(await wasWrittenTo(manager, 'flynn@lately.example', now), false);
    const runner = dataSource.createQueryRunner();
    try {
      for (const Migration of migrations.filter(({ name }) => name.startsWith('DomainsBefore'))) await new Migration().up(runner);
    } finally {
      await runner.release();
    }
    const written = await Promise.all(['sam@lately.example', 'clu@long-ago.example'].map((address) => wasWrittenTo(manager, address, now)));
    assert.deepEqual(written, [true, false]);
  });

  it('take openings of documents in months that were there before', async () => {
    const { dataSource } = test.database;
    await dataSource.query(`alter table hits drop constraint hits_kind, add constraint hits_kind_check1 check (kind in ('pixel', 'click'))`);
    await dataSource.query('alter table stamp_figures drop column documents');
    const month = new Date();
    await ensureHitPartitions(dataSource, month);
    const runner = dataSource.createQueryRunner();
    try {
      for (const Migration of migrations.filter(({ name }) => name.startsWith('Documents'))) await new Migration().up(runner);
    } finally {
      await runner.release();
    }
    const insert = (kind: string): Promise<unknown> =>
      dataSource.query(`insert into hits (mailbox_id, at, id, stamp_id, kind, agent, verdict, reason) values ($1, $2, gen_random_uuid(), 'stamp', $3, '', 'human', 'opened')`, [randomUUID(), month, kind]);
    await insert('document');
    await assert.rejects(insert('nonsense'), /hits_kind/);
  });
});
