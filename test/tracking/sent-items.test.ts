import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { enrolledAmong } from '../../connector/campaigns/index.js';
import { keysFrom } from '../../connector/config/index.js';
import { recordConsent } from '../../connector/consent/index.js';
import { ensureRep } from '../../connector/identity/index.js';
import type { Mailbox, MailItem } from '../../connector/mailbox/index.js';
import * as schema from '../../connector/schema.js';
import {
  findByMessageIds,
  linkToken,
  linkUrl,
  mintStamp,
  pixelUrl,
  recipientsOf,
  recordMessage,
  sentItemsHandler,
  sharedStamp,
  silencedAmong,
  silenceMailTo,
  stampName,
  type Message,
  type Recipient,
  type Stamp,
} from '../../connector/tracking/index.js';
import { takeStampAway } from '../../connector/tracking/messages.js';
import { until, useTestDatabase } from '../database.js';
import { aMail, aMailbox, NOW } from '../mail-facts.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const PUBLIC_URL = 'https://r.example';

describe('a mail in Sent Items', () => {
  const test = useTestDatabase(schema);
  let known: (readonly string[])[] = [];
  let written: { message: Message; recipients: readonly Recipient[] }[] = [];
  let consentPolicy: 'by-country' | 'all-on' = 'all-on';
  beforeEach(() => {
    consentPolicy = 'all-on';
    known = [];
    written = [];
  });

  it('is recorded by the stamp in its header, with its real Message-ID and recipients', async () => {
    const { mailbox, item } = sent();
    const stamp = mintStamp(keys, mailbox.id);
    await handle(mailbox, item, `Subject: x\r\nX-Readback-\r\nx-readback-stamp:\r\n ${stamp.text}\r\n\r\nbody`);
    const message = await find(item);
    assert.equal(message?.stampId, stamp.id);
    assert.deepEqual(known, [[item.internetMessageId, stampName(stamp.id)]]);
    assert.deepEqual(await recipientsOf(test.database.dataSource.manager, mailbox.id, message.id), [
      { kind: 'to', address: 'flynn@flynnsarcade.com', name: 'Flynn' },
      { kind: 'cc', address: 'alan@encom.com', name: '' },
    ]);
  });

  it('that carries more than the policy allows for one of its recipients is silenced, its earlier hits erased', async () => {
    consentPolicy = 'by-country';
    const { dataSource } = test.database;
    const silenced = async (to: string): Promise<[boolean, number, unknown]> => {
      const { mailbox, item } = sent(aMailbox(), { to: [{ address: 'carl@encom.us', name: '' }, { address: to, name: '' }], cc: [] });
      const stamp = mintStamp(keys, mailbox.id);
      await dataSource.query(
        `insert into hits (mailbox_id, at, id, stamp_id, kind, agent, verdict, reason) values ($1, $2, gen_random_uuid(), $3, 'pixel', '', 'human', 'mail-client')`,
        [mailbox.id, NOW, stamp.id],
      );
      await handle(mailbox, { ...item, stampProperty: stamp.text }, html(`<img src="${pixelUrl(PUBLIC_URL, stamp.text)}">`));
      const hits = await dataSource.query<unknown[]>('select from hits where stamp_id = $1', [stamp.id]);
      const [{ mode } = { mode: null }] = await dataSource.query<{ mode: string }[]>('select mode from messages where mailbox_id = $1', [mailbox.id]);
      return [(await silencedAmong(dataSource.manager, [{ mailboxId: mailbox.id, stampId: stamp.id }])).size === 1, hits.length, mode];
    };
    assert.deepEqual(await silenced('anna@encom.fr'), [true, 0, 'replies']);
    assert.deepEqual(await silenced('bob@encom.us'), [false, 1, 'full']);
  });

  it('is recorded with why it tells as much as it does', async () => {
    consentPolicy = 'by-country';
    const { dataSource } = test.database;
    const refusing = `${randomUUID().slice(0, 8)}@encom.us`;
    await dataSource.transaction((tx) => recordConsent(tx, { onRefused: silenceMailTo }, { address: refusing, agrees: false, at: NOW, how: 'said so', proof: '', repId: null }));
    const why = async (mode: Stamp['mode'], ...to: readonly string[]): Promise<unknown> => {
      const { mailbox, item } = sent(aMailbox(), { to: to.map((address) => ({ address, name: '' })), cc: [] });
      const stamp = mintStamp(keys, mailbox.id, mode);
      await handle(mailbox, { ...item, stampProperty: stamp.text }, html(mode === 'full' ? `<img src="${pixelUrl(PUBLIC_URL, stamp.text)}">` : '<p>Hello</p>'));
      const [row] = await dataSource.query<{ why: string; never: boolean }[]>('select mode_because as why, never_recorded as never from messages where mailbox_id = $1', [mailbox.id]);
      return `${row?.why ?? 'unknown'}${row?.never === true ? ', nothing recorded' : ''}`;
    };
    assert.equal(await why('full', 'bob@encom.us'), 'asked');
    assert.equal(await why('links', 'bob@encom.us'), 'asked', 'the rep chose less than was allowed');
    assert.equal(await why('full', 'bob@encom.us', 'anna@encom.fr'), 'policy-country, nothing recorded', 'from a pool, before anybody knew the recipients');
    assert.equal(await why('replies', 'anna@encom.fr'), 'policy-country');
    assert.equal(await why('full', 'anna@encom.fr', refusing), 'refused, nothing recorded', 'what a person said before what a policy says');
  });

  it('that quotes an earlier one is recorded while somebody refuses, and neither waits for the other in a circle', async () => {
    const { dataSource } = test.database;
    const address = `${randomUUID().slice(0, 8)}@encom.us`;
    const to = [{ address, name: '' }];
    const first = sent(aMailbox(), { to, cc: [] });
    const stamp = mintStamp(keys, first.mailbox.id);
    const body = html(`<img src="${pixelUrl(PUBLIC_URL, stamp.text)}">`);
    await handle(first.mailbox, first.item, body);
    const second = sent(first.mailbox, { to, cc: [], itemId: randomUUID(), stampProperty: mintStamp(keys, first.mailbox.id).text });
    const quoting = sent(first.mailbox, { to, cc: [], itemId: randomUUID() });
    let recording: Promise<unknown> = Promise.resolve();
    await dataSource.transaction((tx) =>
      recordConsent(
        tx,
        {
          onRefused: async (inside, addresses) => {
            recording = Promise.allSettled([handle(quoting.mailbox, quoting.item, body), handle(second.mailbox, second.item, body)]);
            await until(async () => (await dataSource.query<unknown[]>(`select from pg_locks where locktype = 'advisory' and not granted`)).length >= 2);
            await silenceMailTo(inside, addresses);
          },
        },
        { address, agrees: false, at: NOW, how: 'said so', proof: '', repId: null },
      ),
    );
    assert.deepEqual(await recording, [
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: undefined },
    ]);
    const modes = await dataSource.query<{ mode: string }[]>('select mode from messages where mailbox_id = $1', [first.mailbox.id]);
    assert.deepEqual(modes.map(({ mode }) => mode), ['replies', 'replies']);
  });

  it('is recorded by the property of the item, or by the pixel in its body', async () => {
    const property = sent();
    const stamp = mintStamp(keys, property.mailbox.id);
    await handle(property.mailbox, { ...property.item, stampProperty: stamp.text }, 'Subject: x\r\n\r\nbody');
    assert.equal((await find(property.item))?.stampId, stamp.id);

    const body = sent();
    const inBody = mintStamp(keys, body.mailbox.id);
    await handle(body.mailbox, body.item, html(`<p>Hi</p><img src="${pixelUrl(PUBLIC_URL, inBody.text)}">`));
    assert.equal((await find(body.item))?.stampId, inBody.id);
  });

  it('is recorded by a link in its body, if there is nothing else of ours', async () => {
    const { mailbox, item } = sent();
    const stamp = mintStamp(keys, mailbox.id, 'links');
    await handle(mailbox, item, html(`<p>Hi <a href="${linkTo(stamp)}">there</a></p>`));
    assert.equal((await find(item))?.stampId, stamp.id);
    assert.deepEqual(await howSent(mailbox), [{ mode: 'links', has_pixel: false, links: 1, plain: false }]);
  });

  it('is known by how it was sent', async () => {
    const { mailbox, item } = sent();
    const stamp = mintStamp(keys, mailbox.id);
    const quoted = mintStamp(keys, mailbox.id);
    const header = `X-Readback-Stamp: ${stamp.text}\r\n`;
    const TABLE: readonly (readonly [what: string, mime: string | null, expected: object])[] = [
      ['in full', header + html(`<a href="${linkTo(stamp)}">a</a><a href="${linkTo(stamp, 2)}">b</a><img src="${pixelUrl(PUBLIC_URL, stamp.text)}">`), { mode: 'full', has_pixel: true, links: 2, plain: false }],
      ['its pixel lost, an older one quoted', header + html(`<p>x</p><img src="${pixelUrl(PUBLIC_URL, quoted.text)}"><a href="${linkTo(quoted)}">a</a>`), { mode: 'full', has_pixel: false, links: 0, plain: false }],
      ['as plain text', `${header}Subject: x\r\n\r\nHello`, { mode: 'full', has_pixel: false, links: 0, plain: true }],
      ['nobody knows', null, { mode: 'full', has_pixel: true, links: 0, plain: false }],
    ];
    for (const [what, mime, expected] of TABLE) {
      await handle(mailbox, { ...item, stampProperty: mime === null ? stamp.text : null }, mime);
      assert.deepEqual(await howSent(mailbox), [expected], what);
      await test.database.dataSource.query('delete from messages where mailbox_id = $1', [mailbox.id]);
      await test.database.dataSource.query('delete from message_ids where mailbox_id = $1', [mailbox.id]);
    }
  });

  it('keeps its tracked links, clicked or not, and lets go of them with its stamp', async () => {
    const { mailbox, item } = sent();
    const stamp = mintStamp(keys, mailbox.id);
    const quoted = mintStamp(keys, mailbox.id);
    const link = (n: number, text: string, of = stamp): string => `<a href="${linkTo(of, n)}">${text}</a>`;
    await handle(mailbox, item, `X-Readback-Stamp: ${stamp.text}\r\n${html(`${link(3, 'Prices')} ${link(1, 'See the <b>demo</b>')} ${link(1, 'again')} ${link(2, 'of another mail', quoted)}`)}`);
    const links = (): Promise<unknown[]> => test.database.dataSource.query('select number, destination, text from message_links where mailbox_id = $1 order by number', [mailbox.id]);
    assert.deepEqual(await links(), [
      { number: 1, destination: 'https://example.com/', text: 'See the demo' },
      { number: 3, destination: 'https://example.com/', text: 'Prices' },
    ]);
    const message = await find(item);
    await takeStampAway(test.database.dataSource.manager, mailbox.id, message?.id ?? '');
    assert.deepEqual(await links(), []);
  });

  it('is not known by what it shares with others, but by its own stamp', async () => {
    const { mailbox, item } = sent();
    const shared = sharedStamp(keys, mailbox.id, 'month 2026-11');
    const body = html(`<a href="${linkTo(shared)}">a</a><img src="${pixelUrl(PUBLIC_URL, shared.text)}">`);
    await handle(mailbox, item, body);
    await handle(mailbox, item, `X-Readback-Stamp: ${shared.text}\r\n${body}`);
    assert.equal((await messages(mailbox)).length, 0);
    const own = mintStamp(keys, mailbox.id, 'anonymous');
    await handle(mailbox, item, `X-Readback-Stamp: ${own.text}\r\n${body}`);
    assert.equal((await find(item))?.stampId, own.id);
    assert.deepEqual(await howSent(mailbox), [{ mode: 'anonymous', has_pixel: true, links: 1, plain: false }]);
  });

  it('seen twice is one message', async () => {
    const { mailbox, item } = sent();
    const mime = `X-Readback-Stamp: ${mintStamp(keys, mailbox.id).text}\r\n\r\nbody`;
    await handle(mailbox, item, mime);
    await handle(mailbox, item, mime);
    assert.equal((await lines(mailbox)).length, 1);
    assert.equal((await messages(mailbox)).length, 1);
  });

  it('that only quotes an earlier pixel is not tracked by it', async () => {
    const first = sent();
    const stamp = mintStamp(keys, first.mailbox.id);
    await handle(first.mailbox, first.item, html(`<img src="${pixelUrl(PUBLIC_URL, stamp.text)}">`));
    const second = sent(first.mailbox);
    await handle(second.mailbox, second.item, html(`<p>Again</p><blockquote><img src="${pixelUrl(PUBLIC_URL, stamp.text)}"></blockquote>`));
    assert.equal(await find(second.item), undefined);
    const own = mintStamp(keys, first.mailbox.id);
    const third = sent(first.mailbox);
    await handle(third.mailbox, third.item, html(`<blockquote><img src="${pixelUrl(PUBLIC_URL, stamp.text)}"></blockquote><img src="${pixelUrl(PUBLIC_URL, own.text)}">`));
    assert.equal((await find(third.item))?.stampId, own.id);
  });

  it('with a stamp that another sent mail has makes both "cannot be told apart"', async () => {
    const first = sent();
    const mime = `X-Readback-Stamp: ${mintStamp(keys, first.mailbox.id).text}\r\n\r\nbody`;
    await handle(first.mailbox, first.item, mime);
    await handle(first.mailbox, sent(first.mailbox).item, mime);
    assert.deepEqual((await messages(first.mailbox)).map(({ stamp_ambiguous: ambiguous }) => ambiguous), [true, true]);
  });

  it('that is a mail of a campaign under another Message-ID is the same message, known by both', async () => {
    const { mailbox, item } = sent();
    const stamp = mintStamp(keys, mailbox.id);
    const id = randomUUID();
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id,
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: 'draft',
        conversationId: null,
        subject: item.subject,
        source: 'step',
        sentAt: null,
        recipients: [{ kind: 'to', address: 'flynn@flynnsarcade.com', name: '' }],
        internetMessageIds: [`<${id}@contoso.example>`],
      }),
    );
    await handle(mailbox, item, `X-Readback-Stamp: ${stamp.text}\r\n\r\nbody`);
    assert.equal((await find(item))?.id, id);
    assert.deepEqual((await messages(mailbox)).map(({ stamp_ambiguous: ambiguous }) => ambiguous), [false]);
    assert.deepEqual([known, (await lines(mailbox)).length], [[[item.internetMessageId, stampName(stamp.id)]], 0]);
  });

  it("with a forged stamp, or one lifted from another mailbox, leaves no trace", async () => {
    for (const text of [mintStamp(keys, randomUUID()).text, mintStamp(keysFrom(['another secret, of thirty-two characters']), randomUUID()).text, 'nonsense']) {
      const { mailbox, item } = sent();
      await handle(mailbox, item, `X-Readback-Stamp: ${text}\r\n\r\nbody`);
      assert.equal((await messages(mailbox)).length, 0);
    }
  });

  it('without a stamp, or gone, leaves no trace', async () => {
    for (const mime of ['Subject: lunch?\r\n\r\nX-Readback-Stamp: in the body', '', null]) {
      const { mailbox, item } = sent();
      await handle(mailbox, item, mime);
      assert.equal((await messages(mailbox)).length, 0);
      assert.deepEqual(known, []);
    }
  });

  it('read before the one whose pixel it quotes gives the stamp up to it', async () => {
    const original = sent();
    const stamp = mintStamp(keys, original.mailbox.id);
    const pixel = `<img src="${pixelUrl(PUBLIC_URL, stamp.text)}">`;
    const later = sent(original.mailbox, { sentAt: new Date(NOW.getTime() + 60_000) });
    await handle(later.mailbox, later.item, html(`<p>And another thing</p><blockquote>${pixel}</blockquote>`));
    await handle(original.mailbox, original.item, html(pixel));
    assert.deepEqual([(await find(original.item))?.stampId, (await find(later.item))?.stampId], [stamp.id, null]);

    const inHeader = sent();
    const other = mintStamp(keys, inHeader.mailbox.id);
    const quoting = sent(inHeader.mailbox, { sentAt: new Date(NOW.getTime() - 60_000) });
    await handle(quoting.mailbox, quoting.item, html(`<img src="${pixelUrl(PUBLIC_URL, other.text)}">`));
    await handle(inHeader.mailbox, inHeader.item, `X-Readback-Stamp: ${other.text}\r\n\r\nbody`);
    assert.deepEqual([(await find(inHeader.item))?.stampId, (await find(quoting.item))?.stampId], [other.id, null]);
    assert.deepEqual((await messages(inHeader.mailbox)).map(({ stamp_ambiguous: ambiguous }) => ambiguous), [false, false]);
  });

  it('that is the copy of a known draft is known by its item, whatever became of its Message-ID and stamp', async () => {
    const { mailbox, item } = sent();
    const id = randomUUID();
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id,
        stampId: mintStamp(keys, mailbox.id).id,
        stampAmbiguous: false,
        itemId: item.itemId,
        conversationId: null,
        subject: item.subject,
        source: 'step',
        sentAt: null,
        recipients: [{ kind: 'to', address: 'flynn@flynnsarcade.com', name: '' }],
        internetMessageIds: [`<${id}@contoso.example>`],
      }),
    );
    await handle(mailbox, { ...item, threadId: 'ab'.repeat(16) }, null);
    assert.equal((await find(item))?.id, id);
    const [message] = await test.database.dataSource.query<{ thread_id: string; sent_at: Date }[]>('select thread_id, sent_at from messages where id = $1', [id]);
    assert.deepEqual(message, { thread_id: 'ab'.repeat(16), sent_at: NOW });
  });

  describe('by hand', () => {
    let address: string;
    beforeEach(async () => {
      address = `flynn-${randomUUID()}@flynnsarcade.com`;
      const elsewhere = aMailbox();
      await test.database.dataSource.transaction(async (tx) => {
        const rep = await ensureRep(tx, { oid: randomUUID(), address: elsewhere.address, name: '' });
        const campaign = await createCampaign(tx, rep, elsewhere, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'x', body: 'x' }] }, NOW);
        await enroll(tx, elsewhere, campaign, [{ address, name: '' }], NOW);
      });
    });
    const toThem = (facts: Partial<MailItem> = {}) => sent(aMailbox(), { to: [{ address, name: '' }], cc: [], ...facts });

    it('to somebody in a campaign of whatever mailbox is recorded without a stamp, once, and told', async () => {
      const { mailbox, item } = toThem();
      const eight = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 8 }, work));
      // Connections first, so that all run at once.
      await eight(() => test.database.dataSource.query('select pg_sleep(0.2)'));
      await eight(() => handle(mailbox, item, 'Subject: x\r\n\r\nSent from my phone'));
      const message = await find(item);
      assert.deepEqual([message?.source, message?.stampId], ['written', null]);
      assert.deepEqual(written.map((told) => [told.message.id, told.recipients]), [[message?.id, [{ kind: 'to', address, name: '' }]]]);
      assert.equal((await lines(mailbox)).length, 1);
      assert.deepEqual(known.at(-1), [item.internetMessageId]);
    });

    it('with a stamp is told as well', async () => {
      const { mailbox, item } = toThem();
      await handle(mailbox, item, `X-Readback-Stamp: ${mintStamp(keys, mailbox.id).text}\r\n\r\nbody`);
      assert.equal(written.length, 1);
    });

    it('long ago, or by Outlook itself, leaves no trace', async () => {
      for (const facts of [{ sentAt: new Date(NOW.getTime() - 91 * 24 * 3_600_000) }, { messageClass: 'REPORT.IPM.Note.IPNRN' }]) {
        const { mailbox, item } = toThem(facts);
        await handle(mailbox, item, 'Subject: x\r\n\r\nbody');
        assert.deepEqual([await messages(mailbox), written], [[], []]);
      }
    });

    it('to somebody whose campaigns have ended leaves no trace', async () => {
      await test.database.dataSource.query(`update enrollments set state = 'ended' where address = $1`, [address]);
      const { mailbox, item } = toThem();
      await handle(mailbox, item, 'Subject: x\r\n\r\nbody');
      assert.deepEqual([await messages(mailbox), written], [[], []]);
    });
  });

  const handle = (mailbox: Mailbox, item: MailItem, mime: string | null): Promise<void> =>
    sentItemsHandler({
      dataSource: test.database.dataSource,
      clock: { now: () => NOW },
      keys,
      consentPolicy,
      enrolledAmong,
      handWritten: (_tx, _mailbox, message, recipients) => {
        written.push({ message, recipients });
        return Promise.resolve();
      },
      idsKnown: (_, ids) => {
        known.push(ids);
        return Promise.resolve();
      },
    })(mailbox, item, { foundBy: 'notification', mime: () => Promise.resolve(mime === null ? null : Buffer.from(mime)), body: () => Promise.resolve(null) });
  const find = async (item: MailItem) => [...(await findByMessageIds(test.database.dataSource.manager, [item.internetMessageId ?? ''])).values()][0];
  const messages = (mailbox: Mailbox) =>
    test.database.dataSource.query<{ stamp_ambiguous: boolean }[]>('select * from messages where mailbox_id = $1', [mailbox.id]);
  const howSent = (mailbox: Mailbox) => test.database.dataSource.query<object[]>('select mode, has_pixel, links, plain from messages where mailbox_id = $1', [mailbox.id]);
  const lines = (mailbox: Mailbox) =>
    test.database.dataSource.query<unknown[]>(`select * from activities where mailbox_id = $1 and kind = 'sent' and count = 1`, [mailbox.id]);
});

function linkTo(stamp: Stamp, number = 1): string {
  return linkUrl(PUBLIC_URL, linkToken(keys, stamp.text, number, 'https://example.com/'));
}

function html(body: string): string {
  return `Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>${body}</body></html>`;
}

function sent(mailbox: Mailbox = aMailbox(), facts: Partial<MailItem> = {}): { mailbox: Mailbox; item: MailItem } {
  const item = aMail(mailbox.address, {
    folder: 'sentitems',
    internetMessageId: `<${randomUUID()}@contoso.example>`,
    subject: 'Arcade lease',
    to: [{ address: 'flynn@flynnsarcade.com', name: 'Flynn' }],
    cc: [{ address: 'alan@encom.com', name: '' }],
    ...facts,
  });
  return { mailbox, item };
}
