import assert from 'node:assert/strict';
import { until } from '../until.js';
import { REP, useService } from './service.js';

describe('connecting a mailbox', () => {
  const service = useService();

  it('learns who it is, and watches it', async () => {
    const { mailbox, warnings } = await service.administration.connect('REP@contoso.example');
    assert.equal(mailbox.address, REP);
    assert.equal(mailbox.name, 'Riley Carter');
    assert.equal(mailbox.timeZone, 'Europe/Berlin');
    assert.ok(mailbox.addresses.includes('riley.carter@contoso.example'));
    assert.ok(Math.abs(mailbox.trackedSince.getTime() - Date.now()) < 10_000);
    assert.match(warnings.join('\n'), /read and send from every mailbox.*docs\/exchange\.md/s);

    const watched = await until(async () => {
      const now = await service.mailboxes.get(mailbox.id);
      return now?.watchedSince instanceof Date ? now : null;
    });
    assert.equal(watched.state, 'connected');
    const subscriptions = await service.rows('select folder, expires_at from subscriptions order by folder');
    assert.deepEqual(subscriptions.map(({ folder }) => folder), ['inbox', 'sentitems']);
    for (const { expires_at: expiresAt } of subscriptions) {
      assert.ok(expiresAt instanceof Date);
      const days = (expiresAt.getTime() - Date.now()) / 86_400_000;
      assert.ok(days > 6.8 && days < 6.84, `expires in ${days} days`);
    }
  });

  it('makes its owner a rep and its domains our own', async () => {
    assert.deepEqual(await service.rows('select address, name, role from reps'), [{ address: REP, name: 'Riley Carter', role: 'rep' }]);
    assert.deepEqual(await service.rows('select domain from own_domains'), [{ domain: 'contoso.example' }]);
    const [mailbox] = await service.mailboxes.list();
    assert.equal((await service.mailboxes.byUserId(mailbox?.userId ?? ''))?.address, REP);
  });

  it('changes nothing the second time', async () => {
    const [before] = await service.mailboxes.list();
    const again = await service.mailboxes.connect(REP);
    assert.equal(again.id, before?.id);
    assert.deepEqual(again.trackedSince, before?.trackedSince);
    await until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0);
    assert.deepEqual((await service.mailboxes.get(again.id))?.watchedSince, before?.watchedSince);
  });

  it('refuses whom it cannot watch, with a sentence', async () => {
    await assert.rejects(service.mailboxes.connect('onprem@contoso.example'), { code: 'MAILBOX_NOT_ONLINE' });
    await assert.rejects(service.mailboxes.connect('nobody@contoso.example'), { code: 'MAILBOX_NOT_FOUND', message: /nobody@contoso\.example/ });
    assert.equal((await service.mailboxes.list()).length, 1);
  });

  it('lets go of a mailbox, and takes it up anew', async () => {
    await service.mailboxes.disconnect('riley.carter@contoso.example');
    assert.deepEqual(await service.mailboxes.list(), []);
    assert.deepEqual(await service.rows('select from subscriptions'), []);
    await assert.rejects(service.mailboxes.disconnect(REP), { code: 'MAILBOX_NOT_FOUND' });
    const mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    assert.equal((await service.rows('select from subscriptions')).length, 2);
  });
});
