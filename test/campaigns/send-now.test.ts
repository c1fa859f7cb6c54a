import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { endEnrollments } from '../../connector/campaigns/end.js';
import { lockEnrollmentsById } from '../../connector/campaigns/enrollment-ref.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { sendNow } from '../../connector/campaigns/send-now.js';
import { ensureRep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

const LATER = new Date(NOW.getTime() + 60_000);

describe('sending the next mail now', () => {
  const test = useTestDatabase(schema);

  it('makes it due, but only while it is the next: a second click does not send the one after it', async () => {
    const world = await makeWorld();
    await world.now({ day: 1 });
    assert.deepEqual((await world.row()).next_at, LATER);
    await world.sent(1);
    await assert.rejects(world.now({ day: 1 }), { code: 'CONFLICT' });
    assert.notDeepEqual((await world.row()).next_at, LATER);
    await world.now({ day: 3 });
  });

  it('is refused for somebody whose campaign ended, and in a campaign or mailbox they are not in', async () => {
    const world = await makeWorld();
    await assert.rejects(world.now({ campaignId: randomUUID() }), { code: 'NOT_FOUND' });
    await assert.rejects(world.now({ mailboxId: randomUUID() }), { code: 'NOT_FOUND' });
    await world.end();
    await assert.rejects(world.now({}), { code: 'NOT_FOUND' });
  });

  async function makeWorld() {
    const { dataSource } = test.database;
    const mailbox = aMailbox();
    const steps = [1, 3].map((day) => ({ day, subject: 'Hello', body: 'Hello' }));
    const { campaignId, enrollmentId } = await dataSource.transaction(async (tx) => {
      const rep = await ensureRep(tx, { oid: randomUUID(), address: mailbox.address, name: mailbox.name });
      const campaign = await createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps }, NOW);
      const { ids } = await enroll(tx, mailbox, campaign, [{ address: 'flynn@flynnsarcade.com', name: '' }], NOW);
      return { campaignId: campaign.id, enrollmentId: ids[0] ?? '' };
    });
    return {
      now: (wanted: { mailboxId?: string; campaignId?: string; day?: number }) =>
        dataSource.transaction((tx) => sendNow(tx, wanted.mailboxId ?? mailbox.id, { campaignId, enrollmentId, day: 1, ...wanted }, LATER)),
      row: async () => {
        const [row] = await dataSource.query<{ next_at: Date }[]>('select next_at from enrollments where id = $1', [enrollmentId]);
        assert.ok(row);
        return row;
      },
      /** As the step's job does it. */
      sent: (position: number) => dataSource.query('update enrollments set next_position = $2, next_at = $3 where id = $1', [enrollmentId, position, NOW]),
      end: () =>
        dataSource.transaction(async (tx) =>
          endEnrollments(tx, await lockEnrollmentsById(tx, mailbox.id, [enrollmentId]), { reason: 'removed', at: NOW, detail: {} }),
        ),
    };
  }
});
