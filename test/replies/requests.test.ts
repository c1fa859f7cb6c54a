/** What is really asked of Exchange for each mail that comes in, seen by a proxy in front of it; and what is kept of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { openDatabase } from '../../connector/database/index.js';
import type { Mailbox } from '../../connector/mailbox/index.js';
import { handleIncoming, type IncomingOptions } from '../../connector/replies/index.js';
import * as wholeSchema from '../../connector/schema.js';
import { recordMessage } from '../../connector/tracking/index.js';
import { silentLog } from '../log.js';
import { mime, REP, useService } from '../mailbox/service.js';
import { until } from '../until.js';
import { TEST_KEYS } from './handling.js';

describe('the requests for an incoming mail', () => {
  const service = useService();
  const logged: string[] = [];
  const ours = `<${randomUUID()}@contoso.example>`;
  let mailbox: Mailbox;

  before('connect a mailbox, and handle its mail', async () => {
    await (await openDatabase({ ...wholeSchema, databaseUrl: service.test.url, dataDir: '', log: silentLog })).close();
    const { dataSource } = service.test.database;
    const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
    const options: IncomingOptions = {
      dataSource,
      clock: { now: () => new Date() },
      log,
      keys: TEST_KEYS,
      sent: { find: ({ id }, ids) => service.mailboxes.findSent(id, ids), handle: () => Promise.reject(new Error('there is none')) },
    };
    service.onHandle = (handled) => handleIncoming(options, handled.mailbox, handled.item, handled.access);
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
    const message = { stampId: null, stampAmbiguous: false, itemId: 'sent', conversationId: null, subject: 'Arcade lease', source: 'written' as const, sentAt: new Date() };
    const recipients = [{ kind: 'to' as const, address: 'flynn@written-to.example', name: '' }];
    await dataSource.transaction((tx) => recordMessage(tx, { ...message, mailboxId: mailbox.id, id: randomUUID(), recipients, internetMessageIds: [ours] }));
  });

  /** Delivers a mail, waits until it was handled, and gives what was asked of Exchange because of it. */
  const requestsFor = async (headers: Record<string, string>, body?: string): Promise<string[]> => {
    const subject = `Mail ${randomUUID()}`;
    service.proxy.seen.length = 0;
    await service.sandbox.deliver({ from: 'someone@somewhere.example', to: REP }, mime({ Subject: subject, ...headers }, body));
    const wanted = headers.Subject ?? subject;
    await until(async () => service.handled.inbox.some(({ item }) => item.subject === wanted) && (await service.rows('select from graphile_worker.jobs')).length === 0);
    return service.proxy.seen.map(({ path }) => decodeURIComponent(path)).flatMap((path) => {
      if (path.includes('/delta') || !path.includes('/messages')) return [];
      if (path.endsWith('/$value')) return ['MIME'];
      if (path.includes('$select=body')) return ['body'];
      if (path.includes('/sentitems/')) return [`Sent Items for ${/[?&]\$filter=([^&]*)/.exec(path)?.[1] ?? ''}`];
      return [path];
    });
  };
  const kept = async (): Promise<number> => (await service.rows('select from replies union all select from waiting_items union all select from activities')).length;

  it('are none where nobody wrote to its sender and it names nothing; nothing is kept and nothing logged', async () => {
    logged.length = 0;
    assert.deepEqual(await requestsFor({ From: 'News <news@newsletter.example>', 'List-Unsubscribe': '<https://newsletter.example/u/1>', Subject: 'Ten things' }), []);
    assert.deepEqual(await requestsFor({ From: 'Someone <someone@private.example>', Subject: 'The doctor’s letter' }), []);
    assert.deepEqual(await requestsFor({ From: 'Casey <colleague@contoso.example>', 'In-Reply-To': '<internal@contoso.example>' }), []);
    assert.deepEqual([await kept(), logged], [0, []]);
  });

  it('are one look into Sent Items where it names something unknown; only ids are kept, for a day', async () => {
    const names = { 'In-Reply-To': '<other@contoso.example>', References: '<older@contoso.example> <other@contoso.example>' };
    assert.deepEqual(await requestsFor({ From: 'Someone <someone@private.example>', ...names }), [
      "Sent Items for internetMessageId eq '<other@contoso.example>' or internetMessageId eq '<older@contoso.example>'",
    ]);
    const waiting = await service.rows('select ids, looked from waiting_items');
    assert.deepEqual(waiting.map(({ looked }) => looked), [true]);
    assert.equal(await kept(), 1);
    await service.rows('delete from waiting_items');
  });

  it('are one for its text where it names a mail of ours', async () => {
    assert.deepEqual(await requestsFor({ From: 'Anybody <anybody@anywhere.example>', 'In-Reply-To': ours }), ['body']);
  });

  it('are one for its text where somebody wrote to its domain', async () => {
    assert.deepEqual(await requestsFor({ From: 'Quorra <quorra@written-to.example>' }), ['body']);
  });

  it('are one for the whole of a report', async () => {
    const report = (type: string): Promise<string[]> =>
      requestsFor({ From: 'Mail System <mailer-daemon@anywhere.example>', 'Content-Type': `multipart/report; report-type=${type}; boundary=b` }, '--b\r\nContent-Type: text/plain\r\n\r\nIt says.\r\n--b--');
    assert.deepEqual(await report('delivery-status'), ['MIME']);
    assert.deepEqual(await report('disposition-notification'), ['MIME']);
  });
});
