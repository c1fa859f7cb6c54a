import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll, type Enrolled, type NewPerson } from '../../connector/campaigns/enroll.js';
import { optOut } from '../../connector/campaigns/opt-outs.js';
import type { ActivityData } from '../../connector/feed/index.js';
import { addOwnDomains, ensureRep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

describe('putting people into a campaign', () => {
  const test = useTestDatabase(schema);

  it('takes whom it can, names the others with the reason, and is one line of the feed', async () => {
    const world = await makeWorld('Hello');
    await test.database.dataSource.transaction((tx) => optOut(tx, ['gone@dumont.example'], 'link', NOW));
    const { ids, refused } = await world.enroll(
      ...['Flynn@FlynnsArcade.com', 'sam@dumont.example', 'lora@dumont.example', 'flynn@flynnsarcade.com', 'colleague@contoso.example', 'gone@dumont.example'],
    );
    assert.equal(ids.length, 3);
    assert.deepEqual(
      refused.map(({ address, code }) => `${address} ${code}`),
      ['colleague@contoso.example OWN_ADDRESS', 'gone@dumont.example OPTED_OUT', 'flynn@flynnsarcade.com ALREADY_ENROLLED'],
    );
    const lines = await world.lines();
    assert.equal(lines.length, 1);
    assert.deepEqual([lines[0]?.data.person?.address, lines[0]?.data.andMore], ['flynn@flynnsarcade.com', 2]);
  });

  it('says nothing when nobody could be taken', async () => {
    const world = await makeWorld('Hello');
    assert.equal((await world.enroll('colleague@contoso.example')).refused.length, 1);
    assert.equal((await world.lines()).length, 0);
  });

  it('refuses people for whom a mail would have a hole', async () => {
    const world = await makeWorld('Hello {{first_name}}');
    const { ids, refused } = await world.enroll('flynn@flynnsarcade.com');
    assert.equal(ids.length, 0);
    assert.match(refused[0]?.says ?? '', /\{\{first_name\}\}/);
  });

  it('takes five hundred at once without holding up everybody else', async () => {
    const world = await makeWorld('Hello');
    const people = Array.from({ length: 500 }, (_, index) => `q${index}@dumont.example`);
    assert.equal((await world.enroll(...people)).ids.length, 500);
    assert.equal((await world.enroll(...people)).refused.length, 500);
    assert.equal((await world.lines())[0]?.data.andMore, 499);
  });

  it('twice at the same time takes each person once', async () => {
    const world = await makeWorld('Hello');
    const people = Array.from({ length: 20 }, (_, index) => `p${index}@dumont.example`);
    const both = await Promise.all([world.enroll(...people), world.enroll(...people.toReversed())]);
    assert.equal(both[0].ids.length + both[1].ids.length, 20);
    assert.ok(both.flatMap(({ refused }) => refused).every(({ code }) => code === 'ALREADY_ENROLLED'));
  });

  async function makeWorld(body: string) {
    const { dataSource } = test.database;
    const mailbox = aMailbox();
    const campaign = await dataSource.transaction(async (tx) => {
      await addOwnDomains(tx, ['contoso.example']);
      const rep = await ensureRep(tx, { oid: randomUUID(), address: mailbox.address, name: mailbox.name });
      return createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'Hello', body }] }, NOW);
    });
    return {
      enroll: (...addresses: string[]): Promise<Enrolled> =>
        dataSource.transaction((tx) => enroll(tx, mailbox, campaign, addresses.map((address): NewPerson => ({ address, name: '' })), NOW)),
      lines: () => dataSource.query<{ data: ActivityData }[]>(`select data from activities where mailbox_id = $1 and kind = 'enrolled'`, [mailbox.id]),
    };
  }
});
