import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { keysFrom } from '../../../connector/config/index.js';
import { createMetrics, createServer, type Server } from '../../../connector/http/index.js';
import { GIF, HitLimits, linkToken, mintStamp, sharedStamp, trackingFront, unreadableAnswer, type FrontOptions, type RawHit, type Stamp } from '../../../connector/tracking/index.js';
import { networkKey } from '../../../connector/tracking/ingest/limits.js';
import { assertAccessible, assertFits } from '../../app/harness.js';
import { launchBrowser } from '../../browser.js';
import { silentLog } from '../../log.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const stamp = mintStamp(keys, randomUUID());
const DESTINATION = 'https://contoso.example/demo?a=1';
const token = linkToken(keys, stamp.text, 2, DESTINATION);
const long = 'x'.repeat(200_000);

/** Taken by hand, so that what stands in the request is what is sent. Gives all that came back. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let got = '';
  socket.setEncoding('latin1').on('data', (text: string) => (got += text));
  socket.on('error', () => undefined);
  socket.write(request, 'latin1');
  await once(socket, 'close');
  return got;
}

const ask = (head: string, ...headers: readonly string[]): string => `${head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;

/** [what, request]: each is answered with the image. */
const IMAGES: readonly (readonly [string, string])[] = [
  ['plain', ask(`GET /o/${stamp.text}.gif`)],
  ['a part of it', ask(`GET /o/${stamp.text}.gif`, 'Range: bytes=0-1')],
  ['only if it changed', ask(`GET /o/${stamp.text}.gif`, 'If-None-Match: "x"', 'If-Modified-Since: Mon, 23 Nov 2026 10:00:00 GMT')],
  ['junk in its query', ask(`GET /o/${stamp.text}.gif?%00%ff%E0%A4%A&a[]=__proto__`)],
  ['junk behind the stamp', ask(`GET /o/${stamp.text}.gif%20);`)],
  ['the whole address', ask(`GET http://localhost/o/${stamp.text}.gif`)],
  ['no stamp', ask('GET /o/')],
  ['a forged stamp', ask(`GET /o/${'A'.repeat(56)}.gif`)],
  ['broken escapes', ask('GET /o/%%%.gif')],
  ['another method', ask(`POST /o/${stamp.text}.gif`, 'Content-Length: 3') + 'abc'],
  ['a method of its own', ask(`PROPFIND /o/${stamp.text}.gif`)],
  ['cookies that are none', ask(`GET /o/${stamp.text}.gif`, 'Cookie: =;;;readback-device=%%%; __Host-readback-device; a=\u00ff')],
  ['an expectation', ask(`GET /o/${stamp.text}.gif`, 'Expect: wonders')],
  ['an old protocol', `GET /o/${stamp.text}.gif HTTP/1.0\r\n\r\n`],
  ['an address of 200,000 characters', ask(`GET /o/${stamp.text}.gif?${long}`)],
  ['a header of 200,000 characters', ask(`GET /o/${stamp.text}.gif`, `Cookie: ${long}`)],
  ['a header that is none', ask(`GET /o/${stamp.text}.gif`, 'no header at all')],
  ['a space in the address', ask(`GET /o/${stamp.text} .gif`)],
];

