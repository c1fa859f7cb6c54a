import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { addReadOthersJob, OTHERS_AT_ONCE } from '../../connector/mailbox/jobs.js';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const KEVIN = 'kevinf@flynnsarcade.com';

describe('mail in other folders than the Inbox', () => {
  const service = useService();
  let mailbox: Mailbox;

  before('connect', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    await quiet();
  });
  afterEach(async () => {
    service.proxy.fault = () => undefined;
    await service.sandbox.control.faults({});
  });

  const quiet = (): Promise<unknown> => until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0, { what: 'all jobs done', timeout_ms: 20_000 });
  const deliver = async (subject: string, headers: Record<string, string> = {}): Promise<void> => service.sandbox.deliver({ from: KEVIN, to: REP }, mime({ Subject: subject, ...headers }));
  const found = (subject: string) => service.handled.inbox.filter(({ item }) => item.subject === subject);
  const make = async (name: string, parent = ''): Promise<string> => {
    const answer = await service.graph('POST', `/users/${mailbox.userId}/mailFolders${parent === '' ? '' : `/${parent}/childFolders`}`, { displayName: name });
    const made: unknown = await answer.json();
    assert.ok(typeof made === 'object' && made !== null && 'id' in made && typeof made.id === 'string', `${answer.status}`);
    return made.id;
  };
  const sweep = async (): Promise<void> => {
    const task = service.mailboxes.tasks.find(({ name }) => name === 'mailbox:read-others');
    await task?.run({ mailboxId: mailbox.id }, { id: '1', attempt: 1, maxAttempts: 1, signal: new AbortController().signal });
  };

  it('is notified and found within seconds where a rule put it, and once', async () => {
    await make('Arcade');
    await service.sandbox.control.rule(REP, { subjectContains: ['ruled'], moveToFolder: 'Arcade' });
    await deliver('ruled at once');
    const [{ item, access } = assert.fail()] = await until(() => (found('ruled at once').length > 0 ? found('ruled at once') : null));
    assert.equal(item.folder, 'other');
    assert.equal(access.foundBy, 'notification');
    await quiet();
    await sweep();
    assert.equal(found('ruled at once').length, 1);
  });

  it('is found by the sweep when nobody was told, also in a folder below one just made', async () => {
    await service.stopJobs();
    const projects = await make('Projects');
    await make('Deep', projects);
    await service.sandbox.control.rule(REP, { subjectContains: ['deep down'], moveToFolder: 'Deep' });
    await deliver('deep down');
    await service.rows('delete from notifications');
    await sweep();
    assert.deepEqual(found('deep down').map(({ access }) => access.foundBy), ['sweep']);
    await sweep();
    assert.equal(found('deep down').length, 1);
    await service.startJobs();
    await quiet();
  });

  it('is found in Junk Email', async () => {
    await deliver('taken for junk', { 'X-MS-Exchange-Organization-SCL': '6' });
    await until(() => found('taken for junk').length === 1);
    await quiet();
  });

  it('asks nothing more of Exchange for a mail of the Inbox, though it is notified twice', async () => {
    await quiet();
    service.proxy.seen.length = 0;
    await deliver('in the Inbox');
    await until(() => found('in the Inbox').length === 1);
    await until(async () => (await service.rows('select from notifications')).length === 0);
    await quiet();
    assert.deepEqual(service.proxy.seen.filter(({ path }) => path.startsWith('/v1.0/users/')).map(({ path }) => path.includes('/inbox/messages/delta')), [true]);
  });

  it('that is moved by hand is not new again', async () => {
    const id = `<moved-${Date.now()}@flynnsarcade.com>`;
    await deliver('moved by hand', { 'Message-ID': id });
    await until(() => found('moved by hand').length === 1);
    await quiet();
    assert.equal(await service.sandbox.control.move(REP, id, 'Arcade'), 1);
    await until(async () => (await service.rows('select from notifications')).length === 0);
    await quiet();
    await sweep();
    assert.equal(found('moved by hand').length, 1);
  });

  it('is read folder by folder when somebody tidies up, not mail by mail', async () => {
    await service.stopJobs();
    const [row] = await service.rows(`select subscription_id, client_state from subscriptions where folder = 'other'`);
    const value = Array.from({ length: 25 }, (_, index) => ({ subscriptionId: row?.subscription_id, clientState: row?.client_state, resourceData: { id: `AAkAtidied${index}` } }));
    const answer = await fetch(`${service.publicUrl}/graph/notifications`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ value }) });
    assert.equal(answer.status, 202);
    service.proxy.seen.length = 0;
    await service.startJobs();
    await until(async () => (await service.rows('select from notifications')).length === 0);
    await quiet();
    assert.ok(service.proxy.seen.some(({ path }) => path.includes('mailFolders/delta')));
    assert.ok(service.proxy.seen.every(({ path }) => !path.includes('tidied')));
  });

  it('is read in all other folders when one cannot be read', async () => {
    await service.stopJobs();
    await service.sandbox.control.rule(REP, { subjectContains: ['beside a broken'], moveToFolder: 'Deep' });
    await deliver('beside a broken folder');
    await service.rows('delete from notifications');
    const [broken] = await service.rows(`select folder_id from mail_folders where role = 'other' order by folder_id`);
    service.proxy.fault = ({ path }) => (decodeURIComponent(path).includes(String(broken?.folder_id)) ? { instead: { status: 500 } } : undefined);
    await assert.rejects(sweep(), { httpStatus: 500 });
    assert.equal(found('beside a broken folder').length, 1);
    service.proxy.fault = () => undefined;
    await sweep();
    await service.startJobs();
    await quiet();
  });

  it('is read again in a folder that seemed to be gone for a moment, and until then not everything counts as read', async () => {
    await service.stopJobs();
    const readAt = async (): Promise<unknown> => (await service.rows('select others_read_at from mailboxes'))[0]?.others_read_at;
    await sweep();
    const before = await readAt();
    const [{ folder_id: folderId } = assert.fail()] = await service.rows(`select folder_id from mail_folders where role = 'other' order by folder_id`);
    service.proxy.fault = ({ path }) => (decodeURIComponent(path).includes(`${String(folderId)}/messages`) ? { instead: { status: 404, code: 'ErrorItemNotFound' } } : undefined);
    await sweep();
    assert.deepEqual(await readAt(), before);
    service.proxy.fault = () => undefined;
    service.proxy.seen.length = 0;
    await sweep();
    assert.ok(service.proxy.seen.some(({ path }) => decodeURIComponent(path).includes(`${String(folderId)}/messages`)), 'read again');
    assert.notDeepEqual(await readAt(), before);
    await service.startJobs();
    await quiet();
  });

  it('is read for a few mailboxes at once, so that workers are left for the Inboxes', async () => {
    await service.stopJobs();
    for (let index = 0; index < 50; index += 1) await addReadOthersJob(service.test.database.dataSource.manager, randomUUID());
    const [queues] = await service.rows(`select count(distinct queue_name)::int from graphile_worker.jobs where task_identifier = 'mailbox:read-others'`);
    assert.ok(Number(queues?.count) <= OTHERS_AT_ONCE, String(queues?.count));
    await service.startJobs();
    await quiet();
  });

  it('of Drafts and Outbox is none of ours', async () => {
    const roles = await service.rows('select role, count(*)::int from mail_folders group by role order by role');
    const leftOut = roles.find(({ role }) => role === 'left_out');
    assert.ok(Number(leftOut?.count) >= 2, JSON.stringify(roles));
    service.proxy.seen.length = 0;
    await sweep();
    assert.equal(service.proxy.seen.filter(({ path }) => path.includes('/messages/delta')).length, Number(roles.find(({ role }) => role === 'other')?.count));
  });

  it('is read again from the start of tracking when delta links are worn out, in the middle of pages, too', async () => {
    await service.stopJobs();
    for (let index = 0; index < 60; index += 1) await deliver(`page ${index}`);
    await service.sandbox.control.event('deltaExpired', { mailbox: REP });
    let expired = 0;
    service.proxy.fault = ({ path }) => (path.includes('skiptoken') && (expired += 1) <= 2 ? { instead: { status: 410, code: 'resyncRequired' } } : undefined);
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.ok(expired > 2);
    for (let index = 0; index < 60; index += 1) assert.equal(found(`page ${index}`).length, 1, `page ${index}`);
    service.proxy.fault = ({ path }) => (path.includes('skiptoken') ? { instead: { status: 410, code: 'resyncRequired' } } : undefined);
    await service.rows('delete from delta_cursors');
    await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), { httpStatus: 410 }, 'not for ever');
    service.proxy.fault = () => undefined;
    await service.startJobs();
    await quiet();
  });

  it('reads more than a filtered round gives', async () => {
    await service.stopJobs();
    for (let index = 0; index < 30; index += 1) await deliver(`capped ${index}`);
    await service.sandbox.control.faults({ delta: { cap: 10 } });
    await until(async () => (await service.rows(`select from notifications where folder = 'inbox'`)).length >= 30);
    await service.rows('delete from notifications');
    await service.rows('delete from delta_cursors');
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    for (let index = 0; index < 30; index += 1) assert.equal(found(`capped ${index}`).length, 1, `capped ${index}`);
    await service.startJobs();
    await quiet();
  });
});
