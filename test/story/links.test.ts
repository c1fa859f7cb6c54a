/** A mail by hand whose links are tracked, from the pane's request to the recipient's click. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { sendAsRep } from '../../sandbox/demo/mail-program.js';
import { until } from '../until.js';
import { REP, SEND_HOUR, useStage } from './stage.js';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const minted = z.object({ stamps: z.tuple([z.object({ stamp: z.string(), header: z.object({ name: z.string(), value: z.string() }) })]) });
const prepared = z.object({ html: z.string(), links: z.array(z.object({ n: z.number(), destination: z.string() })) });

describe('a tracked link', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('leads the recipient where it should, and tells the rep', async () => {
    const { world, browser, feed } = stage();
    const { stamps: [{ stamp, header }] } = await browser.post('/api/stamps', { count: 1, mode: 'links' }, minted);
    const { html, links } = await browser.post('/api/links', { stamp, html: '<p>Dear Kevin, <a href="https://www.contoso.example/offer?a=1&amp;b=2">our offer</a></p>' }, prepared);
    assert.deepEqual(links, [{ n: 1, destination: 'https://www.contoso.example/offer?a=1&b=2' }]);
    await sendAsRep(world.ready.smtpPort, REP, {
      messageId: `<${randomUUID()}@contoso.example>`,
      from: REP,
      to: 'flynn@flynnsarcade.com',
      date: world.clock.now(),
      subject: 'An offer',
      html,
      headers: { [header.name]: header.value },
    });
    await feed.wait('the mail that went out', ({ kind, data }) => kind === 'sent' && data.subject === 'An offer');
    const message = z.object({ mode: z.string(), has_pixel: z.boolean(), links: z.number(), plain: z.boolean() });
    assert.deepEqual(await stage().rows(message, `select mode, has_pixel, links, plain from messages where subject = 'An offer'`), [{ mode: 'links', has_pixel: false, links: 1, plain: false }]);

    // An hour later, as the recipient's browser asks for it.
    await world.clock.moveTo(1, 11);
    const [, address = ''] = /href="([^"]+)"/.exec(html) ?? [];
    const answer = await fetch(address, { redirect: 'manual', headers: { 'User-Agent': PHONE } });
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, 'https://www.contoso.example/offer?a=1&b=2']);
    const click = await feed.wait('the click', ({ kind, data }) => kind === 'click' && data.subject === 'An offer');
    assert.equal(click.data.person?.address, 'flynn@flynnsarcade.com');
    const hit = z.object({ kind: z.string(), link: z.number(), destination: z.string(), verdict: z.string() });
    assert.deepEqual(await stage().rows(hit, `select kind, link, destination, verdict from hits where kind = 'click'`), [
      { kind: 'click', link: 1, destination: 'https://www.contoso.example/offer?a=1&b=2', verdict: 'human' },
    ]);

    for (const changed of [`${address.slice(0, -4)}AAAA`, address.replace('/l/', '/l/x')]) {
      const refused = await fetch(changed, { redirect: 'manual' });
      assert.deepEqual([refused.status, refused.headers.get('location')], [404, null]);
    }
    assert.equal((await fetch(`${address}__;!!x$`, { redirect: 'manual' })).headers.get('location'), 'https://www.contoso.example/offer?a=1&b=2');
    await until(async () => (await stage().count(`hits where kind = 'click'`)) === 2 || undefined, { what: 'the second click' });
  });

  it('and the pixel of an anonymous campaign are the same for everybody, and say nothing of anybody', async () => {
    const { world, browser, exchange } = stage();
    await world.clock.moveTo(2, SEND_HOUR);
    const made = z.object({ id: z.string(), mode: z.string() });
    const steps = [{ day: 1, subject: 'Counted', body: '<p>Hello <a href="https://www.contoso.example/offer">there</a></p>' }];
    const { id, mode } = await browser.post('/api/campaigns', { name: 'Counted', sendHour: SEND_HOUR, mode: 'anonymous', steps }, made);
    assert.equal(mode, 'anonymous');
    const people = ['ram@encom.com', 'tron@encom.com'].map((address) => ({ address, name: '' }));
    await browser.post(`/api/campaigns/${id}/enrollments`, { people, confirmed: true }, z.unknown());
    const mails = await until(async () => {
      const sent = (await exchange.sentItems(REP)).filter(({ subject }) => subject === 'Counted');
      return sent.length === 2 ? sent : undefined;
    }, { what: 'both mails in Sent Items' });
    const carried = [];
    for (const mail of mails) {
      const mime = await simpleParser(await exchange.mime(REP, mail.id));
      const html = mime.html === false ? '' : (mime.html ?? '');
      carried.push({ pixel: /src="([^"]+\.gif)"/.exec(html)?.[1] ?? '', link: /href="([^"]+\/l\/[^"]+)"/.exec(html)?.[1] ?? '', own: z.string().parse(mime.headers.get('x-readback-stamp')) });
    }
    const [one = assert.fail(), other = assert.fail()] = carried;
    assert.deepEqual([one.pixel, one.link], [other.pixel, other.link]);
    assert.notEqual(one.own, other.own);

    await world.clock.moveTo(2, 15);
    const headers = { 'User-Agent': PHONE };
    const answers = [await fetch(one.pixel, { headers }), await fetch(other.link, { headers, redirect: 'manual' }), await fetch(one.pixel.replace(/[\w-]{56}\.gif/, `${one.own}.gif`), { headers })];
    assert.deepEqual(answers.map(({ status }) => status), [200, 302, 200]);
    const hit = z.object({ kind: z.string(), agent: z.string(), address_hash: z.null(), device: z.null() });
    const stored = async () => stage().rows(hit, `select kind, agent, address_hash, device from hits where mode = 'anonymous' order by kind`);
    await until(async () => (await stored()).length === 2 || undefined, { what: 'pixel and click stored' });
    const kept = await stored();
    assert.deepEqual(kept.map(({ kind }) => kind), ['click', 'pixel']);
    for (const { agent } of kept) assert.doesNotMatch(agent, /18_6/, 'no more of the agent than what it is a kind of');
    assert.equal(await stage().count(`activities where kind in ('view', 'click') and data->>'subject' = 'Counted'`), 0);
  });
});
