import assert from 'node:assert/strict';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const KEVIN = 'kevinf@flynnsarcade.com';

describe('the last look before a mail goes', () => {
  const service = useService();
  let mailbox: Mailbox;

  before('connect, then let nothing else read', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    await until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0);
    await service.stopJobs();
  });
  afterEach(() => {
    service.proxy.fault = () => undefined;
    service.onHandle = () => undefined;
  });

  const deliver = async (subject: string, headers: Record<string, string> = {}): Promise<void> => service.sandbox.deliver({ from: KEVIN, to: REP }, mime({ Subject: subject, ...headers }));
  const handled = (subject: string) => service.handled.inbox.filter(({ item }) => item.subject === subject);
  const look = () => service.mailboxes.lookThrough(mailbox.id, mailbox.trackedSince);

  it('handles what came into any folder, in one request, and only once', async () => {
    await deliver('Seen last');
    await deliver('In the junk', { 'X-MS-Exchange-Organization-SCL': '9' });
    service.proxy.seen.length = 0;
    const { until: newest, leftAlone } = await look();
    assert.equal(service.proxy.seen.length, 1);
    assert.deepEqual([handled('Seen last').length, handled('In the junk').length, leftAlone], [1, 1, []]);
    assert.equal(handled('Seen last')[0]?.access.foundBy, 'last_look');
    assert.deepEqual(newest, handled('In the junk')[0]?.item.receivedAt);
    await look();
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(handled('Seen last').length, 1);
  });

  it('misses nothing when mail goes while its pages are read', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `<paged-${index}-${Date.now()}@flynnsarcade.com>`);
    for (const [index, id] of ids.entries()) await deliver(`paged ${index}`, { 'Message-ID': id });
    const gone = (await service.mailboxes.look(mailbox.id, mailbox.trackedSince)).find(({ subject }) => subject === 'paged 3')?.itemId ?? assert.fail();
    let pages = 0;
    service.proxy.fault = async ({ path }) => {
      if (path.includes('/messages?') && (pages += 1) === 2) await service.graph('DELETE', `/users/${mailbox.userId}/messages/${gone}`);
      return undefined;
    };
    const items = await service.mailboxes.look(mailbox.id, mailbox.trackedSince);
    assert.ok(pages >= 2);
    for (const index of ids.keys()) assert.equal(items.filter(({ subject }) => subject === `paged ${index}`).length, 1, `paged ${index}`);
    await look();
  });

  it('fails while a mail may yet be handled; then leaves it alone, and names it with every look until it is handled or gone', async () => {
    for (const subject of ['Poison', 'Venom', 'Sound']) await deliver(subject);
    service.onHandle = ({ item }) => {
      if (['Poison', 'Venom'].includes(item.subject)) throw new TypeError('cannot');
    };
    for (let attempt = 1; attempt < 5; attempt += 1) await assert.rejects(look(), { code: 'INTERNAL' });
    assert.equal(handled('Sound').length, 1, 'the others are handled');
    const named = async (since: Date): Promise<string[]> => (await service.mailboxes.lookThrough(mailbox.id, since)).leftAlone.map(({ subject }) => subject).sort();
    assert.deepEqual(await named(mailbox.trackedSince), ['Poison', 'Venom']);
    const later = new Date(Date.now() + 60_000);
    assert.deepEqual(await named(later), ['Poison', 'Venom'], 'also when the look begins after them');
    await service.graph('DELETE', `/users/${mailbox.userId}/messages/${handled('Venom')[0]?.item.itemId ?? ''}`);
    assert.deepEqual(await named(later), ['Poison']);
    service.onHandle = () => undefined;
    assert.deepEqual(await named(later), []);
    assert.deepEqual(await service.rows('select from notifications where attempts > 0'), []);
  });

  it('fails when Exchange does not answer, and counts nothing while the world is in trouble', async () => {
    service.proxy.fault = ({ path }) => (path.includes('/messages?') ? { instead: { status: 500 } } : undefined);
    await assert.rejects(look(), { code: 'EXCHANGE_UNREACHABLE' });
    service.proxy.fault = () => undefined;
    await deliver('In trouble');
    service.onHandle = () => {
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    };
    await assert.rejects(look(), { code: '57P01' });
    assert.deepEqual(await service.rows('select from notifications where attempts > 0'), []);
  });

  it('is preceded by the question whether the mailbox is watched at all', async () => {
    assert.equal(await service.mailboxes.isWatched(mailbox.id), true);
    await service.rows(`update mailboxes set alive_at = now() - interval '26 minutes'`);
    assert.equal(await service.mailboxes.isWatched(mailbox.id), false);
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(await service.mailboxes.isWatched(mailbox.id), true);
  });
});
