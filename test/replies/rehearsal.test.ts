import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../connector/clock.js';
import type { JobRun } from '../../connector/jobs/index.js';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { countedAs, latestRehearsal, rehearse, startRehearsal } from '../../connector/replies/rehearsal/index.js';
import * as schema from '../../connector/schema.js';
import { mime, REP, useService } from '../mailbox/service.js';
import { until } from '../until.js';

const ANSWER = { 'In-Reply-To': '<sent@contoso.example>', References: '<sent@contoso.example>' };

describe('what a mail counts as in a rehearsal', () => {
  const automatic = (sort: 'out_of_office' | 'acknowledgement') => ({ sort, returnDate: null, standIn: null });
  for (const [kind, auto, namesMail, counted] of [
    ['human_reply', null, true, 'replies'],
    ['human_reply', null, false, 'doubtful'],
    ['auto_reply', automatic('out_of_office'), true, 'outOfOffice'],
    ['auto_reply', automatic('acknowledgement'), false, 'otherAutomatic'],
    ['auto_reply', null, true, 'otherAutomatic'],
    ['bounce_hard', null, false, 'bounces'],
    ['bounce_soft', null, true, 'bounces'],
    ['bounce_delayed', null, true, 'bounces'],
    ['receipt', null, true, 'receipts'],
    ['calendar', null, true, 'calendar'],
    ['other', null, true, null],
  ] as const) {
    it(`${kind}${namesMail ? ' that names a mail' : ''}: ${String(counted)}`, () => assert.equal(countedAs({ kind, automatic: auto }, namesMail), counted));
  }
});

describe('a rehearsal', () => {
  const service = useService(schema);
  let mailbox: Mailbox;

  before('a mailbox with mail of all kinds', async function () {
    this.timeout(60_000);
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    for (let index = 0; index < 70; index += 1) await deliver({ Subject: 'Re: Lease', ...ANSWER });
    for (let index = 0; index < 3; index += 1) await deliver({ Subject: 'Automatic reply: Lease', 'Auto-Submitted': 'auto-replied', 'X-MS-Exchange-Inbox-Rules-Loop': 'flynn@flynnsarcade.com', ...ANSWER }, 'I am out of office until 30 November.');
    for (let index = 0; index < 2; index += 1) await deliver({ Subject: 'Re: Lease of the arcade in the old town' }, 'Yes, let us talk.');
    await deliver({ Subject: 'Big sale', 'List-Unsubscribe': '<mailto:u@shop.example>' });
    await deliver({ From: 'Casey <colleague@contoso.example>', Subject: 'Re: Lease', ...ANSWER });
  });

  const deliver = async (headers: Record<string, string>, body?: string): Promise<void> => service.sandbox.deliver({ from: 'flynn@flynnsarcade.com', to: REP }, mime(headers, body));
  const parts = () => ({ dataSource: service.test.database.dataSource, clock: systemClock, mailboxes: service.mailboxes });
  const begin = () => startRehearsal(parts(), mailbox.id);
  const latest = async () => (await latestRehearsal(service.test.database.dataSource.manager, mailbox.id)) ?? assert.fail();
  const run = async (id: string, changes: Partial<JobRun> = {}): Promise<void> =>
    rehearse(parts(), { mailboxId: mailbox.id, id }, { id: '1', attempt: 1, maxAttempts: 2, signal: new AbortController().signal, ...changes });
  const expected = { replies: 70, outOfOffice: 3, otherAutomatic: 0, bounces: 0, receipts: 0, calendar: 0, doubtful: 2 };

  it('counts, changes nothing, and keeps counts only', async () => {
    await until(async () => (await service.rows(`select from graphile_worker.jobs where task_identifier like 'mailbox:%'`)).length === 0, { timeout_ms: 20_000 });
    const tables = ['replies', 'activities', 'waiting_items', 'messages', 'notifications'];
    const sizes = async () => Promise.all(tables.map(async (table) => (await service.rows(`select count(*)::int from ${table}`))[0]?.count));
    const before = await sizes();
    service.proxy.seen.length = 0;
    service.proxy.mostAtOnce = 0;
    const { id } = await begin();
    await run(id);
    const { state, counts, bodies } = await latest();
    assert.deepEqual({ state, counts, bodies }, { state: 'done', counts: expected, bodies: 5 });
    assert.deepEqual(await sizes(), before);
    assert.ok(service.proxy.seen.every(({ method }) => method === 'GET'));
    assert.equal(service.proxy.mostAtOnce, 1, 'one request at a time');
  });

  it('goes on where it stood when its connector was killed, and counts nothing twice', async () => {
    const { id } = await begin();
    let pages = 0;
    service.proxy.fault = ({ path }) => (path.includes('/messages?') && (pages += 1) > 1 ? { instead: { status: 500 } } : undefined);
    await assert.rejects(run(id), { code: 'EXCHANGE_UNREACHABLE' });
    const { state, counts, problem } = await latest();
    assert.deepEqual([state, problem], ['running', 'EXCHANGE_UNREACHABLE']);
    assert.ok(counts.replies > 0 && counts.replies < 70, String(counts.replies));
    service.proxy.fault = () => undefined;
    await run(id, { attempt: 2 });
    assert.deepEqual((await latest()).counts, expected);
  });

  it('is one at a time in a mailbox', async () => {
    const first = await begin();
    assert.deepEqual((await begin()).id, first.id);
    assert.equal((await service.rows(`select from graphile_worker.jobs where key = $1`, [`rehearse:${mailbox.id}`])).length, 1);
    await run(first.id);
    await run(first.id);
    assert.deepEqual((await latest()).counts, expected);
    assert.notEqual((await begin()).id, first.id);
  });

  it('leaves workers to the answers that come meanwhile, however many are begun', async () => {
    for (let index = 0; index < 20; index += 1) await startRehearsal({ dataSource: service.test.database.dataSource, clock: systemClock }, randomUUID());
    const [queues] = await service.rows(`select count(distinct queue_name)::int from graphile_worker.jobs where task_identifier = 'replies:rehearse'`);
    assert.ok(Number(queues?.count) <= 2, String(queues?.count));
  });

  it('fails for good when it failed often enough, or the mailbox is disconnected', async () => {
    const { id } = await latest();
    service.proxy.fault = ({ path }) => (path.includes('/messages?') ? { instead: { status: 403 } } : undefined);
    await run(id, { attempt: 2 });
    assert.deepEqual(await latest().then(({ state, problem }) => [state, problem]), ['failed', 'MAILBOX_DENIED']);
    service.proxy.fault = () => undefined;
    const again = await begin();
    await service.mailboxes.disconnect(REP);
    await run(again.id);
    assert.deepEqual(await latest().then(({ state, problem }) => [state, problem]), ['failed', 'MAILBOX_NOT_WATCHED']);
  });
});
