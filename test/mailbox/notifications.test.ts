import assert from 'node:assert/strict';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { REP, useService } from './service.js';

const ITEM = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A=';

describe('where Graph posts', () => {
  const service = useService();
  let mailbox: Mailbox;
  let subscriptionId: unknown;
  let clientState: unknown;

  before('connect, then stop the jobs, so that what is stored can be seen', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    await until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0);
    await service.stopJobs();
    const [row] = await service.rows(`select subscription_id, client_state from subscriptions where folder = 'inbox'`);
    subscriptionId = row?.subscription_id;
    clientState = row?.client_state;
  });
  afterEach(async () => {
    await service.rows('delete from notifications');
    await service.rows('delete from graphile_worker._private_jobs');
  });

  const post = (body: string, path = '/graph/notifications', contentType = 'application/json'): Promise<Response> =>
    fetch(service.publicUrl + path, { method: 'POST', headers: { 'Content-Type': contentType }, body });
  const notify = (...value: object[]): Promise<Response> => post(JSON.stringify({ value }));
  const created = (changes: object = {}): object => ({
    subscriptionId,
    clientState,
    changeType: 'created',
    resource: 'Users/x/Messages/y',
    resourceData: { '@odata.type': '#Microsoft.Graph.Message', id: ITEM },
    ...changes,
  });
  const stored = (): Promise<Record<string, unknown>[]> => service.rows('select mailbox_id, folder, item_id from notifications order by item_id');
  const jobs = async (): Promise<unknown[]> => (await service.rows('select key from graphile_worker.jobs order by key')).map(({ key }) => key);

  for (const path of ['/graph/notifications', '/graph/lifecycle']) {
    it(`answers the handshake at ${path} with the decoded token`, async () => {
      const token = 'Validation: Testing <b>reachability</b> + 100% Request-Id: 1';
      for (const query of [encodeURIComponent(token), encodeURIComponent(token).replaceAll('%20', '+')]) {
        const answer = await post('', `${path}?validationToken=${query}`, 'text/plain; charset=utf-8');
        assert.equal(answer.status, 200);
        assert.equal(await answer.text(), token);
        assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      }
    });
  }

  it('refuses a token no service would send', async () => {
    for (const query of ['a'.repeat(2_049), 'a&validationToken=b']) {
      assert.equal((await post('', `/graph/notifications?validationToken=${query}`)).status, 400);
    }
  });

  it('stores what is ours with its job, then answers 202', async () => {
    const answer = await notify(created());
    assert.equal(answer.status, 202);
    assert.deepEqual(await stored(), [{ mailbox_id: mailbox.id, folder: 'inbox', item_id: ITEM }]);
    assert.deepEqual(await jobs(), [`mailbox.read:${mailbox.id}:inbox`]);
    assert.equal(JSON.stringify(await service.rows('select payload from graphile_worker._private_jobs')).includes(ITEM), false);
  });

  it('ignores what is forged or unknown, and takes the rest of the batch', async () => {
    const answer = await notify(
      created({ clientState: 'forged', resourceData: { id: `${ITEM}1` } }),
      created({ clientState: undefined, resourceData: { id: `${ITEM}2` } }),
      created({ clientState: null, resourceData: { id: `${ITEM}3` } }),
      created({ subscriptionId: '00000000-0000-0000-0000-000000000000', resourceData: { id: `${ITEM}4` } }),
      created({ resourceData: { id: `${ITEM}5` } }),
    );
    assert.equal(answer.status, 202);
    assert.deepEqual((await stored()).map((row) => row.item_id), [`${ITEM}5`]);
    assert.equal((await notify(created({ clientState: 'forged' }))).status, 202);
    assert.equal((await stored()).length, 1);
  });

  it('takes repetitions and many at once as one', async () => {
    await Promise.all([notify(created(), created()), notify(created()), notify(created({ resourceData: { id: `${ITEM}b` } }), created())]);
    assert.equal((await stored()).length, 2);
    assert.equal((await jobs()).length, 1);
  });

  it('reads the folder also when a notification names no item', async () => {
    assert.equal((await notify(created({ resourceData: null }))).status, 202);
    assert.deepEqual(await stored(), []);
    assert.deepEqual(await jobs(), [`mailbox.read:${mailbox.id}:inbox`]);
  });

  for (const [event, watches] of [
    ['missed', ''],
    ['subscriptionRemoved', 'verify'],
    ['reauthorizationRequired', 'renew'],
    ['somethingNew', 'verify'],
  ] as const) {
    it(`acts on the lifecycle event ${event}`, async () => {
      const answer = await post(JSON.stringify({ value: [created({ lifecycleEvent: event, changeType: undefined, resourceData: undefined, resource: undefined })] }), '/graph/lifecycle');
      assert.equal(answer.status, 202);
      assert.deepEqual(await stored(), []);
      assert.deepEqual(await jobs(), [
        `mailbox.read-others:${mailbox.id}`,
        `mailbox.read:${mailbox.id}:inbox`,
        `mailbox.read:${mailbox.id}:sentitems`,
        ...(watches === '' ? [] : [`mailbox.watch:${mailbox.id}:${watches}`]),
      ]);
    });
  }

  for (const [what, body] of [
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['another object', '{"hello":1}'],
    ['a list', '[]'],
    ['items that are none', '{"value":[1]}'],
    ['more items than can be', JSON.stringify({ value: Array.from({ length: 20_001 }, () => ({})) })],
    ['an id that is none', '{"value":[{"subscriptionId":7}]}'],
  ] as const) {
    it(`refuses ${what} with a code`, async () => {
      const answer = await post(body);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /"code":"NOTIFICATION_INVALID"/);
    });
  }

  it('takes what is well-formed of a batch in which something is not', async () => {
    const value = [created({ resourceData: { id: `${ITEM}\0` } }), created({ subscriptionId: 'none\0' }), 1, { subscriptionId: 7 }, created()];
    assert.equal((await post(JSON.stringify({ value }))).status, 202);
    assert.deepEqual((await stored()).map((row) => row.item_id), [ITEM]);
  });

  it('takes ten thousand at once', async () => {
    const resource = `Users/${mailbox.userId}/Messages/${'x'.repeat(300)}`;
    const answer = await notify(...Array.from({ length: 10_000 }, (_, index) => created({ resource, resourceData: { id: `${ITEM}${index}` } })));
    assert.equal(answer.status, 202);
    assert.equal((await stored()).length, 10_000);
  });

  it('waits for nobody who has a mailbox and wants its jobs', async () => {
    await notify(created());
    await service.rows('update mailboxes set last_notification_at = null');
    await service.test.database.dataSource.transaction(async (tx) => {
      await tx.query('select from mailboxes for update');
      assert.equal((await notify(created({ resourceData: { id: `${ITEM}b` } }))).status, 202);
      await tx.query('select from graphile_worker._private_jobs for update');
    });
    assert.equal((await stored()).length, 2);
  });

  it('refuses what is too large', async () => {
    const answer = await post(JSON.stringify({ value: [created({ resource: 'x'.repeat(11_000_000) })] }));
    assert.equal(answer.status, 413);
    assert.match(await answer.text(), /"code":"BODY_TOO_LARGE"/);
  });

  it('answers 503 when nothing could be stored, so that Graph repeats it', async () => {
    await service.rows('alter table notifications rename to notifications_away');
    try {
      assert.equal((await notify(created())).status, 503);
    } finally {
      await service.rows('alter table notifications_away rename to notifications');
    }
    assert.deepEqual(await jobs(), []);
  });
});
