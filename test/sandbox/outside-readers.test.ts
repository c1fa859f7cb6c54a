/** Outside people's mail programs and gateways as a web server sees them: who asks for what, from where, and when. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../browser.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import { until } from '../until.js';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const FLYNN = 'flynn@flynnsarcade.com';

describe('mail read by outside people', () => {
  let sandbox: RunningSandbox;
  let web: Server;
  let origin: string;
  let hits: IncomingMessage[] = [];
  let mails = 0;

  before(async () => {
    web = createServer((request, response) => {
      hits.push(request);
      if (request.url?.startsWith('/l/') === true) response.writeHead(302, { location: `${origin}/landing` }).end();
      else if (request.url?.endsWith('.gif') === true) response.setHeader('content-type', 'image/gif').end(GIF);
      else response.setHeader('content-type', 'text/html').end('<title>Landed</title>');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    origin = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    sandbox = await startSandbox();
  });
  after(async () => {
    await sandbox.stop();
    web.close();
    web.closeAllConnections();
  });
  beforeEach(() => {
    hits = [];
  });

  /** A mail with a pixel and two links; gives its subject. */
  const send = async (to: string, headers: Record<string, string> = {}): Promise<string> => {
    mails += 1;
    const subject = `Offer ${mails}`;
    const transport = createTransport({ host: '127.0.0.1', port: sandbox.ready.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'rep@contoso.example', to, subject, text: `See ${origin}/l/one and ${origin}/l/two`, html: `<p>See <a href="${origin}/l/one">our offer</a> or <a href="${origin}/l/two">the terms</a></p><img src="${origin}/o/1.gif">`, headers });
    transport.close();
    return subject;
  };
  /** Path, method, network address and agent of each request so far. */
  const seen = (): (string | undefined)[][] => hits.map(({ method, url, headers }) => [`${method ?? ''} ${url ?? ''}`, [headers['x-forwarded-for']].flat()[0]]);
  const paths = (): string[] => hits.map(({ method, url }) => `${method ?? ''} ${url ?? ''}`);
  const agents = (): string[] => [...new Set(hits.map(({ headers }) => headers['user-agent'] ?? ''))];

  it('in a browser: the image at each reading, from their own computer', async () => {
    const subject = await send(FLYNN);
    assert.deepEqual((await sandbox.control.open(FLYNN, subject)).map(({ status, bytes }) => [status, bytes]), [[200, GIF.length]]);
    await sandbox.control.open(FLYNN, subject);
    assert.deepEqual(seen(), [['GET /o/1.gif', '203.0.113.1'], ['GET /o/1.gif', '203.0.113.1']]);
  });

  it('in Gmail: the image through Google’s proxy at reading; early too, as another, where Gmail is open in a tab', async () => {
    await sandbox.control.setMailProgram('g@gmail.example', 'gmail');
    await sandbox.control.open('g@gmail.example', await send('g@gmail.example'));
    assert.deepEqual(paths(), ['GET /o/1.gif']);
    assert.match(agents().join(), /GoogleImageProxy/);
    assert.match(String(hits[0]?.headers['x-forwarded-for']), /^66\.249\.84\./);

    hits = [];
    await sandbox.control.setMailProgram('g@gmail.example', 'gmail-prefetch', { after_ms: 100 });
    const subject = await send('g@gmail.example');
    const [early] = await sandbox.control.visitsWhenQuiet('g@gmail.example', subject);
    assert.equal(early?.by, 'Gmail, open in a tab, soon after delivery');
    assert.match(agents().join(), /Edge\/12\.246 Mozilla\/5\.0$/);
    await sandbox.control.open('g@gmail.example', subject);
    assert.match(agents()[1] ?? '', /GoogleImageProxy/);
  });

  it('in Apple Mail with privacy protection: everything soon after delivery from Apple’s relay, nothing at reading', async () => {
    await sandbox.control.setMailProgram('a@me.example', 'apple-privacy', { after_ms: 100 });
    const subject = await send('a@me.example');
    await sandbox.control.visitsWhenQuiet('a@me.example', subject);
    assert.deepEqual(paths(), ['GET /o/1.gif']);
    assert.deepEqual(agents(), ['Mozilla/5.0']);
    assert.match(String(hits[0]?.headers['x-forwarded-for']), /^172\.224\.226\./);
    assert.deepEqual(await sandbox.control.open('a@me.example', subject), []);
    assert.equal(hits.length, 1);
    const click = await sandbox.control.click('a@me.example', subject, 'our offer');
    assert.deepEqual([click.url, click.status, click.leadsTo], [`${origin}/l/one`, 302, `${origin}/landing`]);
    assert.match(hits[1]?.headers['user-agent'] ?? '', /Version\/[\d.]+ Safari/);
    assert.match(String(hits[1]?.headers['x-forwarded-for']), /^203\.0\.113\./);
  });

  it('in classic Outlook: no image until it is allowed', async () => {
    const subject = await send(FLYNN);
    assert.deepEqual(await sandbox.control.open(FLYNN, subject, { mailProgram: 'outlook-classic' }), []);
    assert.deepEqual(await sandbox.control.open(FLYNN, subject, { mailProgram: 'plain-text', allowImages: true }), []);
    assert.equal(hits.length, 0);
    assert.equal((await sandbox.control.open(FLYNN, subject, { mailProgram: 'outlook-classic', allowImages: true })).length, 1);
    assert.match(agents().join(), /ms-office; MSOffice 16/);
  });

  it('at a moment after delivery that was asked for', async () => {
    const before = Date.now();
    const subject = await send(FLYNN);
    await sandbox.control.open(FLYNN, subject, { afterDelivery_ms: 1_500 });
    assert.ok(Date.now() - before >= 1_500, 'it waited');
  });

  it('behind a gateway that opens everything: image and links within seconds as a browser; then their own click', async () => {
    await sandbox.control.setGateway('guarded.example', 'security', { after_ms: 50 });
    const subject = await send('g@guarded.example', { 'List-Unsubscribe': `<${origin}/u/1>` });
    const visits = await sandbox.control.visitsWhenQuiet('g@guarded.example', subject);
    assert.deepEqual(paths().sort(), ['GET /l/one', 'GET /l/two', 'GET /landing', 'GET /landing', 'GET /o/1.gif']);
    assert.ok(hits.every(({ headers }) => String(headers['x-forwarded-for']).startsWith('209.222.82.') && !(headers['user-agent'] ?? '').includes('bot')));
    assert.ok(visits.every(({ by }) => by === 'Gateway of guarded.example'));
    hits = [];
    await sandbox.control.click('g@guarded.example', subject, 0);
    assert.match(String(hits[0]?.headers['x-forwarded-for']), /^203\.0\.113\./);
  });

  it('behind one that asks with HEAD, and behind one that follows List-Unsubscribe', async () => {
    await sandbox.control.setGateway('head.example', 'head', { after_ms: 50 });
    await sandbox.control.visitsWhenQuiet('h@head.example', await send('h@head.example'));
    assert.deepEqual(paths().sort(), ['HEAD /l/one', 'HEAD /l/two', 'HEAD /landing', 'HEAD /landing', 'HEAD /o/1.gif']);
    hits = [];
    await sandbox.control.setGateway('eager.example', 'unsubscribing', { after_ms: 50 });
    await sandbox.control.visitsWhenQuiet('e@eager.example', await send('e@eager.example', { 'List-Unsubscribe': `<mailto:u@x.example>, <${origin}/u/1>` }));
    assert.ok(paths().includes('GET /u/1'));
  });

  it('behind Safe Links: links rewritten, checked from Microsoft’s network; the click is their own, also from a quote', async () => {
    await sandbox.control.setGateway('safe.example', 'safe-links', { after_ms: 50 });
    const subject = await send('s@safe.example');
    await sandbox.control.visitsWhenQuiet('s@safe.example', subject);
    assert.deepEqual(paths().filter((path) => !path.endsWith('/landing')).sort(), ['GET /l/one', 'GET /l/two']);
    assert.ok(hits.every(({ headers }) => String(headers['x-forwarded-for']).startsWith('104.47.11.')));
    hits = [];
    const click = await sandbox.control.click('s@safe.example', subject, 'the terms');
    assert.match(click.link, /^https:\/\/eur01\.safelinks\.protection\.outlook\.com\/\?url=/);
    assert.deepEqual([click.url, seen()[0]?.[0]], [`${origin}/l/two`, 'GET /l/two']);

    const forwarded = await sandbox.control.forward('s@safe.example', subject, 'friend@elsewhere.example');
    assert.equal((await sandbox.control.open('friend@elsewhere.example', forwarded))[0]?.url, `${origin}/o/1.gif`, 'the same image, at somebody else’s');
    assert.equal((await sandbox.control.click('friend@elsewhere.example', forwarded, 'our offer')).url, `${origin}/l/one`);
  });

  it('asks nobody beyond this machine', async () => {
    await sandbox.control.setGateway('guarded.example', 'security', { after_ms: 0 });
    const transport = createTransport({ host: '127.0.0.1', port: sandbox.ready.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'rep@contoso.example', to: 'far@guarded.example', subject: 'Far away', html: '<a href="https://www.contoso.example/prices">Prices</a>' });
    transport.close();
    const [visit] = await sandbox.control.visitsWhenQuiet('far@guarded.example', 'Far away');
    assert.deepEqual([visit?.status, visit?.note], [0, 'not on this machine, so nobody was asked']);
    const click = await sandbox.control.click('far@guarded.example', 'Far away', 'Prices');
    assert.deepEqual([click.status, click.leadsTo], [0, 'https://www.contoso.example/prices']);
  });

  it('keeps mail programs and gateways when the sandbox is killed', async () => {
    const first = await startSandbox();
    await first.control.setMailProgram('kept@encom.com', 'gmail');
    await first.control.setGateway('encom.com', 'head');
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const second = await startSandbox({ DATA_DIR: first.dataDir });
    try {
      const person: unknown = await (await fetch(`${second.ready.mailWindowUrl}people/kept@encom.com`)).json();
      assert.deepEqual(person, { address: 'kept@encom.com', name: 'kept', unread: 0, total: 0, outOfOffice: { on: false, text: 'I am out of the office and will answer when I am back.' }, mailProgram: 'gmail', gateway: 'head' });
    } finally {
      await second.stop();
      await first.stop();
    }
  });

  describe('in the mail window', () => {
    let browser: Browser;
    let page: Page;
    before(async () => {
      browser = await launchBrowser();
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      // A rep signed in on the same machine: cookies ignore ports.
      await context.addCookies([{ name: 'readback-device', value: 'rep', domain: 'localhost', path: '/' }]);
      page = await context.newPage();
    });
    after(() => browser.close());

    it('a link opens in a new tab: the request is the person’s, then the tab goes where it leads', async () => {
      const subject = await send(FLYNN);
      await page.goto(`${sandbox.ready.mailWindowUrl}#/${encodeURIComponent(FLYNN)}`);
      await page.getByRole('link', { name: new RegExp(subject) }).click();
      const link = page.frameLocator('iframe').getByRole('link', { name: 'our offer' });
      assert.equal(await link.getAttribute('title'), `${origin}/l/one`, 'it says where it leads');
      const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
      await tab.waitForURL(`${origin}/landing`);
      const followed = hits.find(({ url }) => url === '/l/one');
      assert.deepEqual([followed?.headers['x-forwarded-for'], followed?.headers.cookie, followed?.headers.referer], ['203.0.113.1', undefined, undefined]);
      assert.equal(hits.filter(({ url }) => url === '/l/one').length, 1);
      await page.getByText(/requests because of this message/).click();
      await page.getByText('Flynn’s own browser').waitFor();
      await tab.close();
    });

    it('somebody’s mail program and gateway are chosen with the keyboard, and hold at once', async () => {
      await page.goto(`${sandbox.ready.mailWindowUrl}#/${encodeURIComponent(FLYNN)}`);
      const habits = page.getByText(/^Reads with: /);
      await habits.focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Mail program').selectOption({ label: 'Classic Outlook' });
      await page.getByText('Reads with: Classic Outlook').waitFor();
      await page.getByLabel(/Security gateway/).selectOption({ label: 'Asks without loading' });
      await page.getByText('gateway: Asks without loading').waitFor();
      await sandbox.control.setGateway('flynnsarcade.com', 'none');

      const subject = await send(FLYNN);
      await page.getByRole('link', { name: new RegExp(subject) }).click();
      await page.frameLocator('iframe').getByText('our offer').waitFor();
      await until(() => page.getByLabel('Show images').isChecked().then((checked) => !checked), { what: 'images being off' });
      assert.equal(hits.length, 0);
      await page.getByLabel('Show images').check();
      await until(() => hits.length === 1, { what: 'the image' });
      assert.match(agents().join(), /MSOffice/);
      await sandbox.control.setMailProgram(FLYNN, 'browser');
    });

    it('what a link asks for cannot be made up', async () => {
      const answer = await fetch(`${sandbox.ready.mailWindowUrl}link?${new URLSearchParams({ person: FLYNN, mail: 'x', url: `${origin}/l/one`, key: 'x' }).toString()}`);
      assert.equal(answer.status, 403);
      assert.equal(hits.length, 0);
    });
  });
});
