/** A rep's own mailbox, as Outlook shows it: who loads the images of a mail in Sent Items. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { launchBrowser } from '../browser.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import { until } from '../until.js';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const REP = 'rep@contoso.example';

describe('a rep’s own mailbox', () => {
  let sandbox: RunningSandbox;
  let web: Server;
  let origin: string;
  let hits: IncomingMessage[] = [];

  before(async () => {
    web = createServer((request, response) => {
      hits.push(request);
      response.setHeader('content-type', 'image/gif').end(GIF);
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    origin = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    sandbox = await startSandbox();
    const transport = createTransport({ host: '127.0.0.1', port: sandbox.ready.smtpPort, ignoreTLS: true, auth: { user: REP, pass: 'sandbox' } });
    await transport.sendMail({ from: REP, to: 'flynn@flynnsarcade.com', subject: 'Own mail', html: `<p>Hello <a href="${origin}/l/one">you</a></p><img src="${origin}/o/1.gif">` });
    transport.close();
  });
  after(async () => {
    await sandbox.stop();
    web.close();
    web.closeAllConnections();
  });
  beforeEach(() => {
    hits = [];
  });

  it('loads images through Microsoft’s proxy in Outlook on the web, and straight from this machine in Outlook on the desktop', async () => {
    assert.deepEqual(await sandbox.control.openOwn(REP, 'Own mail', 'outlook-web'), [200]);
    assert.deepEqual(await sandbox.control.openOwn(REP, 'Own mail', 'outlook-desktop'), [200]);
    const [web_, desktop] = hits;
    assert.match(String(web_?.headers['x-forwarded-for']), /^40\.99\.150\./);
    assert.match(web_?.headers['user-agent'] ?? '', /Outlook ImageProxy/);
    assert.equal(desktop?.headers['x-forwarded-for'], undefined);
    assert.match(desktop?.headers['user-agent'] ?? '', /ms-office; MSOffice 16/);
  });

  it('refuses what makes no sense, with a code', async () => {
    const codeOf = async (path: string): Promise<[number, string]> => {
      const answer = await fetch(`${sandbox.ready.mailWindowUrl}rep/mailboxes/${path}`);
      return [answer.status, z.object({ error: z.object({ code: z.string() }) }).parse(await answer.json()).error.code];
    };
    assert.deepEqual(await codeOf('nobody@contoso.example/folders/inbox'), [404, 'MAILBOX_UNKNOWN']);
    assert.deepEqual(await codeOf(`${REP}/folders/drafts`), [400, 'INPUT_INVALID']);
    assert.deepEqual(await codeOf(`${REP}/messages/4711/view?client=outlook-web`), [404, 'MESSAGE_UNKNOWN']);
    assert.equal((await fetch(`${sandbox.ready.mailWindowUrl}rep/image?reader=outlook-web&mail=x&url=${encodeURIComponent(origin)}&key=x`)).status, 403);
    assert.equal(hits.length, 0);
  });

  describe('in a browser', () => {
    let browser: Browser;
    let page: Page;
    before(async () => {
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    });
    after(() => browser.close());
    const axeFinds = async (): Promise<string[]> => {
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const found: unknown = await page.evaluate("axe.run(document, { iframes: false }).then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' ')))");
      return z.array(z.string()).parse(found);
    };

    it('shows Sent Items and a mail, by keyboard alone, and is accessible', async () => {
      await page.goto(`${sandbox.ready.mailWindowUrl}rep/`);
      await page.waitForSelector('html[data-ready]');
      await page.getByRole('link', { name: /Own mail/ }).focus();
      await page.keyboard.press('Enter');
      await page.frameLocator('iframe').getByText('Hello').waitFor();
      await until(() => hits.length === 1, { what: 'the image' });
      assert.match(String(hits[0]?.headers['x-forwarded-for']), /^40\.99\.150\./);
      assert.equal(await page.frameLocator('iframe').getByRole('link', { name: 'you' }).getAttribute('href'), `${origin}/l/one`, 'links open in the rep’s own browser');
      assert.deepEqual(await axeFinds(), []);

      await page.getByLabel('Read in').selectOption({ label: 'Outlook on the web, without image proxy' });
      await page.getByRole('link', { name: /Own mail/ }).click();
      await until(() => hits.length === 2, { what: 'the image, by the browser itself' });
      assert.equal(hits[1]?.headers['x-forwarded-for'], undefined);
      assert.match(hits[1]?.headers['user-agent'] ?? '', /Chrome/);

      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await axeFinds(), []);
      await page.getByRole('button', { name: 'Inbox' }).click();
      await page.getByText('Nothing here yet.').waitFor();
    });
  });
});