describe('the front', () => {
  let server: Server;
  let port: number;
  let taken: RawHit[] = [];
  let options: Partial<FrontOptions> = {};

  before(async () => {
    const groups: FrontOptions['groups'] = {
      add: (hit, done) => {
        taken.push(hit);
        done();
      },
    };
    const front: FrontOptions = { keys, groups, clock: { now: () => new Date(60_000) }, clientAddress: (request) => String(request.headers['x-client'] ?? '192.0.2.1') };
    server = createServer({
      settings: { publicUrl: 'http://localhost', host: '127.0.0.1', port: 0, trustedProxies: [] },
      log: silentLog,
      metrics: createMetrics(),
      front: (request, response) => trackingFront({ ...front, ...options })(request, response),
      unreadable: unreadableAnswer,
      routers: [],
      checks: {},
    });
    port = await server.listen();
  });
  after(() => server.close());
  beforeEach(() => {
    taken = [];
    options = {};
  });

  for (const [what, request] of IMAGES) {
    it(`gives the image: ${what}`, async () => {
      const answer = await exchange(port, request);
      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
      assert.match(answer, /\r\ncache-control: no-store/i);
      assert.equal(answer.slice(answer.indexOf('\r\n\r\n') + 4), GIF.toString('latin1'));
    });
  }

  it('gives only its headers for HEAD, and the hit says so', async () => {
    const answer = await exchange(port, ask(`HEAD /o/${stamp.text}.gif`));
    assert.match(answer, /content-length: 43\r\n/i);
    assert.equal(answer.slice(answer.indexOf('\r\n\r\n') + 4), '');
    assert.deepEqual(taken.map(({ method }) => method), ['HEAD']);
  });

  it('answers requests that came at once in their order', async () => {
    const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const answer = await exchange(port, request(`/o/${stamp.text}.gif`) + request(`/l/${token}`) + ask(`GET /o/${stamp.text}.gif`));
    assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ['200', '302', '200']);
    assert.equal(taken.length, 3);
  });

  it('leaves what is not for it to others', async () => {
    assert.match(await exchange(port, ask('GET /nothing')), /^HTTP\/1\.1 404/);
    assert.match(await exchange(port, ask(`GET /nothing?${long}`)), /^HTTP\/1\.1 431/);
    assert.match(await exchange(port, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400/);
  });

  for (const method of ['GET', 'HEAD']) {
    it(`leads where a link says (${method}), telling nobody from where`, async () => {
      for (const path of [`/l/${token}`, `/l/${token}?utm=1`, `/l/${token}).`, `/l/${token}%22%3E`]) {
        const answer = await exchange(port, ask(`${method} ${path}`));
        assert.match(answer, /^HTTP\/1\.1 302 Found\r\n/, path);
        assert.ok(answer.includes(`\r\nLocation: ${DESTINATION}\r\n`), path);
        assert.match(answer, /\r\nReferrer-Policy: no-referrer\r\n[^]*X-Robots-Tag: noindex/);
      }
      assert.deepEqual(new Set(taken.map(({ kind, link, destination }) => `${kind} ${String(link)} ${String(destination)}`)), new Set([`click 2 ${DESTINATION}`]));
    });
  }

  it('says of a damaged link that it is, and leads nowhere', async () => {
    const changed = `${token.slice(0, -5)}${token.at(-5) === 'A' ? 'B' : 'A'}${token.slice(-4)}`;
    for (const path of ['/l/', `/l/${stamp.text}`, `/l/${changed}`, `/l/${token.slice(0, -3)}`, '/l/https://evil.example', `/l/%%%`]) {
      const answer = await exchange(port, ask(`GET ${path}`));
      assert.match(answer, /^HTTP\/1\.1 404 Not Found\r\n[^]*text\/html[^]*<h1>This link is damaged<\/h1>/, path);
      assert.doesNotMatch(answer, /\r\nlocation:|<script/i);
    }
    assert.equal(taken.length, 0);
  });

  it('says so on a page anybody can read, in light and dark, on a phone and at a desk', async () => {
    const browser = await launchBrowser();
    try {
      for (const [colorScheme, width] of [['light', 320], ['dark', 1280]] as const) {
        const page = await browser.newPage({ viewport: { width, height: 640 }, colorScheme });
        await page.goto(`http://127.0.0.1:${port}/l/${token.slice(0, -3)}`);
        await page.getByRole('heading', { level: 1, name: 'This link is damaged' }).waitFor();
        await assertAccessible(page, `a damaged link, ${colorScheme}`);
        await assertFits(page, `a damaged link, ${colorScheme}`);
      }
    } finally {
      await browser.close();
    }
  });

  it('takes no more of a person than anonymous mode allows', async () => {
    const anonymous = sharedStamp(keys, randomUUID(), 'step 1');
    await exchange(port, ask(`GET /o/${anonymous.text}.gif`, 'User-Agent: Mozilla/5.0 (Windows NT 10.0; one of a kind) Chrome/142.0.7444.61', 'X-Client: 203.0.113.77'));
    assert.deepEqual(taken.map(({ addressHash, device }) => [addressHash, device]), [[null, null]]);
    assert.doesNotMatch(taken[0]?.agent ?? 'none', /one of a kind|7444|none/);
  });

  it('leads to where a link of anonymous mode leads, and keeps its number only: the address may name its reader', async () => {
    const personal = 'https://contoso.example/offer?for=flynn@flynnsarcade.com';
    const answer = await exchange(port, ask(`GET /l/${linkToken(keys, sharedStamp(keys, randomUUID(), 'step 1').text, 3, personal)}`));
    assert.ok(answer.includes(`Location: ${personal}`));
    assert.deepEqual(taken.map(({ link, destination }) => [link, destination]), [[3, null]]);
  });

  it('keeps the class of a network, a hash of the address, and whether somebody looks yet', async () => {
    options = { networkOf: (address) => (address === '203.0.113.77' ? 'google' : null) };
    await exchange(port, ask(`GET /o/${stamp.text}.gif`, 'X-Client: 203.0.113.77', 'Sec-Purpose: prefetch;prerender', 'User-Agent: Agent'));
    const [hit] = taken;
    assert.deepEqual([hit?.network, hit?.prefetching, hit?.agent], ['google', true, 'Agent']);
    assert.equal(hit?.addressHash, keys.sign('address-hash', Buffer.from('203.0.113.77'), 16).toString('base64url'));
  });

  it('stores nothing of those who do not want it, when told to honour that', async () => {
    const wishes = ['DNT: 1', 'Sec-GPC: 1'];
    for (const wish of wishes) await exchange(port, ask(`GET /o/${stamp.text}.gif`, wish));
    assert.equal(taken.length, wishes.length);
    options = { honourDoNotTrack: true, isSilenced: () => false };
    for (const wish of wishes) assert.match(await exchange(port, ask(`GET /o/${stamp.text}.gif`, wish)), /^HTTP\/1\.1 200/);
    assert.equal(taken.length, wishes.length);
  });

  it('answers over the limit and stores no more', async () => {
    const limits = new HitLimits({ stampFromNetwork: 2, sharedFromNetwork: 4, network: 3, proxyNetwork: 5 });
    options = { limits };
    for (let time = 0; time < 4; time++) assert.match(await exchange(port, ask(`GET /o/${stamp.text}.gif`)), /^HTTP\/1\.1 200/);
    assert.equal(taken.length, 2);
  });

  it('gives the image although taking the hit in fails', async () => {
    options = {
      clientAddress: () => {
        throw new Error('no address');
      },
    };
    assert.match(await exchange(port, ask(`GET /o/${stamp.text}.gif`)), /^HTTP\/1\.1 200/);
  });
});

