/** How much of a mail is read, and what becomes of what Exchange does not give out. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ReadbackError } from '../../connector/errors.js';
import { addOwnDomains } from '../../connector/identity/index.js';
import type { FoundBy, ItemAccess, Mailbox, MailBody, MailItem } from '../../connector/mailbox/index.js';
import { handleIncoming, waitingFor, type IncomingOptions } from '../../connector/replies/index.js';
import * as schema from '../../connector/schema.js';
import { mintStamp, pixelUrl, recordMessage, stampName } from '../../connector/tracking/index.js';
import { useTestDatabase } from '../database.js';
import { aMail, aMailbox, NOW } from '../mail-facts.js';
import { incomingOptions, TEST_KEYS } from './handling.js';

const clock = { now: () => NOW };

/** Counts what is asked of Exchange. */
class Asked implements ItemAccess {
  readonly asked: string[] = [];

  constructor(
    private readonly given: { body?: MailBody; mime?: string; fails?: ReadbackError } = {},
    readonly foundBy: FoundBy = 'notification',
  ) {}

  body(): Promise<MailBody | null> {
    this.asked.push('body');
    return this.given.fails === undefined ? Promise.resolve(this.given.body ?? null) : Promise.reject(this.given.fails);
  }

  mime(): Promise<Buffer | null> {
    this.asked.push('mime');
    return this.given.fails === undefined ? Promise.resolve(this.given.mime === undefined ? null : Buffer.from(this.given.mime)) : Promise.reject(this.given.fails);
  }
}

const aBody = (text: string): MailBody => ({ text, html: '', parts: [] });

