import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { coverageMetrics } from '../../connector/mailbox/coverage/metrics.js';
import { coverageOf, type Coverage, type Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const HOUR_MS = 3_600_000;

describe('gaps in the watching of a mailbox', () => {
  const service = useService();
  let mailbox: Mailbox;

  before('connect', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(watchedSince);
    await quiet();
  });
  afterEach(async () => {
    service.proxy.fault = () => undefined;
    service.news.length = 0;
    await service.rows(`delete from coverage_gaps where state <> 'open'`);
  });

  const quiet = (): Promise<unknown> => until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0, { what: 'all jobs done', timeout_ms: 20_000 });
  const watchedSince = async (): Promise<Date | null> => (await service.mailboxes.get(mailbox.id))?.watchedSince ?? null;
  const coverage = async (): Promise<Coverage> => (await coverageOf(service.test.database.dataSource.manager, [mailbox.id]))[0] ?? assert.fail();
  const filled = (): Promise<Coverage> => until(async () => (await coverage().then((all) => (all.gaps.length > 0 && all.gaps.every(({ state }) => state === 'filled' || state === 'unfilled') ? all : null))) ?? null, { timeout_ms: 20_000 });
  const deliver = async (subject: string): Promise<void> => service.sandbox.deliver({ from: 'kevinf@flynnsarcade.com', to: REP }, mime({ Subject: subject }));
  const run = async (name: string): Promise<void> => {
    const task = service.mailboxes.tasks.find((candidate) => candidate.name === name) ?? assert.fail(name);
    await task.run({}, { id: '1', attempt: 1, maxAttempts: 1, signal: new AbortController().signal });
  };
  /** As if the last reading had been then. */
  const lastReadAt = (ago_ms: number): Promise<unknown> =>
    service.rows(`update mailboxes set last_read_at = $1, sent_read_at = $1, others_read_at = $1, alive_at = $1`, [new Date(Date.now() - ago_ms)]);

  it('says all is well, with its times', async () => {
    const { watchedSince: since, lastReadAt: read, lastSweepAt: swept, gaps, problem, address } = await coverage();
    assert.ok(since !== null && read !== null && swept !== null);
    assert.deepEqual([gaps, problem, address], [[], null, REP]);
    const registry = new Registry();
    coverageMetrics(registry, service.test.database.dataSource);
    const figures = await registry.metrics();
    assert.match(figures, /^readback_mailboxes 1$/m);
    assert.match(figures, /^readback_mailboxes_unwatched 0$/m);
    assert.match(figures, /^readback_mailbox_longest_unread_seconds \d/m);
    assert.match(figures, /^readback_coverage_gaps_unfilled 0$/m);
  });

  it('Exchange refuses: stops at once, is told after a while, and is filled when it does not any more', async () => {
    await service.stopJobs();
    const { lastReadAt: before } = await coverage();
    service.proxy.fault = ({ path }) => (path.includes('/messages/delta') ? { instead: { status: 403, code: 'ErrorAccessDenied' } } : undefined);
    await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), { code: 'MAILBOX_DENIED' });
    assert.equal(await watchedSince(), null);
    const stopped = await coverage();
    assert.deepEqual(stopped.gaps.map(({ from, until: end, reason, state }) => ({ from, end, reason, state })), [{ from: before, end: null, reason: 'denied', state: 'open' }]);
    assert.equal(stopped.problem?.code, 'MAILBOX_DENIED');

    await run('mailbox:check');
    assert.equal(service.news.length, 0, 'it may be over in a moment');
    await service.rows(`update coverage_gaps set opened_at = opened_at - interval '2 minutes'`);
    await run('mailbox:check');
    await run('mailbox:check');
    assert.deepEqual(service.news.map(({ state, from, until: end }) => ({ state, from: from.toISOString(), end })), [{ state: 'stopped', from: before, end: null }]);

    await service.rows('delete from graphile_worker._private_jobs');
    await deliver('While it was refused');
    service.proxy.fault = () => undefined;
    await service.startJobs();
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.ok(await watchedSince());
    const again = await filled();
    assert.deepEqual(again.gaps.map(({ state, late }) => ({ state, late })), [{ state: 'filled', late: 1 }]);
    assert.equal(again.problem, null);
    const [, resumed] = service.news;
    assert.deepEqual([resumed?.state, resumed?.filled, resumed?.late], ['resumed', true, 1]);
    await quiet();
  });

  it('reading fails: stops only when a sweep was missed', async () => {
    await service.stopJobs();
    service.proxy.fault = ({ path }) => (path.includes('/messages/delta') ? { instead: { status: 502 } } : undefined);
    await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), { code: 'EXCHANGE_UNREACHABLE' });
    assert.ok(await watchedSince());
    assert.equal((await coverage()).problem?.code, 'EXCHANGE_UNREACHABLE');
    await lastReadAt(HOUR_MS);
    await run('mailbox:check');
    assert.equal(await watchedSince(), null);
    assert.deepEqual((await coverage()).gaps.map(({ reason }) => reason), ['unreachable']);
    service.proxy.fault = () => undefined;
    await service.startJobs();
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    await filled();
    await quiet();
  });

  it('no connector ran for hours: found at the start, filled, and told although nobody could say so before', async () => {
    await service.stopJobs();
    await lastReadAt(2 * HOUR_MS);
    // Nobody runs who could open a gap; whoever asks is told all the same.
    const meanwhile = await coverage();
    assert.deepEqual([meanwhile.watchedSince, meanwhile.problem], [null, { code: 'MAILBOX_NOT_WATCHED', says: 'Not watched: Readback was not running.' }]);
    const registry = new Registry();
    coverageMetrics(registry, service.test.database.dataSource);
    assert.match(await registry.metrics(), /^readback_mailboxes_unwatched 1$/m);
    await deliver('While nobody was there');
    await service.mailboxes.start();
    await service.startJobs();
    const { gaps, watchedSince: since } = await filled();
    assert.deepEqual(gaps.map(({ reason, state }) => ({ reason, state })), [{ reason: 'down', state: 'filled' }]);
    const [gap = assert.fail()] = gaps;
    assert.ok(Math.abs(Date.parse(gap.from) - (Date.now() - 2 * HOUR_MS)) < 60_000);
    assert.ok(since !== null && gap.until !== null && gap.until >= since);
    assert.equal(service.handled.inbox.filter(({ item }) => item.subject === 'While nobody was there').length, 1);
    assert.deepEqual(service.news.map(({ state, filled: all }) => ({ state, all })), [{ state: 'resumed', all: true }]);
    await quiet();
  });

  it('a subscription is lost for a moment: is filled, and nobody is bothered', async () => {
    await quiet();
    const [row] = await service.rows(`select subscription_id from subscriptions where folder = 'inbox'`);
    assert.equal((await service.graph('DELETE', `/subscriptions/${String(row?.subscription_id)}`)).status, 204);
    await service.mailboxes.start();
    const { gaps } = await filled();
    assert.deepEqual(gaps.map(({ reason, state }) => ({ reason, state })), [{ reason: 'subscription', state: 'filled' }]);
    assert.equal(service.news.length, 0);
    await quiet();
  });

  it('the mailbox is disconnected and connected again: never filled, and said with its times', async () => {
    await service.mailboxes.disconnect(REP);
    const removedAt = Date.now();
    assert.deepEqual(await coverageOf(service.test.database.dataSource.manager, null), []);
    await quiet();
    await service.mailboxes.connect(REP);
    await until(watchedSince);
    const { gaps } = await filled();
    const [gap = assert.fail()] = gaps;
    assert.deepEqual([gap.reason, gap.state], ['removed', 'unfilled']);
    assert.ok(Math.abs(Date.parse(gap.from) - removedAt) < 5_000 && gap.until !== null);
    await quiet();
  });
});
