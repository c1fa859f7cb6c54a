import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { unsubscribeRouter } from '../../connector/campaigns/index.js';
import { unsubscribeUrl } from '../../connector/campaigns/unsubscribe-token.js';
import { keysFrom } from '../../connector/config/index.js';
import type { ActivityData } from '../../connector/feed/index.js';
import { ensureRep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { assertAccessible, assertFits } from '../app/harness.js';
import { launchBrowser } from '../browser.js';
import { useTestDatabase } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);

describe('unsubscribing', () => {
  const test = useTestDatabase(schema);
  let server: Server;
  let origin = '';

  before('serve', async () => {
    server = createServer(
      express().use(
        unsubscribeRouter({
          dataSource: test.database.dataSource,
          keys,
          clock: { now: () => NOW },
          mailboxes: { get: () => Promise.resolve(aMailbox({ name: 'Riley <b>' })) },
        }),
      ),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    origin = `http://127.0.0.1:${address.port}`;
  });
  after('stop', () => {
    server.closeAllConnections();
    server.close();
  });

  it('happens on POST only', async () => {
    const rep = await campaignWith('clu@flynnsarcade.com');
    const shown = await fetch(rep.url());
    assert.equal(shown.status, 200);
    assert.match(await shown.text(), /Stop mailings from Riley &lt;b&gt; \(rep@contoso\.example\) and colleagues to clu@flynnsarcade\.com\?/);
    assert.deepEqual(await rep.enrollment(), { state: 'active', end_detail: null });
    assert.equal((await fetch(rep.url(), { method: 'POST' })).status, 200);
    assert.equal((await rep.enrollment()).state, 'ended');
  });

  it('is a page anybody can use, in light and dark and on a phone', async () => {
    const rep = await campaignWith('ram@flynnsarcade.com');
    const browser = await launchBrowser();
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 320, height: 600 } });
        for (const url of [rep.url(), `${origin}/u/cut-off`]) {
          await page.goto(url);
          await assertAccessible(page, `${url} in ${colorScheme}`);
          await assertFits(page, url);
        }
        await page.goto(rep.url());
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
        await assertAccessible(page, `done in ${colorScheme}`);
      }
    } finally {
      await browser.close();
    }
    assert.equal((await rep.enrollment()).state, 'ended');
  });

  it("ends the person's campaigns in every mailbox, and tells each mailbox of its own only", async () => {
    const one = await campaignWith('flynn@flynnsarcade.com');
    const other = await campaignWith('flynn@flynnsarcade.com');
    await fetch(one.url(), { method: 'POST' });
    for (const rep of [one, other]) {
      const { state, end_detail: detail } = await rep.enrollment();
      assert.equal(state, 'ended');
      assert.deepEqual(detail?.ended?.map(({ campaignId }) => campaignId), [rep.campaignId]);
      assert.deepEqual((await rep.lines()).map(({ data }) => data.ended?.map(({ campaignId }) => campaignId)), [[rep.campaignId]]);
    }
  });

  /** A mailbox with a campaign and one person in it. */
  async function campaignWith(address: string) {
    const { dataSource } = test.database;
    const mailbox = aMailbox({ timeZone: 'UTC' });
    return dataSource.transaction(async (tx) => {
      const rep = await ensureRep(tx, { oid: mailbox.userId, address: mailbox.address, name: mailbox.name });
      const campaign = await createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'Hello', body: 'Hello' }] }, NOW);
      const { ids } = await enroll(tx, mailbox, campaign, [{ address, name: '' }], NOW);
      const id = ids[0] ?? '';
      return {
        campaignId: campaign.id,
        url: () => unsubscribeUrl(keys, origin, { mailboxId: mailbox.id, id }),
        enrollment: async () => {
          const [row] = await dataSource.query<{ state: string; end_detail: ActivityData | null }[]>('select state, end_detail from enrollments where id = $1', [id]);
          assert.ok(row);
          return row;
        },
        lines: () => dataSource.query<{ data: ActivityData }[]>(`select data from activities where mailbox_id = $1 and kind = 'unsubscribe'`, [mailbox.id]),
      };
    });
  }
});
