import assert from 'node:assert/strict';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const KEVIN = 'kevinf@flynnsarcade.com';

describe('what Exchange says of subscriptions', () => {
  const service = useService();
  let mailbox: Mailbox;

  before('connect', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(watchedSince);
    await quiet();
  });
  afterEach(() => {
    service.proxy.fault = () => undefined;
  });

  const quiet = (): Promise<unknown> => until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0, { what: 'all jobs done', timeout_ms: 20_000 });
  const watchedSince = async (): Promise<Date | null> => (await service.mailboxes.get(mailbox.id))?.watchedSince ?? null;
  const ids = async (): Promise<unknown[]> => (await service.rows('select subscription_id from subscriptions order by folder')).map((row) => row.subscription_id);
  const gaps = (): Promise<Record<string, unknown>[]> => service.rows('select reason, state from coverage_gaps order by id');
  const requests = (method: string): number => service.proxy.seen.filter((seen) => seen.method === method && seen.path.startsWith('/v1.0/subscriptions')).length;
  const deliver = async (subject: string): Promise<void> => service.sandbox.deliver({ from: KEVIN, to: REP }, mime({ Subject: subject }));
  const handled = (subject: string): number => service.handled.inbox.filter(({ item }) => item.subject === subject).length;

  it('reauthorises by renewing, once for each, and reads what was lost during the pause', async () => {
    const before = await ids();
    service.proxy.fault = ({ method }) => (method === 'PATCH' ? { instead: { status: 503 } } : undefined);
    await service.sandbox.control.event('reauthorizationRequired', { mailbox: REP });
    await until(() => requests('PATCH') > 0);
    await deliver('During the pause');
    service.proxy.fault = () => undefined;
    service.proxy.seen.length = 0;
    await until(() => handled('During the pause') === 1, { timeout_ms: 30_000 });
    await quiet();
    assert.deepEqual(await ids(), before);
    assert.ok(requests('PATCH') >= 3, 'renewed, whatever was left of their life');
    assert.ok(service.proxy.seen.every(({ path }) => !path.endsWith('/reauthorize')), 'never both');
    assert.deepEqual(await gaps(), [], 'it stood all the while');
    await deliver('After the pause');
    await until(() => handled('After the pause') === 1);
    await quiet();
  });

  it('makes a removed one anew, and fills the gap by delta', async () => {
    const before = await ids();
    await service.sandbox.control.event('subscriptionRemoved', { mailbox: REP });
    await deliver('Told to nobody');
    await until(() => handled('Told to nobody') === 1, { timeout_ms: 20_000 });
    await until(watchedSince);
    await quiet();
    const after = await ids();
    assert.equal(after.length, 3);
    assert.ok(after.every((id) => !before.includes(id)));
    assert.ok((await gaps()).length >= 1);
    assert.ok((await gaps()).every(({ reason, state }) => reason === 'subscription' && state === 'filled'), JSON.stringify(await gaps()));
    await service.rows('delete from coverage_gaps');
  });

  it('reads all folders when notifications were missed', async () => {
    await quiet();
    service.proxy.seen.length = 0;
    await service.sandbox.control.event('missed', { mailbox: REP });
    await until(() => service.proxy.seen.some(({ path }) => path.includes('mailFolders/delta')));
    await quiet();
    for (const folder of ['inbox', 'sentitems']) assert.ok(service.proxy.seen.some(({ path }) => path.includes(`/mailFolders/${folder}/messages/delta`)), folder);
    assert.equal(requests('POST'), 0);
  });

  it('adopts the one it made when the answer was lost, since its secret is ours', async () => {
    await service.stopJobs();
    await service.rows(`update subscriptions set expires_at = now() where folder = 'inbox'`);
    const [old] = await service.rows(`select subscription_id from subscriptions where folder = 'inbox'`);
    await service.graph('DELETE', `/subscriptions/${String(old?.subscription_id)}`);
    let lost = 0;
    service.proxy.seen.length = 0;
    service.proxy.fault = ({ method, path }) => (method === 'POST' && path === '/v1.0/subscriptions' && (lost += 1) === 1 ? { after: { status: 504 } } : undefined);
    await service.mailboxes.watch(mailbox.id);
    assert.deepEqual([requests('POST'), requests('DELETE')], [1, 0]);
    assert.ok(await watchedSince());
    await service.startJobs();
    await deliver('Adopted');
    await until(() => handled('Adopted') === 1);
    await quiet();
  });

  for (const [what, answer, code] of [
    ['it cannot reach us', { status: 400, code: 'InvalidRequest', says: 'Subscription validation request timed out.' }, 'ADDRESS_UNREACHABLE'],
    ['all subscriptions are used up', { status: 403, code: 'ExtensionError', says: 'Operation: Create; Exception: [Status Code: Forbidden; Reason: Maximum number of subscriptions has been reached]' }, 'SUBSCRIPTIONS_USED_UP'],
    ['it refuses us', { status: 403, code: 'ErrorAccessDenied' }, 'MAILBOX_DENIED'],
    ['the request is wrong', { status: 400, code: 'ExtensionError', says: 'Subscription expiration can only be 10080 minutes in the future.' }, 'EXCHANGE_REFUSED'],
  ] as const) {
    it(`says ${code} when ${what}, and is watched again when it is not so any more`, async () => {
      await service.stopJobs();
      await service.rows('delete from subscriptions');
      service.proxy.fault = ({ method, path }) => (method === 'POST' && path === '/v1.0/subscriptions' ? { instead: answer } : undefined);
      await assert.rejects(service.mailboxes.watch(mailbox.id), { code });
      assert.equal(await watchedSince(), null);
      service.proxy.fault = () => undefined;
      await service.mailboxes.watch(mailbox.id);
      assert.ok(await watchedSince());
      await service.startJobs();
      await quiet();
    });
  }

  it('looks after the others when one cannot be renewed, and is watched while it stands', async () => {
    await service.stopJobs();
    await service.rows(`update subscriptions set expires_at = now() + interval '2 days'`);
    const [first] = await ids();
    const since = await watchedSince();
    service.proxy.fault = ({ method, path }) => (method === 'PATCH' && path.endsWith(String(first)) ? { instead: { status: 500 } } : undefined);
    await assert.rejects(service.mailboxes.watch(mailbox.id), { code: 'EXCHANGE_UNREACHABLE' });
    const left = await service.rows(`select folder from subscriptions where expires_at > now() + interval '6 days' order by folder`);
    assert.deepEqual(left.map(({ folder }) => folder), ['other', 'sentitems']);
    assert.deepEqual(await watchedSince(), since);
    service.proxy.fault = () => undefined;
    await service.mailboxes.watch(mailbox.id);
    assert.equal((await service.rows(`select from subscriptions where expires_at > now() + interval '6 days'`)).length, 3);
    await service.startJobs();
  });

  it('is watched without the subscription of the whole mailbox: the sweep reads all folders', async () => {
    await service.stopJobs();
    await service.rows(`delete from subscriptions where folder = 'other'`);
    service.proxy.fault = ({ method, path }) => (method === 'POST' && path === '/v1.0/subscriptions' ? { instead: { status: 403, code: 'ExtensionError' } } : undefined);
    await service.mailboxes.watch(mailbox.id);
    assert.ok(await watchedSince());
    service.proxy.fault = () => undefined;
    await service.startJobs();
    await service.mailboxes.watch(mailbox.id);
    await quiet();
  });
});