describe('what is read of an incoming mail', () => {
  const test = useTestDatabase(schema);
  let mailbox: Mailbox;
  let messageId: string;
  let stamp: string;
  /** A domain of its own, so that no other test has written to it. */
  let domain: string;
  let lookedFor: (readonly string[])[];
  let options: IncomingOptions;

  beforeEach(async () => {
    const { dataSource } = test.database;
    mailbox = aMailbox();
    messageId = `<${randomUUID()}@contoso.example>`;
    domain = `d${randomUUID()}.example`;
    lookedFor = [];
    options = {
      ...incomingOptions(dataSource, clock),
      sent: {
        find: (_, ids) => {
          lookedFor.push(ids);
          return Promise.resolve([]);
        },
        handle: () => Promise.reject(new Error('nothing was found')),
      },
    };
    const minted = mintStamp(TEST_KEYS, mailbox.id);
    stamp = minted.text;
    await addOwnDomains(dataSource.manager, ['contoso.example']);
    await record(minted.id);
  });

  const record = (stampId: string, internetMessageIds: readonly string[] = [messageId]): Promise<void> =>
    test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id: randomUUID(),
        stampId,
        stampAmbiguous: false,
        itemId: randomUUID(),
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: NOW,
        recipients: [{ kind: 'to', address: `flynn@${domain}`, name: '' }],
        internetMessageIds,
      }),
    );
  const handle = async (item: MailItem, access: Asked = new Asked()): Promise<string[]> => {
    await handleIncoming(options, mailbox, item, access);
    return access.asked;
  };
  const rungs = async (): Promise<string[]> => {
    const rows = await test.database.dataSource.query<{ evidence: { rung: string } | null }[]>('select evidence from replies where received_by = $1', [mailbox.id]);
    return rows.map(({ evidence }) => evidence?.rung ?? 'none');
  };
  const mailFrom = (from: string, facts: Partial<MailItem> = {}): MailItem => aMail(from, { subject: 'Something else entirely', ...facts });
  const REPORT = [{ name: 'Content-Type', value: 'multipart/report; report-type=delivery-status' }];

  it('is its header alone where nobody wrote to the sender, and nothing is stored', async () => {
    assert.deepEqual(await handle(mailFrom('news@unknown.example', { subject: 'Our newsletter' })), []);
    assert.deepEqual(await handle(mailFrom('colleague@contoso.example')), []);
    assert.deepEqual(await handle(mailFrom('colleague@contoso.example', { inReplyTo: messageId })), []);
    assert.deepEqual([await rungs(), lookedFor], [[], []]);
  });

  it('is its text where its header names a mail of ours, once, however often it comes', async () => {
    const item = mailFrom('stranger@unknown.example', { inReplyTo: messageId });
    assert.deepEqual(await handle(item, new Asked({ body: aBody('Yes.') })), ['body']);
    assert.deepEqual(await handle(item), []);
    assert.deepEqual(await handle({ ...item, itemId: 'in another mailbox' }), []);
    assert.deepEqual([await rungs(), lookedFor], [['in-reply-to'], []]);
  });

  it('is its text where somebody wrote to its domain, in the last 90 days', async () => {
    assert.deepEqual(await handle(mailFrom(`assistant@${domain}`)), ['body']);
    const later = { ...options, clock: { now: () => new Date(NOW.getTime() + 91 * 24 * 3_600_000) } };
    const access = new Asked();
    await handleIncoming(later, mailbox, mailFrom(`assistant@${domain}`), access);
    assert.deepEqual(access.asked, []);
  });

  it('is the whole of a report, wherever it comes from', async () => {
    const mime = `Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\n\r\n--x--\r\n`;
    assert.deepEqual(await handle(mailFrom('mailer-daemon@unknown.example', { headers: REPORT }), new Asked({ mime })), ['mime']);
    assert.deepEqual(await rungs(), ['report']);
  });

  it('finds a quoted image of ours', async () => {
    assert.deepEqual(await handle(mailFrom(`assistant@${domain}`), new Asked({ body: aBody(`> ${pixelUrl('https://r.example', stamp)}`) })), ['body']);
    assert.deepEqual(await rungs(), ['stamp']);
  });

  it('waits for the mail whose image it quotes', async () => {
    const own = mintStamp(TEST_KEYS, mailbox.id);
    const item = mailFrom(`assistant@${domain}`);
    const body = aBody(pixelUrl('https://r.example', own.text));
    await handle(item, new Asked({ body }));
    assert.deepEqual(await waitingFor(test.database.dataSource.manager, [stampName(own.id)]), [{ mailboxId: mailbox.id, itemId: item.itemId }]);
    await record(own.id, []);
    await handle(item, new Asked({ body }, 'waiting'));
    assert.deepEqual([await rungs(), await waitingFor(test.database.dataSource.manager, [stampName(own.id)])], [['stamp'], []]);
  });

  describe('that names an unknown id', () => {
    it('has Sent Items looked through once, and waits', async () => {
      const item = mailFrom('stranger@unknown.example', { inReplyTo: '<unknown@contoso.example>', references: ['<older@contoso.example>'] });
      for (let times = 0; times < 3; times += 1) assert.deepEqual(await handle(item), []);
      assert.deepEqual(lookedFor, [['<unknown@contoso.example>', '<older@contoso.example>']]);
      assert.equal((await waitingFor(test.database.dataSource.manager, ['<unknown@contoso.example>'])).length, 1);
    });

    it('has nothing looked through where it is old, or a colleague’s', async () => {
      const receivedAt = new Date(NOW.getTime() - 25 * 3_600_000);
      await handle(mailFrom('stranger@unknown.example', { inReplyTo: '<unknown@contoso.example>', receivedAt }));
      await handle(mailFrom('colleague@contoso.example', { inReplyTo: '<unknown@contoso.example>' }));
      assert.deepEqual(lookedFor, []);
    });

    it('is matched at once if its copy lies there', async () => {
      const inReplyTo = `<${randomUUID()}@contoso.example>`;
      options = {
        ...options,
        sent: {
          find: (_, ids) => Promise.resolve(ids.map((id) => aMail(mailbox.address, { internetMessageId: id, folder: 'sentitems' }))),
          handle: (_, copy) => record(mintStamp(TEST_KEYS, mailbox.id).id, [copy.internetMessageId ?? '']),
        },
      };
      assert.deepEqual(await handle(mailFrom('stranger@unknown.example', { inReplyTo }), new Asked({ body: aBody('Yes.') })), ['body']);
      assert.deepEqual(await rungs(), ['in-reply-to']);
      assert.deepEqual(await waitingFor(test.database.dataSource.manager, [inReplyTo]), []);
    });
  });

  describe('that Exchange does not give out', () => {
    const fails = new ReadbackError('MAIL_UNREADABLE');

    it('is tried again where reading a folder found it', async () => {
      for (const foundBy of ['notification', 'sweep'] as const) {
        await assert.rejects(handle(mailFrom('stranger@unknown.example', { inReplyTo: messageId }), new Asked({ fails }, foundBy)), { code: 'MAIL_UNREADABLE' });
      }
      assert.deepEqual(await rungs(), []);
    });

    it('is done without where a mail is about to go and its header is proof, or where another mailbox waits for it', async () => {
      for (const foundBy of ['last_look', 'waiting'] as const) await handle(mailFrom('stranger@unknown.example', { inReplyTo: messageId }), new Asked({ fails }, foundBy));
      assert.deepEqual(await rungs(), ['in-reply-to', 'in-reply-to']);
      await assert.rejects(handle(mailFrom(`assistant@${domain}`), new Asked({ fails }, 'last_look')), { code: 'MAIL_UNREADABLE' });
    });
  });

  it('whose ids Exchange does not take for such waits all the same', async () => {
    options = { ...options, sent: { find: () => Promise.reject(new ReadbackError('EXCHANGE_REFUSED')), handle: () => Promise.resolve() } };
    const inReplyTo = `<${randomUUID()}'@contoso.example>`;
    await handle(mailFrom('stranger@unknown.example', { inReplyTo }));
    assert.equal((await waitingFor(test.database.dataSource.manager, [inReplyTo])).length, 1);
  });

  it('without a Message-ID counts once in two mailboxes, by sender, time and subject', async () => {
    const item = mailFrom('stranger@unknown.example', { inReplyTo: messageId, internetMessageId: null });
    await handle(item);
    await handleIncoming(options, { ...mailbox, id: randomUUID() }, { ...item, itemId: randomUUID(), receivedAt: new Date(NOW.getTime() + 1_000) }, new Asked());
    assert.equal((await test.database.dataSource.query<unknown[]>('select from replies where mailbox_id = $1', [mailbox.id])).length, 1);
  });
});
