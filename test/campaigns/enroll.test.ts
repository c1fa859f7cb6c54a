import assert from 'node:assert/strict';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { addOwnDomains, ensureRep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

describe('enrolling people', () => {
  const test = useTestDatabase(schema);

  it('names whoever cannot be, with the reason, and takes the others', async () => {
    await test.database.dataSource.transaction((tx) => addOwnDomains(tx, ['contoso.example']));
    const campaign = await makeCampaign();
    const { ids, refused } = await campaign.enroll(['Flynn@FlynnsArcade.com', 'flynn@flynnsarcade.com', 'sam@contoso.example']);
    assert.equal(ids.length, 1);
    assert.deepEqual(
      refused.map(({ address, code }) => `${address} ${code}`),
      ['flynn@flynnsarcade.com ALREADY_ENROLLED', 'sam@contoso.example OWN_ADDRESS'],
    );
  });

  it('never waits in a circle when two reps enroll the same new people', async () => {
    for (let time = 0; time < 5; time++) {
      const people = Array.from({ length: 20 }, (_, index) => `person-${time}-${String(index).padStart(2, '0')}@elsewhere.example`);
      const [one, other] = [await makeCampaign(), await makeCampaign()];
      const [first, second] = await Promise.all([one.enroll(people), other.enroll([...people].reverse())]);
      assert.deepEqual([first.ids.length, second.ids.length], [20, 20]);
    }
  });

  async function makeCampaign() {
    const { dataSource } = test.database;
    const mailbox = aMailbox();
    const campaign = await dataSource.transaction(async (tx) => {
      const rep = await ensureRep(tx, { oid: mailbox.userId, address: mailbox.address, name: mailbox.name });
      return createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'Hello', body: 'Hello' }] }, NOW);
    });
    const as = (addresses: readonly string[]) => addresses.map((address) => ({ address, name: '' }));
    return { enroll: (addresses: readonly string[]) => dataSource.transaction((tx) => enroll(tx, mailbox, campaign, as(addresses), NOW)) };
  }
});
