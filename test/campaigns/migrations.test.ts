import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { migrations } from '../../connector/campaigns/migrations.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';

describe('tables of campaigns as an earlier version left them', () => {
  const test = useTestDatabase(schema);

  it('say of people whose data were erased that they had them erased, and of nobody else', async () => {
    const { dataSource } = test.database;
    const [mailboxId, campaignId] = [randomUUID(), randomUUID()];
    await dataSource.query(`insert into campaigns (mailbox_id, id, rep_id, name, send_hour, created_at) values ($1, $2, gen_random_uuid(), 'Lease', 9, now())`, [mailboxId, campaignId]);
    const rows: readonly (readonly [string, string, string])[] = [
      ['', 'Erased', 'removed'],
      ['', 'Erased', 'reply'],
      ['flynn@encom.com', 'Kevin Flynn', 'removed'],
      ['clu@encom.com', 'Erased', 'removed'],
    ];
    for (const [index, [address, name, reason]] of rows.entries()) {
      await dataSource.query(
        `insert into enrollments (mailbox_id, id, campaign_id, person_id, address, name, state, enrolled_at, ended_at, end_reason)
         values ($1, gen_random_uuid(), $2, gen_random_uuid(), $3, $4, 'ended', now() + $5 * interval '1 second', now(), $6)`,
        [mailboxId, campaignId, address, name, index, reason],
      );
    }
    const runner = dataSource.createQueryRunner();
    try {
      for (const Migration of migrations.filter(({ name }) => name.startsWith('ErasedBefore'))) await new Migration().up(runner);
    } finally {
      await runner.release();
    }
    const after = await dataSource.query<{ name: string; end_reason: string }[]>('select name, end_reason from enrollments where mailbox_id = $1 order by enrolled_at', [mailboxId]);
    assert.deepEqual(after.map((row) => [row.name, row.end_reason]), [['', 'erased'], ['', 'reply'], ['Kevin Flynn', 'removed'], ['Erased', 'removed']]);
  });
});
