import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const KEVIN = 'kevinf@flynnsarcade.com';

describe('reading what is new', () => {
  const service = useService();
  let mailbox: Mailbox;

  before('connect', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    await quiet();
  });
  afterEach(() => {
    service.proxy.fault = () => undefined;
    service.onHandle = () => undefined;
  });

  const quiet = (): Promise<unknown> => until(async () => (await service.rows('select from graphile_worker.jobs')).length === 0, { what: 'all jobs done' });
  const deliver = async (headers: Record<string, string>): Promise<void> => service.sandbox.deliver({ from: KEVIN, to: REP }, mime(headers));
  const timesHandled = (subject: string): number => service.handled.inbox.filter(({ item }) => item.subject === subject).length;
  const subscriptionOf = async (folder: string): Promise<{ id: unknown; clientState: unknown }> => {
    const [row] = await service.rows('select subscription_id, client_state from subscriptions where folder = $1', [folder]);
    return { id: row?.subscription_id, clientState: row?.client_state };
  };
  /** Id of a delivered mail that was not read yet. */
  const idOf = async (subject: string): Promise<string> => {
    const response = await service.graph('GET', `/users/${mailbox.userId}/messages?$select=id,subject&$filter=${encodeURIComponent(`subject eq '${subject}'`)}`);
    const { value } = z.object({ value: z.array(z.object({ id: z.string() })) }).parse(await response.json());
    return encodeURIComponent(value[0]?.id ?? 'none');
  };
  const notify = async (...value: object[]): Promise<Response> =>
    fetch(`${service.publicUrl}/graph/notifications`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ value }) });

  it('gives a delivered mail to the handler of the Inbox, and leaves no trace of it', async () => {
    await deliver({ Subject: 'Re: Arcade lease', 'In-Reply-To': '<sent@contoso.example>', References: '<first@contoso.example>\r\n <sent@contoso.example>', 'Auto-Submitted': 'no' });
    const { item, access } = await until(() => service.handled.inbox.find((handled) => handled.item.subject === 'Re: Arcade lease'));
    assert.equal(item.folder, 'inbox');
    assert.equal(item.inReplyTo, '<sent@contoso.example>');
    assert.deepEqual(item.references, ['<first@contoso.example>', '<sent@contoso.example>']);
    assert.deepEqual(item.from, { address: KEVIN, name: 'Kevin Flynn' });
    assert.deepEqual(item.to.map(({ address }) => address), [REP]);
    assert.ok(item.headers.some(({ name, value }) => name === 'Auto-Submitted' && value === 'no'));
    assert.match((await access.mime())?.toString() ?? '', /^Subject: Re: Arcade lease\r?$/m);
    await quiet();
    assert.deepEqual(await service.rows('select from notifications'), []);
    assert.equal(timesHandled('Re: Arcade lease'), 1);
    const now = await service.mailboxes.get(mailbox.id);
    assert.ok(now?.lastNotificationAt instanceof Date && now.lastReadAt instanceof Date);
  });

  it('reads no more of a large mail than its beginning', async () => {
    await service.sandbox.deliver({ from: KEVIN, to: REP }, mime({ Subject: 'Large' }, `${'x'.repeat(98)}\r\n`.repeat(60_000)));
    const { access } = await until(() => service.handled.inbox.find((handled) => handled.item.subject === 'Large'));
    const text = (await access.mime())?.toString() ?? '';
    assert.match(text, /^Subject: Large\r?$/m);
    assert.equal(text.length, 4_000_000);
  });

  it('gives a sent mail to the handler of Sent Items', async () => {
    const message = mime({ From: `Riley Carter <${REP}>`, To: 'flynn@flynnsarcade.com', Subject: 'A mail of the rep' });
    await service.mailboxes.draftOnce(mailbox.id, 'sent-items', message, () => Promise.resolve());
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, 'sent-items', () => Promise.resolve(true)), 'sent');
    const { item } = await until(() => service.handled.sentitems.find((handled) => handled.item.subject === 'A mail of the rep'));
    assert.equal(item.folder, 'sentitems');
    assert.equal(item.isDraft, false);
    assert.ok(message.includes(item.internetMessageId ?? 'none'));
  });

  it('reads on where it stood, by delta alone', async () => {
    await quiet();
    await service.stopJobs();
    await deliver({ Subject: 'By delta' });
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(timesHandled('By delta'), 1);
    service.proxy.seen.length = 0;
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(timesHandled('By delta'), 1);
    assert.ok(service.proxy.seen.every(({ path }) => path.includes('/delta')), 'the notification of a mail just handled needs no further look');
    await service.startJobs();
    await quiet();
  });

  it('takes many at once, page after page', async () => {
    await service.stopJobs();
    for (let index = 0; index < 60; index += 1) await deliver({ Subject: `Many ${index}` });
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(service.handled.inbox.filter(({ item }) => item.subject.startsWith('Many ')).length, 60);
    await service.startJobs();
    await quiet();
    assert.equal(service.handled.inbox.filter(({ item }) => item.subject.startsWith('Many ')).length, 60);
  });

  it('begins again from the start when the cursor is worn out', async () => {
    await service.rows(`update delta_cursors set cursor = replace(cursor, 'deltatoken=', 'deltatoken=worn')`);
    await deliver({ Subject: 'After the reset' });
    await until(() => timesHandled('After the reset') === 1);
    await quiet();
  });

  it('begins again from the start after 410', async () => {
    let answers = 0;
    service.proxy.fault = ({ path }) => {
      if (!path.includes('deltatoken') || (answers += 1) > 1) return undefined;
      return { instead: { status: 410, code: 'syncStateNotFound' } };
    };
    await deliver({ Subject: 'After 410' });
    await until(() => timesHandled('After 410') === 1);
    assert.ok(answers >= 1);
    await quiet();
  });

  it('passes over what came before it was asked to track', async () => {
    await service.stopJobs();
    await deliver({ Subject: 'Too old' });
    await service.rows(`update mailboxes set tracked_since = now() + interval '1 hour'`);
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(timesHandled('Too old'), 0);
    await service.rows('update mailboxes set tracked_since = $1', [mailbox.trackedSince]);
    await service.startJobs();
    await quiet();
    assert.deepEqual(await service.rows('select from notifications'), []);
  });

  it('is not stopped by a mail whose handler fails: the others go on, this one is tried again, then left alone', async () => {
    await service.stopJobs();
    await deliver({ Subject: 'Poisoned' });
    await deliver({ Subject: 'Healthy' });
    service.onHandle = ({ item }) => {
      if (item.subject === 'Poisoned') throw new Error(`cannot read "${item.subject}"`);
    };
    for (let failure = 1; failure < 5; failure += 1) {
      await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), (error) => error instanceof Error && !error.message.includes('Poisoned'));
      assert.equal(timesHandled('Healthy'), 1);
    }
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.equal(timesHandled('Poisoned'), 6, 'the last time without what it says');
    assert.deepEqual(await service.rows(`select attempts from notifications where folder = 'inbox'`), [{ attempts: 5 }]);

    await deliver({ Subject: 'Later' });
    await service.startJobs();
    await until(() => timesHandled('Later') === 1);
    await quiet();
    assert.equal(timesHandled('Poisoned'), 6);
    await service.rows('delete from notifications');
  });

  it('is not stopped by a mail that Exchange never gives out: in the end it is handled by its header alone', async () => {
    await service.stopJobs();
    await deliver({ Subject: 'Never given out' });
    await deliver({ Subject: 'Given out' });
    const read: Record<string, (string | null)[]> = {};
    service.onHandle = async ({ item, access }) => {
      (read[item.subject] ??= []).push((await access.mime())?.toString('latin1', 0, 5) ?? null);
    };
    const id = await idOf('Never given out');
    service.proxy.fault = ({ path }) => (path.includes(id) && path.endsWith('$value') ? { instead: { status: 500, code: 'ErrorInternalServerError' } } : undefined);
    for (let failure = 1; failure < 5; failure += 1) await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), /will be tried again/);
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.deepEqual(read['Never given out'], [null]);
    assert.equal(read['Given out']?.length, 1);
    await service.rows('delete from notifications');
    await service.startJobs();
    await quiet();
  });

  it('gives the mails of a page by the time they were sent', async () => {
    await service.stopJobs();
    const begun = service.handled.inbox.length;
    for (const minutes of [3, 1, 2]) await deliver({ Subject: `Sent ${minutes}`, Date: new Date(Date.now() - 3_600_000 + minutes * 60_000).toUTCString() });
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    assert.deepEqual(service.handled.inbox.slice(begun).map((handled) => handled.item.subject), ['Sent 1', 'Sent 2', 'Sent 3']);
    await service.startJobs();
    await quiet();
  });

  it('handles again what failed once', async () => {
    let failures = 0;
    service.onHandle = ({ item }) => {
      if (item.subject === 'Second try' && (failures += 1) === 1) throw new Error('not now');
    };
    await deliver({ Subject: 'Second try' });
    await until(() => timesHandled('Second try') === 2, { timeout_ms: 20_000 });
    await quiet();
    assert.deepEqual(await service.rows('select from notifications'), []);
  });

  it('waits without counting while the world is in trouble', async () => {
    await service.stopJobs();
    await deliver({ Subject: 'In trouble' });
    service.onHandle = () => {
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    };
    await assert.rejects(service.mailboxes.readSince(mailbox.id, 'inbox'), { code: '57P01' });
    service.onHandle = () => undefined;
    assert.deepEqual(await service.rows('select from notifications where attempts > 0'), []);
    await service.startJobs();
    await until(() => timesHandled('In trouble') === 2);
    await quiet();
  });

  it('looks again for a notified mail that is not there yet, and finds it', async () => {
    await quiet();
    await service.stopJobs();
    await deliver({ Subject: 'Late' });
    let looks = 0;
    service.proxy.fault = ({ path }) => {
      if (path.includes('/delta')) return { instead: { status: 200, json: { value: [] } } };
      if (!/messages\/[^/?]+\?/.test(path) || (looks += 1) > 2) return undefined;
      return { instead: { status: 404, code: 'ErrorItemNotFound' } };
    };
    await service.startJobs();
    await service.mailboxes.readSince(mailbox.id, 'inbox');
    await until(() => timesHandled('Late') === 1);
    assert.equal(looks, 3);
    service.proxy.fault = () => undefined;
    await quiet();
    assert.deepEqual(await service.rows('select from notifications'), []);
  });

  it('leaves a notified mail that never appears to delta', async () => {
    const { id, clientState } = await subscriptionOf('inbox');
    await notify({ subscriptionId: id, clientState, changeType: 'created', resource: 'x', resourceData: { id: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A=' } });
    await until(async () => (await service.rows('select from notifications where attempts = 3')).length === 1);
    await until(async () => (await service.rows('select from notifications')).length === 0);
    await quiet();
  });

  it('handles mail notified twice once', async () => {
    await quiet();
    const found = service.handled.inbox.find(({ item }) => item.subject === 'Late');
    const { id, clientState } = await subscriptionOf('inbox');
    const again = { subscriptionId: id, clientState, changeType: 'created', resource: 'x', resourceData: { id: found?.item.itemId } };
    assert.equal((await notify(again, again)).status, 202);
    assert.equal((await notify(again)).status, 202);
    await quiet();
    assert.equal(timesHandled('Late'), 1);
    assert.deepEqual(await service.rows('select from notifications'), []);
  });

  it('looks into all folders without moving on', async () => {
    const items = await service.mailboxes.look(mailbox.id, mailbox.trackedSince);
    assert.ok(items.length > 60);
    assert.ok(items.some((item) => item.subject === 'Late' && item.folder === 'inbox'));
    assert.ok(items.some((item) => item.subject === 'A mail of the rep' && item.folder === 'sentitems'));
    assert.deepEqual(await service.mailboxes.look(mailbox.id, new Date(Date.now() + 60_000)), []);
  });

  it('asks for immutable ids on every call, and never more than three at once', () => {
    assert.ok(service.proxy.mostAtOnce <= 3);
    assert.ok(service.proxy.seen.filter(({ path }) => path.startsWith('/v1.0/')).every(({ prefer }) => prefer.includes('IdType="ImmutableId"')));
  });
});
