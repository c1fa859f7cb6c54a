import assert from 'node:assert/strict';
import { viewerStateSchema, type ViewerState } from '../../../connector/documents/viewer-api.js';
import { hashPasscode, keysOf, readVisitTicket, shareToken, visitTicket } from '../../../connector/documents/index.js';
import { rangeOf } from '../../../connector/documents/read/range.js';
import { looksLikeAddress } from '../../../connector/documents/read/unlock.js';
import * as schema from '../../../connector/schema.js';
import { useTestDatabase } from '../../database.js';
import { NOW } from '../../mail-facts.js';
import { keys, World, type ShareOfWorld } from '../world.js';

const PDF = Buffer.from(`%PDF-1.7\n${'x'.repeat(5_000)}`);
const WORD = Buffer.from('PK word');
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 1]);
const HOUR_MS = 3_600_000;

describe('serving documents to readers', () => {
  const test = useTestDatabase(schema);
  const world = new World(() => test.database);
  const hits: string[] = [];
  const downloads: string[] = [];
  let documentId = '';

  before('serve', async () => {
    await world.start();
    world.hooks.leaveHit = (_request, { id }, visitId) => Promise.resolve(void hits.push(`${id} ${visitId}`));
    world.hooks.downloaded = (_request, _shared, { visitId }) => Promise.resolve(void downloads.push(visitId));
    documentId = await world.document({ name: 'Größe </script><b>', pdf: PDF, kind: 'docx', original: WORD, fileName: 'Angebot für "Flynn".docx', thumbnails: [PICTURE], pages: 1 });
  });
  beforeEach(() => {
    for (const list of [hits, downloads]) list.splice(0);
    world.now = NOW;
  });
  after('stop', () => world.stop());

  const pageOf = async (share: ShareOfWorld, headers: Record<string, string> = {}): Promise<{ response: Response; html: string; state: ViewerState }> => {
    const response = await fetch(world.at(share), { headers });
    const html = await response.text();
    const state: unknown = JSON.parse(/<script[^>]*type="?application\/json"?[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? 'null');
    return { response, html, state: viewerStateSchema.parse(state) };
  };
  const ticketFor = async (share: ShareOfWorld): Promise<string> => {
    const { state } = await pageOf(share);
    assert.ok(state.state === 'ready');
    return state.ticket;
  };
  const unlock = async (share: ShareOfWorld, given: unknown): Promise<ViewerState> => {
    const response = await fetch(world.at(share, '/unlock'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) });
    return viewerStateSchema.parse(await response.json());
  };
  const problem = async (share: ShareOfWorld, given: unknown): Promise<string | null> => {
    const state = await unlock(share, given);
    return state.state === 'locked' ? state.problem : state.state;
  };

  it('a page comes with its state, guarded, and leaves one hit under the visit’s id', async () => {
    const share = await world.share(documentId, { allowDownload: true });
    const { response, html, state } = await pageOf(share, { 'accept-language': 'xx, fr-CH;q=0.9, en;q=0.5' });
    assert.equal(response.status, 200);
    assert.deepEqual([response.headers.get('cache-control'), response.headers.get('x-robots-tag'), response.headers.get('set-cookie')], ['no-store', 'noindex, nofollow', null]);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
    assert.doesNotMatch(response.headers.get('content-security-policy') ?? '', /unsafe|\*/);
    assert.doesNotMatch(html, /<b>|<script[^>]*>[^<{n]/, 'nothing of the name, and no script in the page itself');
    assert.match(html, /<title>Größe &lt;\/script&gt;&lt;b&gt;<\/title>/);
    assert.match(html, /<html lang="fr">/);
    assert.ok(state.state === 'ready');
    assert.deepEqual([state.name, state.bytes, state.times, state.mayDownload, state.language, state.sender.name], ['Größe </script><b>', PDF.length, 'on', true, 'fr', 'Riley Rivera']);
    const ticket = readVisitTicket(keys, state.ticket, NOW);
    assert.deepEqual([ticket?.shareId, ticket?.version, ticket?.at], [share.id, 1, NOW]);
    assert.deepEqual(hits, [`${share.id} ${ticket?.visitId ?? ''}`]);
    assert.equal((await fetch(world.at(share), { method: 'HEAD' })).headers.get('viewer-state'), 'ready');
    assert.equal(hits.length, 1, 'asking whether there is something leaves nothing');
  });

  it('closed is closed: page, file, picture, download', async () => {
    const share = await world.share(documentId, { allowDownload: true });
    const ticket = await ticketFor(share);
    const closedBy: readonly [string, number, string][] = [
      ['revoked_at = now()', 410, 'revoked'],
      [`revoked_at = null, expires_at = '${NOW.toISOString()}'`, 410, 'expired'],
    ];
    for (const [change, status, because] of closedBy) {
      await test.database.dataSource.query(`update shares set ${change} where id = $1`, [share.id]);
      const { response, state } = await pageOf(share);
      assert.deepEqual([response.status, state.state === 'closed' && state.because], [status, because]);
      for (const path of ['/file', '/thumbnails/1']) assert.equal((await fetch(world.at(share, `${path}?k=${ticket}`))).status, 410, `${because} ${path}`);
      const download = await fetch(world.at(share, `/download?k=${ticket}`), { redirect: 'manual' });
      assert.deepEqual([download.status, download.headers.get('location')], [303, `/d/${share.token}`]);
    }
    assert.deepEqual([hits.length, downloads], [1, []]);
  });

  it('a damaged address, and one of nothing, are the same 404 page', async () => {
    const share = await world.share(documentId);
    const other = `${share.token.slice(0, 5)}${share.token[5] === 'A' ? 'B' : 'A'}${share.token.slice(6)}`;
    for (const token of [other, shareToken(keys, documentId), 'x', '%00', '..%2f..']) {
      const response = await fetch(`${world.origin}/d/${token}`, { headers: { accept: 'text/html' } });
      assert.equal(response.status, 404, token);
      assert.match(response.headers.get('content-type') ?? '', /text\/html/);
      assert.match(await response.text(), /"because":"wrong","sender":null/);
    }
    assert.equal((await fetch(world.at(share, '/whatever/else'))).status, 404);
  });

  it('a ticket reads its own share only, for a day', async () => {
    const [share, other] = [await world.share(documentId), await world.share(documentId)];
    const ticket = await ticketFor(share);
    const status = async (at: ShareOfWorld, k: string): Promise<number> => (await fetch(world.at(at, `/file?k=${k}`))).status;
    assert.deepEqual([await status(share, ticket), await status(other, ticket), await status(share, ''), await status(share, `${ticket.slice(0, -2)}AA`)], [200, 403, 403, 403]);
    world.now = new Date(NOW.getTime() + 24 * HOUR_MS);
    assert.equal(await status(share, ticket), 200);
    world.now = new Date(NOW.getTime() + 24 * HOUR_MS + 1);
    assert.equal(await status(share, ticket), 403);
    const forged = visitTicket(keys, { visitId: share.id, shareId: share.id, version: 9, at: NOW });
    world.now = NOW;
    assert.equal(await status(share, forged), 410, 'a version that is not there');
  });

  it('files cannot run here, and come whole or in ranges', async () => {
    const share = await world.share(documentId);
    const address = world.at(share, `/file?k=${await ticketFor(share)}`);
    const whole = await fetch(address);
    for (const [name, value] of [
      ['content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'"],
      ['x-content-type-options', 'nosniff'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['cache-control', 'private, no-store'],
      ['content-type', 'application/pdf'],
      ['accept-ranges', 'bytes'],
    ]) assert.equal(whole.headers.get(name ?? ''), value, name);
    assert.match(whole.headers.get('content-disposition') ?? '', /^attachment/);
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), PDF);
    const etag = whole.headers.get('etag') ?? '';
    const ask = async (headers: Record<string, string>): Promise<[number, string | null, number]> => {
      const response = await fetch(address, { headers });
      return [response.status, response.headers.get('content-range'), (await response.arrayBuffer()).byteLength];
    };
    const size = PDF.length;
    assert.deepEqual(await ask({ range: 'bytes=10-19' }), [206, `bytes 10-19/${size}`, 10]);
    assert.deepEqual(await ask({ range: 'bytes=-5' }), [206, `bytes ${size - 5}-${size - 1}/${size}`, 5]);
    assert.deepEqual(await ask({ range: `bytes=${size}-` }), [416, `bytes */${size}`, 0]);
    assert.deepEqual(await ask({ range: 'bytes=0-1,5-9' }), [416, `bytes */${size}`, 0]);
    assert.deepEqual(await ask({ range: 'bytes=0-1', 'if-range': etag }), [206, `bytes 0-1/${size}`, 2]);
    assert.deepEqual(await ask({ range: 'bytes=0-1', 'if-range': '"another"' }), [200, null, size]);
    const head = await fetch(address, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(size)]);
  });

  it('many pieces come in one answer, within bounds', async () => {
    const share = await world.share(documentId);
    const ticket = await ticketFor(share);
    const ask = (pieces: unknown, k = ticket): Promise<Response> => fetch(world.at(share, '/pieces'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket: k, pieces }) });
    const answer = await ask([[0, 4], [100, 109], [5, 8]]);
    assert.equal(answer.headers.get('content-security-policy'), "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.concat([PDF.subarray(0, 5), PDF.subarray(100, 110), PDF.subarray(5, 9)]));
    assert.deepEqual([(await ask([[0, PDF.length]])).status, (await ask([[5, 4]])).status, (await ask([])).status, (await ask([[0, 1]], 'x')).status], [416, 416, 400, 403]);
  });

  it('the original is downloaded where that is allowed, under its own name, and told once', async () => {
    const share = await world.share(documentId, { allowDownload: true });
    const ticket = await ticketFor(share);
    const address = world.at(share, `/download?k=${ticket}`);
    const response = await fetch(address);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), WORD);
    assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename=".*"; filename\*=UTF-8''Angebot%20f%C3%BCr%20%22Flynn%22\.docx$/);
    await fetch(address, { method: 'HEAD' });
    await fetch(address, { headers: { range: 'bytes=2-' } });
    assert.deepEqual(downloads, [readVisitTicket(keys, ticket, NOW)?.visitId]);
    const refused = await world.share(documentId);
    assert.equal((await fetch(world.at(refused, `/download?k=${await ticketFor(refused)}`), { redirect: 'manual' })).status, 303);
  });

  it('pictures: of its pages only', async () => {
    const share = await world.share(documentId);
    const ticket = await ticketFor(share);
    const picture = async (page: string): Promise<number> => (await fetch(world.at(share, `/thumbnails/${page}?k=${ticket}`))).status;
    assert.deepEqual([await picture('1'), await picture('0'), await picture('2'), await picture('..%2Foriginal')], [200, 404, 404, 404]);
  });

  it('a replaced file is read from then on; who was reading reads on', async () => {
    const id = await world.document({ pdf: PDF });
    const share = await world.share(id);
    const before = await ticketFor(share);
    await world.addVersion(id, 2, { pdf: Buffer.from('%PDF-2.0 another') });
    await world.addVersion(id, 3, { pdf: PDF, state: 'converting' });
    const bytes = async (k: string): Promise<number> => (await (await fetch(world.at(share, `/file?k=${k}`))).arrayBuffer()).byteLength;
    assert.deepEqual([await bytes(before), await bytes(await ticketFor(share))], [PDF.length, 16]);
    await world.store.remove(keysOf(id, 2).original);
    assert.deepEqual((await pageOf(share)).state, { state: 'closed', because: 'failed', sender: { name: 'Riley Rivera', address: 'riley@contoso.example' }, language: 'en' });
  });

  it('opens with the passcode only, and leaves a hit only then', async () => {
    const share = await world.share(documentId, { passcodeHash: await hashPasscode('tron'), askAddress: true });
    const { state } = await pageOf(share);
    assert.ok(state.state === 'locked');
    assert.deepEqual([state.needs, state.problem], [{ passcode: true, address: true }, null]);
    assert.equal(await problem(share, { passcode: 'tron' }), 'wrong-address');
    assert.equal(await problem(share, { passcode: 'wrong', address: 'a@b.example' }), 'wrong-passcode');
    assert.equal(await problem(share, []), 'wrong-address');
    assert.deepEqual(hits, []);
    assert.equal(await problem(share, { passcode: ' tron', address: ' a@b.example' }), 'ready');
    assert.equal(hits.length, 1);
  });

  it('what was opened before it was locked, or locked otherwise, is closed', async () => {
    const share = await world.share(documentId, { allowDownload: true });
    const { dataSource } = test.database;
    const lock = async (passcode: string | null, askAddress = false): Promise<unknown> =>
      dataSource.query('update shares set passcode_hash = $2, ask_address = $3 where id = $1', [share.id, passcode === null ? null : await hashPasscode(passcode), askAddress]);
    const statuses = async (ticket: string): Promise<number[]> => {
      const got = [`/file?k=${ticket}`, `/thumbnails/1?k=${ticket}`, `/download?k=${ticket}`].map((path) => fetch(world.at(share, path), { redirect: 'manual' }));
      const pieces = fetch(world.at(share, '/pieces'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket, pieces: [[0, 1]] }) });
      return (await Promise.all([...got, pieces])).map(({ status }) => status);
    };
    const [open, shut] = [[200, 200, 200, 200], [410, 410, 303, 410]];
    const before = await ticketFor(share);
    assert.deepEqual(await statuses(before), open);
    await lock('tron');
    assert.deepEqual(await statuses(before), shut);
    const state = await unlock(share, { passcode: 'tron' });
    assert.ok(state.state === 'ready');
    assert.deepEqual(await statuses(state.ticket), open);
    await lock('another');
    assert.deepEqual([await statuses(state.ticket), await statuses(before)], [shut, shut]);
    await lock(null, true);
    assert.deepEqual(await statuses(before), shut);
    await lock(null);
    assert.deepEqual(await statuses(before), open, 'nothing is locked any more');
  });

  it('five wrong passcodes in a quarter of an hour, also all at once; then waiting helps', async () => {
    const share = await world.share(documentId, { passcodeHash: await hashPasscode('tron') });
    const wrong = await Promise.all(Array.from({ length: 12 }, () => problem(share, { passcode: 'guess' })));
    assert.ok(wrong.filter((one) => one === 'wrong-passcode').length <= 5);
    assert.ok(wrong.includes('too-often'));
    while ((await problem(share, { passcode: 'guess' })) !== 'too-often');
    assert.equal(await problem(share, { passcode: 'tron' }), 'too-often', 'not even the right one');
    world.now = new Date(NOW.getTime() + HOUR_MS / 4 + 1);
    assert.equal(await problem(share, { passcode: 'tron' }), 'ready');
  });

  it('fifty wrong ones in an hour from anywhere', async () => {
    const share = await world.share(documentId, { passcodeHash: await hashPasscode('tron') });
    const from = Array.from({ length: 50 }, (_, at) => Buffer.from([at]));
    for (const origin of from) await test.database.dataSource.query('insert into share_attempts (share_id, origin, at) values ($1, $2, $3)', [share.id, origin, NOW]);
    assert.equal(await problem(share, { passcode: 'tron' }), 'too-often');
    world.now = new Date(NOW.getTime() + HOUR_MS + 1);
    assert.equal(await problem(share, { passcode: 'tron' }), 'ready');
  });

  it('the viewer’s files are kept for ever, come compressed, and bring their own policy', async () => {
    const { html } = await pageOf(await world.share(documentId));
    const script = /src="?(\/viewer\/viewer\.[0-9a-f]+\.js)/.exec(html)?.[1] ?? '';
    const response = await fetch(world.origin + script, { headers: { 'accept-encoding': 'br' } });
    assert.deepEqual(
      [response.status, response.headers.get('cache-control'), response.headers.get('content-encoding'), response.headers.get('content-type')],
      [200, 'public, max-age=31536000, immutable', 'br', 'text/javascript; charset=utf-8'],
    );
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
    assert.match(await response.text(), /^["(!]/);
    assert.equal((await fetch(`${world.origin}/viewer/index.html`)).status, 404);
  });
});

