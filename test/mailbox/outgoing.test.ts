import assert from 'node:assert/strict';
import type { DraftIds, Mailbox } from '../../connector/mailbox/index.js';
import { until } from '../until.js';
import { mime, REP, useService } from './service.js';

const yes = (): Promise<boolean> => Promise.resolve(true);
const no = (): Promise<boolean> => Promise.resolve(false);
const nothing = (): Promise<void> => Promise.resolve();

describe('sending a mail once', () => {
  const service = useService();
  let mailbox: Mailbox;
  let keys = 0;

  before('connect', async () => {
    mailbox = await service.mailboxes.connect(REP);
    await until(async () => (await service.mailboxes.get(mailbox.id))?.watchedSince);
  });
  beforeEach(() => {
    keys += 1;
    service.proxy.seen.length = 0;
  });
  afterEach(() => {
    service.proxy.fault = () => undefined;
  });

  const key = (): string => `campaign:${keys}`;
  const subject = (): string => `Step ${keys}`;
  const step = (): string => mime({ From: `Riley Carter <${REP}>`, To: 'flynn@flynnsarcade.com', Subject: subject(), 'Message-ID': `<step-${keys}@contoso.example>` });
  const draft = (content = step(), stored: (ids: DraftIds) => Promise<void> = nothing): Promise<DraftIds> =>
    service.mailboxes.draftOnce(mailbox.id, key(), content, (_tx, ids) => stored(ids));
  const sentCopies = async (): Promise<number> => {
    const items = await service.mailboxes.look(mailbox.id, mailbox.trackedSince);
    return items.filter((item) => item.subject === subject() && item.folder === 'sentitems').length;
  };
  const draftsLeft = async (): Promise<number> => {
    const answer = await service.graph('GET', `/users/${REP}/mailFolders/drafts/messages?$select=subject&$top=100`);
    return (await answer.text()).split(`"${subject()}"`).length - 1;
  };
  const state = async (): Promise<unknown> => (await service.rows('select state from outgoing where key = $1', [key()]))[0]?.state;
  const sends = (): number => service.proxy.seen.filter(({ path }) => path.endsWith('/send')).length;
  const isSend = ({ path }: { path: string }): boolean => path.endsWith('/send');

  it('stores the ids before it goes, sends, and never twice', async () => {
    let stored: DraftIds | undefined;
    const ids = await draft(step(), (given) => {
      stored = given;
      return Promise.resolve();
    });
    assert.deepEqual(stored, ids);
    assert.equal(ids.internetMessageId, `<step-${keys}@contoso.example>`);
    assert.equal(await state(), 'drafted');
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal(sends(), 1);
    assert.equal(await sentCopies(), 1);
    const sent = (await service.mailboxes.look(mailbox.id, mailbox.trackedSince)).find((item) => item.subject === subject());
    assert.equal(sent?.itemId, ids.itemId, 'the immutable id of the draft is that of the sent copy');
  });

  it('gives the same draft for the same key', async () => {
    const ids = await draft();
    assert.deepEqual(await draft(), ids);
    assert.deepEqual(await draft(mime({ 'Message-ID': '<other@contoso.example>' })), ids);
    assert.equal(await draftsLeft(), 1);
  });

  it('gives the same draft to two who ask at the same time', async () => {
    const content = step();
    const [one, two] = await Promise.all([draft(content), draft(content)]);
    assert.deepEqual(one, two);
    assert.equal(await draftsLeft(), 1);
  });

  it('takes up the draft left by a connector that died before storing its ids', async () => {
    await assert.rejects(draft(step(), () => Promise.reject(new Error('killed'))), /killed/);
    assert.equal(await state(), 'drafting');
    const ids = await draft();
    assert.equal(await draftsLeft(), 1);
    assert.equal(service.proxy.seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages')).length, 1);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal((await service.mailboxes.look(mailbox.id, mailbox.trackedSince)).find((item) => item.subject === subject())?.itemId, ids.itemId);
  });

  it('takes up the draft whose making was not answered', async () => {
    service.proxy.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/messages') ? { after: null } : undefined);
    await assert.rejects(draft(), { code: 'EXCHANGE_UNREACHABLE' });
    service.proxy.fault = () => undefined;
    await draft();
    assert.equal(await draftsLeft(), 1);
  });

  it('abandons what may no longer go, and removes its draft', async () => {
    await draft();
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), no), 'abandoned');
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'abandoned');
    assert.equal(sends(), 0);
    assert.equal(await draftsLeft(), 0);
  });

  it('abandons on request, in any state but a sent one', async () => {
    await draft();
    await service.mailboxes.abandon(mailbox.id, key());
    assert.equal(await draftsLeft(), 0);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'abandoned');
    keys += 1;
    await draft();
    await service.mailboxes.sendOnce(mailbox.id, key(), yes);
    await service.mailboxes.abandon(mailbox.id, key());
    assert.equal(await state(), 'sent');
    await service.mailboxes.abandon(mailbox.id, 'never heard of');
  });

  for (const [what, after] of [
    ['answered 504', { status: 504 }],
    ['answered 503 with Retry-After', { status: 503, headers: { 'Retry-After': '0' } }],
    ['not answered at all', null],
  ] as const) {
    it(`sees that it went although the send was ${what}`, async () => {
      await draft();
      service.proxy.fault = (request) => (isSend(request) ? { after } : undefined);
      assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
      assert.equal(sends(), 1);
      assert.equal(await sentCopies(), 1);
    });
  }

  it('sends again only what is surely still a draft, asking anew whether it may', async () => {
    await draft();
    let asked = 0;
    service.proxy.fault = (request) => (isSend(request) && sends() === 1 ? { instead: { status: 504 } } : undefined);
    const outcome = await service.mailboxes.sendOnce(mailbox.id, key(), () => {
      asked += 1;
      return Promise.resolve(true);
    });
    assert.equal(outcome, 'sent');
    assert.equal(asked, 2);
    assert.equal(sends(), 2);
    assert.equal(await sentCopies(), 1);
  });

  it('does not send again when a reply has come in between', async () => {
    await draft();
    service.proxy.fault = (request) => (isSend(request) ? { instead: null } : undefined);
    let asked = 0;
    const outcome = await service.mailboxes.sendOnce(mailbox.id, key(), () => {
      asked += 1;
      return Promise.resolve(asked === 1);
    });
    assert.equal(outcome, 'abandoned');
    assert.equal(sends(), 1);
    assert.equal(await draftsLeft(), 0);
  });

  it('waits as long as a 429 asks, and sends once', async () => {
    await draft();
    const started = performance.now();
    service.proxy.fault = (request) => (isSend(request) && sends() === 1 ? { instead: { status: 429, headers: { 'Retry-After': '1' } } } : undefined);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.ok(performance.now() - started >= 1_000);
    assert.equal(sends(), 2);
    assert.equal(await sentCopies(), 1);
  });

  it('goes on after a connector was killed while sending: it looks first', async () => {
    await draft();
    await service.rows(`update outgoing set state = 'sending', sending_at = now() where key = $1`, [key()]);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal(sends(), 1);
    await service.rows(`update outgoing set state = 'sending', sending_at = now() where key = $1`, [key()]);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal(sends(), 1, 'it had gone');
    assert.equal(await sentCopies(), 1);
  });

  it('finds the sent copy by its Message-ID when the item is gone', async () => {
    await draft();
    await service.mailboxes.sendOnce(mailbox.id, key(), yes);
    await service.rows(`update outgoing set state = 'sending', sending_at = now(), item_id = 'AAkgone=' where key = $1`, [key()]);
    assert.equal(await service.mailboxes.sendOnce(mailbox.id, key(), yes), 'sent');
    assert.equal(sends(), 1);
  });

  it('says so when the draft was deleted', async () => {
    const { itemId } = await draft();
    assert.equal((await service.graph('DELETE', `/users/${REP}/messages/${itemId}`)).status, 204);
    await assert.rejects(service.mailboxes.sendOnce(mailbox.id, key(), yes), { code: 'EXCHANGE_REFUSED' });
    assert.equal(await sentCopies(), 0);
  });

  it('says what Exchange refuses, and leaves a draft', async () => {
    await draft(mime({ From: REP, Subject: subject(), To: '', 'Message-ID': `<step-${keys}@contoso.example>` }));
    await assert.rejects(service.mailboxes.sendOnce(mailbox.id, key(), yes), (error) => {
      assert.ok(error instanceof Error && 'details' in error);
      assert.match(JSON.stringify(error.details), /ErrorInvalidRecipients/);
      return true;
    });
    assert.equal(await state(), 'drafted');
    assert.equal(sends(), 1);
  });

  it('is sent once by two who try at the same time', async () => {
    await draft();
    const outcomes = await Promise.all([service.mailboxes.sendOnce(mailbox.id, key(), yes), service.mailboxes.sendOnce(mailbox.id, key(), yes)]);
    assert.deepEqual(outcomes, ['sent', 'sent']);
    assert.equal(sends(), 1);
    assert.equal(await sentCopies(), 1);
  });

  it('needs a Message-ID of the caller', async () => {
    await assert.rejects(draft('Subject: none\r\n\r\nHello\r\n'), /no Message-ID/);
  });
});
