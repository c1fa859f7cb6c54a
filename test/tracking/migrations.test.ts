import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as schema from '../../connector/schema.js';
import { wasWrittenTo } from '../../connector/tracking/index.js';
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
});
