import assert from 'node:assert/strict';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const DAY_MS = 86_400_000;

describe('keeping a mailbox watched', () => {
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

  const quiet = (): Promise<unknown> => until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0, { what: 'all jobs done' });
  const watchedSince = async (): Promise<Date | null> => (await service.mailboxes.get(mailbox.id))?.watchedSince ?? null;
  const subscriptions = (): Promise<Record<string, unknown>[]> => service.rows('select folder, subscription_id, client_state, expires_at from subscriptions order by folder');
  const expiresIn_days = (row: Record<string, unknown> | undefined): number => {
    assert.ok(row?.expires_at instanceof Date);
    return (row.expires_at.getTime() - Date.now()) / DAY_MS;
  };
  const requests = (method: string): string[] =>
    service.proxy.seen.filter((seen) => seen.method === method && seen.path.startsWith('/v1.0/subscriptions')).map(({ path }) => path);
  const run = async (name: string): Promise<void> => {
    const task = service.mailboxes.tasks.find((candidate) => candidate.name === name);
    assert.ok(task, name);
    await task.run({}, { id: '1', attempt: 1, maxAttempts: 1, signal: new AbortController().signal });
  };

  it('does nothing while more than half of their life is left', async () => {
    service.proxy.seen.length = 0;
    await service.mailboxes.watch(mailbox.id);
    await run('mailbox:renew');
    assert.deepEqual(await service.rows('select from graphile_worker.jobs'), []);
    assert.deepEqual(service.proxy.seen, []);
  });

  it('renews when less than half is left, and is watched all the while', async () => {
    const since = await watchedSince();
    const before = await subscriptions();
    await service.rows(`update subscriptions set expires_at = now() + interval '3 days'`);
    service.proxy.seen.length = 0;
    await run('mailbox:renew');
    await quiet();
    const after = await subscriptions();
    assert.deepEqual(after.map((row) => row.subscription_id), before.map((row) => row.subscription_id));
    for (const row of after) assert.ok(expiresIn_days(row) > 6.8);
    assert.equal(requests('PATCH').length, 3);
    assert.equal(requests('POST').length, 0);
    assert.deepEqual(await watchedSince(), since);
  });

  it('makes anew what is gone when it is to be renewed (404), and reads what came in between', async () => {
    const since = await watchedSince();
    const before = await subscriptions();
    await service.stopJobs();
    const inbox = before.find((row) => row.folder === 'inbox');
    await forget(String(inbox?.subscription_id));
    await service.sandbox.deliver({ from: 'kevinf@flynnsarcade.com', to: REP }, mime({ Subject: 'In the gap' }));
    await service.rows(`update subscriptions set expires_at = now() + interval '1 day'`);
    await service.startJobs();
    await run('mailbox:renew');
    await until(() => service.handled.inbox.some(({ item }) => item.subject === 'In the gap'));
    await quiet();
    const after = await subscriptions();
    assert.notEqual(after.find((row) => row.folder === 'inbox')?.subscription_id, inbox?.subscription_id);
    assert.notEqual(after.find((row) => row.folder === 'inbox')?.client_state, inbox?.client_state);
    assert.notDeepEqual(await watchedSince(), since, 'there was a gap');
  });

  it('finds out, when asked to verify, that one is gone', async () => {
    const [inbox] = await subscriptions();
    await forget(String(inbox?.subscription_id));
    await service.mailboxes.watch(mailbox.id);
    assert.equal((await subscriptions())[0]?.subscription_id, inbox?.subscription_id, 'all looks well');
    await service.mailboxes.start();
    await quiet();
    await until(async () => (await subscriptions())[0]?.subscription_id !== inbox?.subscription_id);
    await until(watchedSince);
    await quiet();
  });

  it('replaces one that stands in the way (409)', async () => {
    const since = await watchedSince();
    await service.rows('delete from subscriptions');
    await service.mailboxes.watch(mailbox.id);
    assert.equal((await subscriptions()).length, 3);
    assert.notDeepEqual(await watchedSince(), since);
    await quiet();
    await service.sandbox.deliver({ from: 'kevinf@flynnsarcade.com', to: REP }, mime({ Subject: 'After 409' }));
    await until(() => service.handled.inbox.some(({ item }) => item.subject === 'After 409'));
    await quiet();
  });

  it('says that it is not watched while Exchange refuses, and is again once it does not', async () => {
    await service.stopJobs();
    await service.rows('delete from subscriptions');
    service.proxy.fault = ({ method, path }) => (method === 'POST' && path === '/v1.0/subscriptions' ? { instead: { status: 400, code: 'ValidationError' } } : undefined);
    await assert.rejects(service.mailboxes.watch(mailbox.id), { code: 'ADDRESS_UNREACHABLE', message: /could not reach http:\/\/localhost:\d+\/graph\/notifications/ });
    assert.equal(await watchedSince(), null);
    service.proxy.fault = () => undefined;
    await run('mailbox:renew');
    await service.startJobs();
    await until(watchedSince);
    await quiet();
  });

  it('stays watched while Exchange does not answer a renewal', async () => {
    await service.stopJobs();
    const since = await watchedSince();
    await service.rows(`update subscriptions set expires_at = now() + interval '3 days'`);
    service.proxy.fault = ({ method }) => (method === 'PATCH' ? { instead: { status: 503 } } : undefined);
    await assert.rejects(service.mailboxes.watch(mailbox.id), { code: 'EXCHANGE_UNREACHABLE' });
    assert.deepEqual(await watchedSince(), since);
    service.proxy.fault = () => undefined;
    await service.startJobs();
    await service.mailboxes.watch(mailbox.id);
    assert.ok(expiresIn_days((await subscriptions())[0]) > 6.8);
  });

  it('reads every mailbox in the sweep, whether or not it was notified', async () => {
    await service.stopJobs();
    await service.sandbox.deliver({ from: 'kevinf@flynnsarcade.com', to: REP }, mime({ Subject: 'Swept' }));
    await until(async () => (await service.rows(`select from notifications where folder = 'inbox'`)).length === 1);
    await service.rows('delete from notifications');
    await service.rows('delete from graphile_worker._private_jobs');
    await run('mailbox:sweep');
    await service.startJobs();
    await until(() => service.handled.inbox.some(({ item }) => item.subject === 'Swept'));
    await quiet();
  });

  it('does nothing for a mailbox that was removed', async () => {
    await service.mailboxes.disconnect(REP);
    service.proxy.seen.length = 0;
    await service.mailboxes.watch(mailbox.id);
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    await run('mailbox:sweep');
    await run('mailbox:renew');
    assert.deepEqual(await service.rows('select from graphile_worker.jobs'), []);
    assert.deepEqual(service.proxy.seen, []);
    await assert.rejects(service.mailboxes.look(mailbox.id, new Date()), { code: 'MAILBOX_NOT_WATCHED' });
  });

  async function forget(subscriptionId: string): Promise<void> {
    const answer = await service.graph('DELETE', `/subscriptions/${subscriptionId}`);
    assert.equal(answer.status, 204);
  }
});
