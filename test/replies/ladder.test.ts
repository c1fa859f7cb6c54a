/** The ladder on a real database: what proves that a mail answers one of ours, what only suggests it, and what does neither. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { enroll } from '../../connector/campaigns/enroll.js';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { unsubscribeUrl } from '../../connector/campaigns/unsubscribe-token.js';
import { keysFrom } from '../../connector/config/index.js';
import { addOwnDomains, ensureRep, peopleFor } from '../../connector/identity/index.js';
import type { Mailbox, MailBody, MailItem } from '../../connector/mailbox/index.js';
import { classify, climb, type Match } from '../../connector/replies/index.js';
import * as schema from '../../connector/schema.js';
import { linkToken, linkUrl, mintStamp, pixelUrl, recordMessage, sharedStamp, type NewMessage } from '../../connector/tracking/index.js';
import { useTestDatabase } from '../database.js';
import { aMail, aMailbox, NOW } from '../mail-facts.js';
import { TEST_KEYS } from './handling.js';

const DAY_MS = 24 * 3_600_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const aBody = (text: string, parts: MailBody['parts'] = []): MailBody => ({ text, html: '', parts });

describe('the ladder', () => {
  const test = useTestDatabase(schema);
  let flynn: string;
  let mailbox: Mailbox;
  beforeEach(async () => {
    flynn = `flynn-${randomUUID()}@flynnsarcade.com`;
    mailbox = aMailbox();
    await addOwnDomains(test.database.dataSource.manager, ['contoso.example']);
  });

  const record = async (facts: Partial<NewMessage> & { to?: readonly string[] } = {}): Promise<NewMessage> => {
    const { to = [flynn], ...given } = facts;
    const message: NewMessage = {
      mailboxId: mailbox.id,
      id: randomUUID(),
      stampId: null,
      stampAmbiguous: false,
      itemId: randomUUID(),
      conversationId: null,
      subject: `Arcade lease ${randomUUID()}`,
      source: 'written',
      sentAt: ago(1),
      recipients: to.map((address) => ({ kind: 'to', address, name: '' })),
      internetMessageIds: [`<${randomUUID()}@contoso.example>`],
      ...given,
    };
    await test.database.dataSource.transaction((tx) => recordMessage(tx, message));
    return message;
  };
  const matchOf = (item: MailItem, body: MailBody | null = null, receivedBy: Mailbox = mailbox): Promise<Match | null> =>
    climb(test.database.dataSource.manager, TEST_KEYS, { mailbox: receivedBy, item, body, classification: classify(item, body) });
  const found = async (item: MailItem, body: MailBody | null = null, receivedBy: Mailbox = mailbox): Promise<string> => {
    const match = await matchOf(item, body, receivedBy);
    return match === null ? 'nothing' : `${match.message.id} by ${match.evidence.rung}, ${match.certain ? 'certain' : 'to be asked'}`;
  };
  /** A mail about something else, that names nothing. */
  const mailOf = (from: string, facts: Partial<MailItem> = {}): MailItem => aMail(from, { subject: 'Something else entirely', ...facts });

  describe('proves by ids', () => {
    it('whoever wrote and whichever mailbox got it', async () => {
      const { id, internetMessageIds: [messageId = ''] } = await record();
      const other = aMailbox({ addresses: ['colleague@contoso.example'] });
      assert.equal(await found(mailOf('stranger@elsewhere.example', { inReplyTo: messageId }), null, other), `${id} by in-reply-to, certain`);
      assert.equal(await found(mailOf('stranger@elsewhere.example', { references: ['<a@x>', messageId, '<b@x>'] })), `${id} by references, certain`);
      assert.equal(await found(mailOf('stranger@elsewhere.example', { parentMessageId: messageId })), `${id} by parent, certain`);
    });

    it('of a mail that came back', async () => {
      const { id, internetMessageIds: [messageId = ''] } = await record();
      const returned = { type: 'message/rfc822', headers: [], text: `Subject: Arcade\r\nMessage-ID: ${messageId}\r\n\r\nHello` };
      assert.equal(await found(mailOf('mailer-daemon@elsewhere.example'), aBody('It failed.', [returned])), `${id} by report, certain`);
    });

    it('of a stronger rung before a weaker, and of the last reference before the first', async () => {
      const [first, second, third] = [await record(), await record(), await record()];
      const [a = '', b = '', c = ''] = [first, second, third].flatMap(({ internetMessageIds }) => internetMessageIds);
      assert.equal(await found(mailOf(flynn, { inReplyTo: a, references: [b, c] })), `${first.id} by in-reply-to, certain`);
      assert.equal(await found(mailOf(flynn, { inReplyTo: '<unknown@x>', references: [a, b, '<also-unknown@x>'] })), `${second.id} by references, certain`);
    });

    it('that two mailboxes know: the mailbox that got the mail first, then whom it went to, then the earliest', async () => {
      const internetMessageIds = [`<${randomUUID()}@contoso.example>`];
      const inReplyTo = internetMessageIds[0] ?? '';
      const [second, third] = [aMailbox(), aMailbox()];
      const stranger = `stranger-${randomUUID()}@elsewhere.example`;
      const early = await record({ internetMessageIds, sentAt: ago(5) });
      const toStranger = await record({ internetMessageIds, mailboxId: second.id, to: [stranger], sentAt: ago(3) });
      const own = await record({ internetMessageIds, mailboxId: third.id, sentAt: ago(1) });
      const nobodys = aMailbox();
      assert.equal(await found(mailOf(stranger, { inReplyTo }), null, third), `${own.id} by in-reply-to, certain`);
      assert.equal(await found(mailOf(stranger, { inReplyTo }), null, nobodys), `${toStranger.id} by in-reply-to, certain`);
      assert.equal(await found(mailOf('anybody@elsewhere.example', { inReplyTo }), null, nobodys), `${early.id} by in-reply-to, certain`);
    });
  });

  describe('proves by our marks in the text', () => {
    it('whoever quotes them, wrapped or not; the first that is known', async () => {
      const stamp = mintStamp(TEST_KEYS, mailbox.id);
      const { id } = await record({ stampId: stamp.id });
      const unknown = pixelUrl('https://r.example', mintStamp(TEST_KEYS, mailbox.id).text);
      const pixel = pixelUrl('https://r.example', stamp.text);
      const wrapped = `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(pixel)}&data=1`;
      const link = linkUrl('https://r.example', linkToken(TEST_KEYS, stamp.text, 1, 'https://www.contoso.example/'));
      const shared = pixelUrl('https://r.example', sharedStamp(TEST_KEYS, mailbox.id, 'a month').text);
      for (const text of [`> ${pixel}`, `<${wrapped}>`, `${unknown} ${pixel}`, `> see <${link}>`, `${shared} ${link}`]) {
        assert.equal(await found(mailOf('stranger@elsewhere.example'), aBody(text)), `${id} by stamp, certain`, text);
      }
    });

    it('by the address for unsubscribing: the last mail to that person', async () => {
      const { manager } = test.database.dataSource;
      const rep = await ensureRep(manager, { oid: randomUUID(), address: 'rep@contoso.example', name: '' });
      const campaign = await createCampaign(manager, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'x', body: 'x' }] }, NOW);
      await test.database.dataSource.transaction((tx) => enroll(tx, mailbox, campaign, [{ address: flynn, name: '' }], NOW));
      const [row] = await manager.query<{ id: string }[]>('select id from enrollments where mailbox_id = $1', [mailbox.id]);
      const enrollment = { mailboxId: mailbox.id, id: row?.id ?? '' };
      const { id } = await record({ source: 'step' });
      await manager.query(`insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at) values ($1, $2, 0, $3, '', 'sent', $4)`, [mailbox.id, enrollment.id, id, NOW]);
      const quoting = (): Promise<string> => found(mailOf('stranger@elsewhere.example'), aBody(`> ${unsubscribeUrl(TEST_KEYS, 'https://r.example', enrollment)}`));
      assert.equal(await quoting(), `${id} by stamp, certain`);
      await manager.query(`insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at) values ($1, $2, 1, $3, '', 'begun', $4)`, [mailbox.id, enrollment.id, randomUUID(), NOW]);
      assert.equal(await quoting(), `${id} by stamp, certain`, 'a mail that did not go yet is not quoted');
    });

    it('but not by a mark that nobody of ours signed', async () => {
      const stamp = mintStamp(keysFrom(['another secret of at least thirty-two characters']), mailbox.id);
      await record({ stampId: stamp.id });
      assert.equal(await found(mailOf(flynn), aBody(pixelUrl('https://r.example', stamp.text))), 'nothing');
    });
  });

  describe('proves by whom a report names', () => {
    const report = async (address: string, receivedBy = mailbox): Promise<string | undefined> => {
      const recipients = [{ address, original: null, severity: 'hard' as const, status: '5.1.1', smtp: 550 }];
      const bounce = { recipients, originalMessageId: null, status: '5.1.1', smtp: 550 };
      const item = mailOf('mailer-daemon@elsewhere.example');
      const classification = { ...classify(item, null), kind: 'bounce_hard' as const, bounce };
      const match = await climb(test.database.dataSource.manager, TEST_KEYS, { mailbox: receivedBy, item, body: null, classification });
      return match === null ? 'nothing' : `${match.message.id} by ${match.evidence.rung}`;
    };

    it('the last mail that this mailbox sent there in the last days', async () => {
      await record({ sentAt: ago(3) });
      const { id } = await record({ sentAt: ago(1) });
      assert.equal(await report(flynn), `${id} by report`);
      assert.equal(await report(flynn, aMailbox()), 'nothing');
    });

    it('also one whose copy was not seen yet, if there is no other', async () => {
      const { id } = await record({ sentAt: null });
      assert.equal(await report(flynn), `${id} by report`);
      const seen = await record({ sentAt: ago(1) });
      assert.equal(await report(flynn), `${seen.id} by report`);
    });

    it('but nothing older', async () => {
      await record({ sentAt: ago(30) });
      assert.equal(await report(flynn), 'nothing');
    });
  });

  describe('asks where there is only', () => {
    it('the thread and somebody it went to, by whatever address of theirs', async () => {
      const threadId = randomBytes(16).toString('hex');
      const { id } = await record({ threadId });
      assert.equal(await found(mailOf(flynn, { threadId })), `${id} by thread, to be asked`);
      assert.equal(await found(mailOf('assistant@flynnsarcade.com', { threadId, cc: [{ address: flynn, name: '' }] })), `${id} by thread, to be asked`);
      assert.equal(await found(mailOf('stranger@elsewhere.example', { threadId })), 'nothing');
      const private_ = `${randomUUID()}@home.example`;
      const { manager } = test.database.dataSource;
      const people = await peopleFor(manager, [{ address: flynn, name: '' }]);
      await manager.query('insert into person_addresses (address, person_id) values ($1, $2)', [private_, people.get(flynn)]);
      assert.equal(await found(mailOf(private_, { threadId })), `${id} by thread, to be asked`);
    });

    it('the subject and somebody it went to, within 90 days', async () => {
      const { id, subject } = await record({ sentAt: ago(89) });
      assert.equal(await found(mailOf(flynn, { subject: `AW: ${subject}` })), `${id} by subject, to be asked`);
      assert.equal(await found(mailOf('stranger@elsewhere.example', { subject: `AW: ${subject}` })), 'nothing');
      const old = await record({ sentAt: ago(91) });
      assert.equal(await found(mailOf(flynn, { subject: `AW: ${old.subject}` })), 'nothing');
      const later = await record({ sentAt: new Date(NOW.getTime() + DAY_MS) });
      assert.equal(await found(mailOf(flynn, { subject: `AW: ${later.subject}` })), 'nothing');
    });

    it('the subject and somebody else of the company, where a person answers', async () => {
      const company = `c${randomUUID()}.example`;
      const { id, subject } = await record({ sentAt: ago(5), to: [`nora@${company}`] });
      assert.equal(await found(mailOf(`boss@${company}`, { subject: `Re: ${subject}` })), `${id} by subject, to be asked`);
      assert.equal(await found(mailOf(`boss@sub.${company}`, { subject: `Re: ${subject}` })), 'nothing');
      const automatic = [{ name: 'Auto-Submitted', value: 'auto-replied' }];
      assert.equal(await found(mailOf(`boss@${company}`, { subject: `Re: ${subject}`, headers: automatic })), 'nothing');
      const atProvider = await record({ sentAt: ago(5), to: ['nora@gmail.com'] });
      assert.equal(await found(mailOf('boss@gmail.com', { subject: `Re: ${atProvider.subject}` })), 'nothing');
    });

    it('the subject: of several mails the latest, those of this mailbox first', async () => {
      const { subject } = await record({ sentAt: ago(5) });
      const { id } = await record({ subject, sentAt: ago(3) });
      await record({ subject, mailboxId: aMailbox().id, sentAt: ago(1) });
      assert.equal(await found(mailOf(flynn, { subject: `Re: ${subject}` })), `${id} by subject, to be asked`);
    });

    it('never by a subject that everybody writes', async () => {
      await record({ subject: 'Quick question' });
      assert.equal(await found(mailOf(flynn, { subject: 'Re: Quick question' })), 'nothing');
    });
  });

  it('finds nothing by conversationId', async () => {
    await record({ conversationId: 'conversation-1' });
    assert.equal(await found(mailOf(flynn, { conversationId: 'conversation-1' })), 'nothing');
  });

  it('says in a sentence what it found', async () => {
    const { internetMessageIds: [messageId = ''] } = await record();
    const match = await matchOf(mailOf(flynn, { inReplyTo: messageId }));
    assert.deepEqual(match?.evidence, { rung: 'in-reply-to', header: 'In-Reply-To', messageId, says: `It says itself that it answers this mail: its In-Reply-To is ${messageId}.` });
  });
});
