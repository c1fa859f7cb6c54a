/** A document from its upload to the mail somebody gets, in a mail of a campaign and in one written by hand. */
import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { documentSchema, newShareAnswerSchema, sharesPageSchema } from '../../connector/documents/api.js';
import { aPdf } from '../documents/read/a-pdf.js';
import { until } from '../until.js';
import { REP, useStage } from './stage.js';

const PAGES_MADE_WITHIN_MS = 60_000;

describe('a document that is sent', function () {
  this.timeout(120_000);
  const stage = useStage();

  it('stands in mails as a card that leads to it', async () => {
    const { world, browser, exchange } = stage();
    const uploaded = await browser.fetch(`${world.url}/api/documents?fileName=Offer%20%26%20more.pdf`, {
      method: 'POST',
      headers: { Origin: world.url, 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(await aPdf(3)),
    });
    assert.equal(uploaded.status, 200, await uploaded.clone().text());
    const { id } = documentSchema.parse(await uploaded.json());
    const { current } = await until(
      async () => {
        const document = await browser.get(`/api/documents/${id}`, documentSchema);
        return document.current.state === 'ready' ? document : undefined;
      },
      { timeout_ms: PAGES_MADE_WITHIN_MS, interval_ms: 100, what: 'its pages being made' },
    );
    assert.equal(current.pages, 3);

    const { mail } = await stage().sendDayOne('Arcade lease', 'flynn@flynnsarcade.com', `Hello {{first_name}},\n\n{{document:${id}}}`);
    const { html, text } = await simpleParser(await exchange.mime(REP, mail.id));
    const address = /href="([^"]+\/d\/[\w-]{38})"/.exec(html === false ? '' : (html ?? ''))?.[1] ?? assert.fail('no card');
    assert.ok(html !== false && html?.includes('Offer &amp; more') && html.includes('3 pages'));
    assert.ok(text?.replaceAll(/\s+/g, ' ').includes(`Offer & more (3 pages): ${address}`));

    const picture = await fetch(`${address}/card.jpg`);
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);
    assert.equal((await fetch(`${address.slice(0, -4)}AAAA`)).status, 404);

    const { shares: [share, ...others] } = await browser.get(`/api/documents/${id}/shares`, sharesPageSchema);
    assert.deepEqual([others, share?.url, share?.message?.recipients.map(({ address: to }) => to)], [[], address, ['flynn@flynnsarcade.com']]);

    const minted = z.object({ stamps: z.tuple([z.object({ stamp: z.string() })]) });
    const { stamps: [{ stamp }] } = await browser.post('/api/stamps', { count: 1 }, minted);
    const { card } = await browser.post('/api/shares', { documentId: id, stamp }, newShareAnswerSchema);
    const prepared = z.object({ html: z.string(), links: z.array(z.unknown()) });
    const { html: tracked, links } = await browser.post('/api/links', { stamp, html: card.html }, prepared);
    assert.deepEqual([tracked, links], [card.html, []], 'its links are tracked by where they lead');
  });
});