describe('limits of hits', () => {
  const settings = { stampFromNetwork: 2, sharedFromNetwork: 4, network: 6, proxyNetwork: 8 };
  const ask = ({ address = '192.0.2.1', ...facts }: { stamp?: Stamp; address?: string; shared?: boolean; proxy?: boolean } = {}) => ({ network: networkKey(address), stampId: (facts.stamp ?? stamp).id, shared: false, proxy: false, ...facts });
  const allowed = (limits: HitLimits, asked: ReturnType<typeof ask>, times: number, at_ms = 0): number => Array.from({ length: times }, () => limits.allow(asked, at_ms)).filter((is) => is).length;

  it('are per stamp and network, shared ones higher', () => {
    const limits = new HitLimits(settings);
    assert.equal(allowed(limits, ask(), 9), 2);
    assert.equal(allowed(limits, ask({ address: '192.0.2.200' }), 9), 0);
    assert.equal(allowed(limits, ask({ address: '192.0.3.1' }), 9), 2);
    assert.equal(allowed(limits, ask({ address: '2001:db8:1::7', shared: true }), 9), 4);
    assert.equal(allowed(limits, ask({ address: '2001:0DB8:0001:ffff::8', shared: true }), 9), 0);
  });

  it('are per network in all, of mail proxies higher', () => {
    const many = Array.from({ length: 20 }, () => mintStamp(keys, randomUUID()));
    const inAll = (proxy: boolean): number => {
      const limits = new HitLimits(settings);
      return many.filter((one) => limits.allow(ask({ stamp: one, proxy }), 0)).length;
    };
    assert.deepEqual([inAll(false), inAll(true)], [6, 8]);
  });

  it('begin anew each hour for a stamp, and each minute for a network', () => {
    const limits = new HitLimits(settings);
    assert.deepEqual([allowed(limits, ask(), 9, 0), allowed(limits, ask(), 9, 3_599_999), allowed(limits, ask(), 9, 3_600_000)], [2, 0, 2]);
    const ofNetwork = new HitLimits({ ...settings, stampFromNetwork: 1_000 });
    assert.deepEqual([allowed(ofNetwork, ask(), 9, 0), allowed(ofNetwork, ask(), 9, 59_999), allowed(ofNetwork, ask(), 9, 60_000)], [6, 0, 6]);
  });

  it('let a company of 5,000 behind one address open one mail in one minute, and stop a machine that reloads it', () => {
    const limits = new HitLimits();
    assert.equal(allowed(limits, ask(), 5_000), 5_000);
    const reloaded = Array.from({ length: 60 }, (_, minute) => allowed(limits, ask({ address: '198.51.100.7' }), 1_000, minute * 60_000));
    assert.equal(reloaded.reduce((sum, one) => sum + one, 0), 6_000);
  });

  it('hinder nobody while a flood of other networks and stamps passes', () => {
    const limits = new HitLimits();
    let hindered = 0;
    for (let time = 0; time < 300_000; time++) {
      const address = `${time & 127}.${(time >> 7) & 255}.${(time >> 15) & 255}.1`;
      if (!limits.allow({ network: networkKey(address), stampId: `stamp${time}`, shared: false, proxy: false }, 0)) hindered += 1;
    }
    assert.equal(hindered, 0);
  });
});