describe('a range of bytes', () => {
  const table: readonly [string | undefined, number, ReturnType<typeof rangeOf>][] = [
    [undefined, 10, 'all'],
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=3-', 10, { first: 3, last: 9 }],
    ['bytes=3-99', 10, { first: 3, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-99', 10, { first: 0, last: 9 }],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=5-3', 10, 'all'],
    ['bytes=a-b', 10, 'all'],
    ['bytes=-', 10, 'all'],
    ['items=0-1', 10, 'all'],
    ['bytes=0-1, 3-4', 10, 'unsatisfiable'],
  ];
  for (const [header, size, expected] of table) it(`${header ?? 'none'} of ${size}`, () => assert.deepEqual(rangeOf(header, size), expected));
});

describe('an address a reader gives', () => {
  for (const text of ['a@b.example', ' kevin.flynn+x@flynns-arcade.co.uk ', 'ü@bücher.example']) it(text, () => assert.ok(looksLikeAddress(text)));
  for (const text of ['', 'a', 'a@b', '@b.example', 'a@', 'a b@c.example', 'a@b..example', 'a@b.example.', '<a@b.example>', 'a\u0000@b.example', 'a@b\u0000.example', `${'a'.repeat(250)}@b.example`]) it(JSON.stringify(text.slice(0, 30)), () => assert.ok(!looksLikeAddress(text)));
});
