import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import type { z } from 'zod';
import { keysFrom } from '../../../connector/config/index.js';
import { MODES } from '../../../connector/consent/index.js';
import { apiRouter } from '../../../connector/http/index.js';
import { linksSchema, stampsSchema } from '../../../connector/tracking/api.js';
import { mintStamp, monthScope, pixelUrl, readLink, readStamp, sharedStamp, trackingRoutes } from '../../../connector/tracking/index.js';
import { failureOf } from '../../http/answers.js';
import { silentLog } from '../../log.js';
import { aMailbox, NOW } from '../../mail-facts.js';

const PUBLIC_URL = 'https://readback.contoso.example';
const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailbox = aMailbox();
const shared = sharedStamp(keys, mailbox.id, monthScope(NOW));
const HTML = '<p>See <a href="https://www.example.com/pricing">prices</a>, <a href="mailto:x@example.com">write</a></p>';

describe('a mail being prepared for tracking', () => {
  let server: Server;
  let address: string;
  before(async () => {
    const rep = { id: '', oid: mailbox.userId, name: 'Riley', address: mailbox.address, role: 'rep', team: { id: '', name: '', plan: 'team' } } as const;
    const routes = trackingRoutes({ keys, clock: { now: () => NOW }, publicUrl: PUBLIC_URL, mailboxOf: () => Promise.resolve(mailbox) });
    const azure = { tenantId: 't', clientId: 'c', clientSecret: undefined, clientCertificatePath: undefined, authorityHost: 'https://login.example' };
    const app = express().use('/api', apiRouter({ routes, authenticate: () => Promise.resolve(rep), info: { publicUrl: PUBLIC_URL, version: '0', azure }, log: silentLog }));
    server = createServer((request, response) => void app(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    address = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}/api` : '';
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('gets stamps in pools, each with its own pixel or that of all, or none, by mode', async () => {
    for (const mode of MODES) {
      const { stamps } = await post('/stamps', { count: 200, mode }, stampsSchema);
      assert.equal(new Set(stamps.map(({ stamp }) => stamp)).size, 200);
      for (const { stamp, pixelUrl: pixel, header, mode: told } of stamps) {
        assert.deepEqual([readStamp(keys, stamp)?.mode, readStamp(keys, stamp)?.mailboxId, told, header.value], [mode, mailbox.id, mode, stamp]);
        assert.equal(pixel, mode === 'full' ? pixelUrl(PUBLIC_URL, stamp) : mode === 'anonymous' ? pixelUrl(PUBLIC_URL, shared.text) : null);
      }
    }
  });

  it('gets tracked links, and is told of those that stay', async () => {
    const stamp = mintStamp(keys, mailbox.id);
    const answer = await post('/links', { stamp: stamp.text, html: HTML }, linksSchema);
    const [, token = ''] = /href="https:\/\/readback\.contoso\.example\/l\/([^"]+)"/.exec(answer.html) ?? [];
    assert.deepEqual(readLink(keys, token), { stamp, number: 1, destination: 'https://www.example.com/pricing' });
    assert.deepEqual(answer.links, [{ n: 1, destination: 'https://www.example.com/pricing', text: 'prices' }]);
    assert.deepEqual(answer.left, [{ href: 'mailto:x@example.com', because: 'not-web', says: 'It is no web address (mail, phone, file).' }]);
    assert.equal(answer.untouched, null);
    // Prepared once more, nothing is changed any more.
    assert.equal((await post('/links', { stamp: stamp.text, html: answer.html }, linksSchema)).html, answer.html);
  });

  it('shares its links with others in anonymous mode, and has none where only replies are tracked', async () => {
    const anonymous = await post('/links', { stamp: mintStamp(keys, mailbox.id, 'anonymous').text, html: HTML }, linksSchema);
    assert.equal(/\/l\/([A-Za-z0-9_-]{56})/.exec(anonymous.html)?.[1], shared.text);
    const replies = await post('/links', { stamp: mintStamp(keys, mailbox.id, 'replies').text, html: HTML }, linksSchema);
    assert.deepEqual([replies.html, replies.links, replies.untouched?.code], [HTML, [], 'mode']);
  });

  it('takes links to the address for unsubscribing as what they are', async () => {
    const answer = await post('/links', { stamp: mintStamp(keys, mailbox.id).text, html: HTML, unsubscribes: ['https://www.example.com/pricing'] }, linksSchema);
    assert.deepEqual([answer.html, answer.left[0]?.because], [HTML, 'unsubscribe']);
  });

  it('is refused with a stamp of somebody else, one that is shared, and one that is none', async () => {
    for (const stamp of [mintStamp(keys, aMailbox().id).text, shared.text, 'x'.repeat(56), '']) {
      assert.deepEqual(await refusal('/links', { stamp, html: HTML }), [403, 'STAMP_NOT_YOURS']);
    }
  });

  it('may have a million characters, and no more', async () => {
    const { text } = mintStamp(keys, mailbox.id);
    const long = HTML + 'ü'.repeat(1_000_000 - HTML.length);
    assert.equal((await post('/links', { stamp: text, html: long }, linksSchema)).links.length, 1);
    assert.deepEqual(await refusal('/links', { stamp: text, html: `${long}x` }), [400, 'INPUT_INVALID']);
    assert.deepEqual(await refusal('/links', { stamp: text, html: '€'.repeat(2_000_000) }), [413, 'BODY_TOO_LARGE']);
  });

  async function send(path: string, body: unknown): Promise<Response> {
    return fetch(`${address}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  }

  async function post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await (await send(path, body)).json());
  }

  async function refusal(path: string, body: unknown): Promise<[number, string]> {
    const response = await send(path, body);
    return [response.status, (await failureOf(response)).code];
  }
});
