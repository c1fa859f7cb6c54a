/** "Send me a test", through the real connector and an Exchange: sent once, opened as Outlook opens it, and no line of the feed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { simpleParser } from 'mailparser';
import { ExchangeLook } from '../../../sandbox/demo/exchange-look.js';
import { RepBrowser } from '../../../sandbox/demo/rep-browser.js';
import { ownAddressesSchema, testMailsSchema, type TestMail } from '../../../connector/tracking/own/api.js';
import { until } from '../../until.js';
import { REP, startReal, type Real } from './real.js';

const SUBJECT = 'Readback: is this device recognised?';

describe('a test to oneself', function () {
  this.timeout(120_000);
  let real: Real;
  let browser: RepBrowser;
  before(async () => {
    real = await startReal();
    browser = await RepBrowser.signIn(real.publicUrl, REP);
  });
  after(() => real.close());

  const tests = async (): Promise<TestMail[]> => (await browser.get('/api/test-mails', testMailsSchema)).tests;
  const openings = async (): Promise<string[]> => ((await tests())[0]?.openings ?? []).map(({ kind, recognised, program }) => `${kind} ${recognised} ${program}`).sort();
  const verdicts = (): Promise<{ verdict: string; reason: string }[]> => real.database.dataSource.query('select distinct verdict, reason from hits');
  const refusal = async (body: object): Promise<string> => {
    const response = await browser.fetch(`${real.publicUrl}/api/test-mails`, { method: 'POST', headers: { 'content-type': 'application/json', origin: real.publicUrl }, body: JSON.stringify(body) });
    return `${response.status} ${/"code":"(\w+)"/.exec(await response.text())?.[1] ?? ''}`;
  };

  it('is sent once, however often it is asked for', async () => {
    const id = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => refusal({ id })));
    assert.ok(answers.some((answer) => answer.startsWith('200')), answers.join());
    assert.equal(await refusal({ id }), '200 ');
    const sent = await until(async () => (await tests()).filter(({ sentAt }) => sentAt !== null), { what: 'the copy in Sent Items' });
    assert.deepEqual(sent.map((test) => [test.id, test.to, test.subject]), [[id, REP, SUBJECT]]);
    assert.equal((await new ExchangeLook(real.sandbox.ready).sentItems(REP)).length, 1);
    await until(async () => (await real.database.dataSource.query<unknown[]>(`select 1 from notifications`)).length === 0, { what: 'the mail in the Inbox being handled' });
  });

  it('tells what each way of opening it means, and counts all of them as the rep’s own', async () => {
    await real.sandbox.control.openOwn(REP, SUBJECT, 'outlook-web');
    await real.sandbox.control.openOwn(REP, SUBJECT, 'outlook-desktop');
    await until(async () => (await openings()).length >= 2, { what: 'both openings' });
    assert.deepEqual(await openings(), ['pixel proxy Outlook on the web', 'pixel reader Outlook on Windows']);
    assert.deepEqual(await verdicts(), [{ verdict: 'self', reason: 'test-mail' }]);
  });

  it('recognises the browser that follows its link as a device', async () => {
    const link = await linkInTheMail();
    const answer = await browser.fetch(link, { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36' } });
    assert.equal(answer.headers.get('location'), `${real.publicUrl}/app/devices`);
    await until(async () => (await openings()).includes('click device Chrome on Windows'), { what: 'the click' });
    const opening = (await tests())[0]?.openings.find(({ kind }) => kind === 'click');
    assert.equal(opening?.device, 'A browser', 'the name of the device that signed in');
  });

  it('teaches the program that loaded it, for mail to others', async () => {
    const taught = await real.database.dataSource.query<unknown[]>('select 1 from taught_readers');
    assert.equal(taught.length, 2, 'desktop Outlook and the browser; not the proxy');
  });

  it('makes no line in the feed, and its own arrival is no answer', async () => {
    const { activities } = await browser.get('/api/feed?limit=50', z.object({ activities: z.array(z.object({ kind: z.string(), data: z.object({ subject: z.string().optional() }).loose() })) }));
    assert.deepEqual(activities.filter(({ data }) => data.subject?.includes(SUBJECT) === true), []);
    assert.deepEqual(activities.filter(({ kind }) => ['view', 'reply', 'auto_reply'].includes(kind)), []);
  });

  it('goes to the rep’s own addresses only, and not too often', async () => {
    assert.equal(await refusal({ to: 'flynn@flynnsarcade.com' }), '400 NOT_OWN_ADDRESS');
    const { known } = await browser.get('/api/own-addresses', ownAddressesSchema);
    assert.ok(known.includes(REP));
    let answer = '';
    for (let time = 0; time < 8 && answer !== '429 TOO_OFTEN'; time++) answer = await refusal({});
    assert.equal(answer, '429 TOO_OFTEN');
  });

  it('saying "this was me" makes the browser a device, where it is none', async () => {
    const session = browser.cookieHeader.split('; ').find((pair) => pair.startsWith('readback-session=')) ?? '';
    const say = async (cookie: string): Promise<string[]> => {
      const headers = { cookie, 'content-type': 'application/json', origin: real.publicUrl };
      const answer = await fetch(`${real.publicUrl}/api/activities/1/mine`, { method: 'POST', headers, body: '{"mine":true}' });
      return answer.headers.getSetCookie().flatMap((line) => (line.startsWith('readback-device') ? [line.split('=')[0] ?? ''] : []));
    };
    assert.deepEqual(await say(session), ['readback-device', 'readback-device-here']);
    assert.deepEqual(await say(browser.cookieHeader), []);
  });

  it('is refused with what to do where no mailbox is connected', async () => {
    const other = await RepBrowser.signIn(real.publicUrl, 'colleague@contoso.example');
    const response = await other.fetch(`${real.publicUrl}/api/test-mails`, { method: 'POST', headers: { 'content-type': 'application/json', origin: real.publicUrl }, body: '{}' });
    assert.equal(response.status, 409);
    assert.match(await response.text(), /NO_MAILBOX/);
  });

  /** As it stands in the mail. */
  async function linkInTheMail(): Promise<string> {
    const look = new ExchangeLook(real.sandbox.ready);
    const [mail] = (await look.sentItems(REP)).filter(({ subject }) => subject === SUBJECT);
    const { html } = await simpleParser(await look.mime(REP, mail?.id ?? ''));
    return /href="([^"]+)"/.exec(html === false || html === undefined ? '' : html)?.[1] ?? '';
  }
});
