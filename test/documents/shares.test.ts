import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { documentSchema, newShareAnswerSchema, shareSchema, sharesPageSchema, type NewShareAnswer, type Share } from '../../connector/documents/api.js';
import { keysOf, readShareToken } from '../../connector/documents/index.js';
import { isPasscode } from '../../connector/documents/share/passcode.js';
import type { Rep } from '../../connector/identity/index.js';
import { erasePerson, exportPerson } from '../../connector/privacy/personal-data.js';
import * as schema from '../../connector/schema.js';
import { mintStamp, monthScope, recordMessage, sharedStamp } from '../../connector/tracking/index.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { aRep, codeOf, KEYS, makeReady, PUBLIC_URL, startLibrary, type LibraryServer } from './library-server.js';

describe('sending a document', () => {
  const test = useTestDatabase(schema);
  let library: LibraryServer;
  let rep: Rep;
  let documentId: string;

  before(async () => {
    library = await startLibrary(test.database);
    rep = await aRep(test.database);
  });
  beforeEach(async () => {
    library.as(rep);
    documentId = (await library.upload('Offer.pdf', 'x')).id;
    await makeReady(test.database, documentId);
  });
  after(() => library.close());

  const send = async (body: Record<string, unknown> = {}): Promise<NewShareAnswer> => {
    const response = await library.ask('POST', '/shares', { documentId, ...body });
    const json: unknown = await response.json();
    assert.ok(response.ok, JSON.stringify(json));
    return newShareAnswerSchema.parse(json);
  };
  const refused = async (body: Record<string, unknown>): Promise<string> => codeOf(await library.ask('POST', '/shares', { documentId, ...body }));
  const change = async (id: string, body: unknown): Promise<Share> => shareSchema.parse(await (await library.ask('PATCH', `/shares/${id}`, body)).json());
  const stored = async (id: string): Promise<{ stamp: string; passcode: string | null }> => {
    const [row] = await test.database.dataSource.query<{ stamp: string; passcode: string | null }[]>('select stamp_id as stamp, passcode_hash as passcode from shares where id = $1', [id]);
    assert.ok(row !== undefined);
    return row;
  };

  it('makes one share of it for each mail, with an address that leads to it and a card', async () => {
    const stamp = mintStamp(KEYS, rep.id);
    const { share, card } = await send({ stamp: stamp.text });
    assert.deepEqual(
      [share.documentName, share.mode, share.allowDownload, share.expiresAt, share.hasPasscode, share.askAddress, share.revokedAt, share.message, share.readers, share.time_ms, share.createdBy.address],
      ['Offer', 'full', false, null, false, false, null, null, 0, 0, rep.address],
    );
    assert.ok(share.url.startsWith(`${PUBLIC_URL}/d/`));
    assert.equal(readShareToken(KEYS, share.url.slice(`${PUBLIC_URL}/d/`.length)), share.id);
    assert.equal((await stored(share.id)).stamp, stamp.id);
    assert.ok(card.html.includes(share.url) && card.text.endsWith(share.url));

    const again = await send({ stamp: stamp.text, options: { allowDownload: true } });
    assert.deepEqual([again.share.id, again.share.allowDownload], [share.id, true], 'the same mail: what was said last holds');
    assert.notEqual((await send({ stamp: mintStamp(KEYS, rep.id).text })).share.id, share.id);
  });

  it('takes the stamp of the rep’s own mailbox only', async () => {
    const own = mintStamp(KEYS, rep.id).text;
    for (const stamp of [mintStamp(KEYS, randomUUID()).text, sharedStamp(KEYS, rep.id, 'x').text, `${own.slice(0, -2)}AA`, 'x']) assert.equal(await refused({ stamp }), 'STAMP_NOT_YOURS');
  });

  it('sends what is ready and not archived', async () => {
    const { id } = await library.upload('New.pdf', 'x');
    assert.equal(await refused({ documentId: id }), 'DOCUMENT_NOT_READY');
    await library.upload('Newer.pdf', 'x', documentId);
    assert.equal((await send()).share.documentName, 'Offer', 'an earlier version is ready');
    await library.ask('PATCH', `/documents/${documentId}`, { archived: true });
    assert.equal(await refused({}), 'CONFLICT');
    assert.equal(await refused({ documentId: randomUUID() }), 'NOT_FOUND');
  });

  it('lets mails that are only counted share the link, so that it tells of nobody', async () => {
    const one = await send({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text });
    const other = await send({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text });
    assert.deepEqual([other.share.id, other.share.mode], [one.share.id, 'anonymous']);
    assert.equal((await stored(one.share.id)).stamp, sharedStamp(KEYS, rep.id, monthScope(NOW)).id);
    const locked = await send({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text, options: { passcode: 'secret' } });
    assert.notEqual(locked.share.id, one.share.id);
    assert.equal((await send({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text })).share.id, one.share.id);
    assert.equal(await refused({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text, options: { askAddress: true } }), 'INPUT_INVALID');
    await change(one.share.id, { revoked: true });
    assert.notEqual((await send({ stamp: mintStamp(KEYS, rep.id, 'anonymous').text })).share.id, one.share.id, 'a closed link is not sent again');
  });

  it('says of a mail for replies only that nothing is told', async () => {
    assert.equal((await send({ stamp: mintStamp(KEYS, rep.id, 'replies').text })).share.mode, 'replies');
  });

  it('gives a bare link as much as the policy allows of somebody nobody knows', async () => {
    const { share } = await send();
    assert.deepEqual([share.mode, share.message], ['replies', null]);
    const open = await startLibrary(test.database, { settings: { documentStore: library.folder, documentMax_MB: 1, publicUrl: PUBLIC_URL, consentPolicy: 'all-on' } });
    try {
      open.as(rep);
      const [one, other] = [0, 1].map(async () => newShareAnswerSchema.parse(await (await open.ask('POST', '/shares', { documentId })).json()).share);
      assert.deepEqual([(await one)?.mode, (await other)?.mode], ['full', 'full']);
      assert.notEqual((await one)?.id, (await other)?.id);
    } finally {
      await open.close();
    }
  });

  it('keeps a passcode as a hash, and takes options back', async () => {
    const { share } = await send({ options: { passcode: ' Ünïcode 1 ', askAddress: true, allowDownload: true, expiresAt: '2026-12-01T00:00:00Z' } });
    assert.deepEqual([share.hasPasscode, share.askAddress, share.expiresAt], [true, true, '2026-12-01T00:00:00.000Z']);
    const { passcode } = await stored(share.id);
    assert.ok(passcode !== null && !passcode.includes('code') && passcode.startsWith('scrypt$'));
    assert.deepEqual([await isPasscode('U\u0308ni\u0308code 1', passcode), await isPasscode('Unicode 1', passcode), await isPasscode('', passcode)], [true, false, false]);

    const kept = await change(share.id, { allowDownload: false });
    assert.deepEqual([kept.allowDownload, kept.hasPasscode, kept.askAddress, kept.expiresAt], [false, true, true, share.expiresAt], 'the others stay');
    const open = await change(share.id, { passcode: '', expiresAt: null, askAddress: false });
    assert.deepEqual([open.hasPasscode, open.expiresAt, open.askAddress], [false, null, false]);
  });

  it('closes a link and opens it again, closing also without the plan', async () => {
    const { share } = await send();
    library.as({ ...rep, team: { ...rep.team, plan: 'basic' } });
    assert.equal((await change(share.id, { revoked: true })).revokedAt, NOW.toISOString());
    assert.equal(await codeOf(await library.ask('PATCH', `/shares/${share.id}`, { revoked: false })), 'DOCUMENTS_NOT_IN_PLAN');
    library.as(rep);
    assert.equal((await change(share.id, { revoked: false })).revokedAt, null);
  });

  it('lists where it was sent, with the mail and whom it went to, to whoever sent it', async () => {
    const stamp = mintStamp(KEYS, rep.id);
    const { share } = await send({ stamp: stamp.text });
    const messageId = randomUUID();
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: rep.id,
        id: messageId,
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: 'i',
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: NOW,
        recipients: [{ kind: 'to', address: 'flynn@encom.com', name: 'Flynn' }],
        internetMessageIds: ['<a@b>'],
      }),
    );
    await send();
    const page = async (query = ''): Promise<ReturnType<typeof sharesPageSchema.parse>> => sharesPageSchema.parse(await (await library.ask('GET', `/documents/${documentId}/shares${query}`)).json());
    const { shares } = await page();
    assert.equal(shares.length, 2);
    assert.deepEqual(shares.find(({ id }) => id === share.id)?.message, { id: messageId, subject: 'Arcade lease', sentAt: NOW.toISOString(), recipients: [{ address: 'flynn@encom.com', name: 'Flynn' }] });
    const given = async (): Promise<unknown> => (await exportPerson(test.database.dataSource.manager, 'flynn@encom.com', NOW)).data['Documents sent to you'];
    assert.deepEqual(await given(), [{ Document: 'Offer', Subject: 'Arcade lease', When: NOW }]);
    const first = await page('?limit=1');
    const rest = await page(`?limit=1&before=${first.next}`);
    assert.deepEqual([rest.next, [...first.shares, ...rest.shares].map(({ id }) => id).sort()], [null, shares.map(({ id }) => id).sort()]);

    await library.ask('PATCH', `/documents/${documentId}`, { shared: true });
    library.as(await aRep(test.database, 'Everyone', 'Casey'));
    assert.deepEqual((await page()).shares, [], 'a colleague’s mail is their own');
    for (const [method, body] of [['GET', undefined], ['PATCH', { revoked: true }]] as const) assert.equal((await library.ask(method, `/shares/${share.id}`, body)).status, 404);

    await erasePerson(test.database.dataSource, 'flynn@encom.com', NOW);
    assert.equal(await given(), undefined);
    library.as(rep);
    assert.deepEqual((await page()).shares.find(({ id }) => id === share.id)?.message?.recipients, [], 'its document stays known as sent');
  });

  it('counts readers as its figures do: a program each in a mail to one, a program in a network else, an address wherever', async () => {
    const stamp = mintStamp(KEYS, rep.id);
    const { share } = await send({ stamp: stamp.text });
    const visits: readonly [reader: string | null, verdict: string | null, gave: string | null][] = [
      ['net00001agent001', 'human', null],
      ['net00002agent001', 'human', null],
      ['net00001agent002', 'proxy', null],
      ['net00001agent003', 'scanner', null],
      ['net00001agent004', 'self', null],
      ['net00001agent005', null, null],
      ['net00003agent006', 'human', 'sam@encom.com'],
      ['net00004agent007', 'human', 'sam@encom.com'],
    ];
    for (const [reader, verdict, gave] of visits) {
      await test.database.dataSource.query(
        `insert into visits (mailbox_id, id, share_id, document_id, version, stamp_id, started_at, last_at, reader, device, timed, verdict, gave_address)
         values ($1, gen_random_uuid(), $2, $3, 1, $4, $5, $5, $6, 'phone', true, $7, $8)`,
        [rep.id, share.id, documentId, stamp.id, NOW, reader === null ? null : Buffer.from(reader), verdict, gave],
      );
    }
    const counted = async (): Promise<[number | undefined, number]> => {
      const { shares } = sharesPageSchema.parse(await (await library.ask('GET', `/documents/${documentId}/shares`)).json());
      return [shares[0]?.readers, documentSchema.parse(await (await library.ask('GET', `/documents/${documentId}`)).json()).opened];
    };
    assert.deepEqual(await counted(), [4, 4], 'nobody knows whom it went to');
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, { mailboxId: rep.id, id: randomUUID(), stampId: stamp.id, stampAmbiguous: false, itemId: 'j', conversationId: null, subject: 'x', source: 'written', sentAt: NOW, recipients: [{ kind: 'to', address: 'ram@encom.com', name: '' }], internetMessageIds: ['<c@d>'] }),
    );
    assert.deepEqual(await counted(), [3, 3]);
    await test.database.dataSource.query('delete from visits');
  });

  it('gives mails the picture of the first page, and none of what is locked, without a word of it', async () => {
    await library.documents.store.write(keysOf(documentId, 1).thumbnail(1), Readable.from(['picture']), 100);
    const { share } = await send();
    const at = share.url.replace(PUBLIC_URL, library.site);
    const picture = async (): Promise<string | null> => (await fetch(`${at}/card.jpg`)).headers.get('content-type');
    const response = await fetch(`${at}/card.jpg`);
    assert.deepEqual([response.headers.get('content-type'), response.headers.get('cache-control'), response.headers.get('set-cookie'), await response.text()], ['image/jpeg', 'public, max-age=3600', null, 'picture']);
    for (const locked of [{ passcode: 'x' }, { askAddress: true }, { expiresAt: new Date(NOW.getTime() - 1).toISOString() }, { revoked: true }]) {
      await change(share.id, locked);
      assert.equal(await picture(), 'image/gif', JSON.stringify(locked));
      await change(share.id, { passcode: null, askAddress: false, expiresAt: null, revoked: false });
      assert.equal(await picture(), 'image/jpeg');
    }
    assert.equal((await fetch(`${at.slice(0, -3)}AAA/card.jpg`)).headers.get('content-type'), 'image/gif');
    const [left] = await test.database.dataSource.query<{ n: number }[]>('select (select count(*) from hits)::int + (select count(*) from visits)::int + (select count(*) from hit_groups)::int as n');
    assert.equal(left?.n, 0);
  });
});
