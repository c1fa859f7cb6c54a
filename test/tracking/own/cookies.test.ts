/**
 * What the unit tests of the cookie cannot show: that a browser keeps it apart by the site in the
 * address bar, and sends it where the rep reads mail. Real Chromium, with third-party cookies
 * blocked unless a test says otherwise; three sites over TLS; the real connector.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import { keysFrom } from '../../../connector/config/index.js';
import { mintStamp, pixelUrl, recordMessage } from '../../../connector/tracking/index.js';
import { launchBrowser } from '../../browser.js';
import { BrowserSession, locationOf } from '../../http/browser-session.js';
import { until } from '../../until.js';
import { REP, startReal, type Real } from './real.js';

const KEYS = keysFrom(['a secret of at least thirty-two characters']);
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
/** Stands for Outlook on the web. */
const OUTLOOK = 'outlook.test';
const ELSEWHERE = 'elsewhere.test';

describe('the cookie of a device, in a browser', function () {
  this.timeout(120_000);
  let real: Real;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  /** Names of the cookies that came with each pixel, by stamp. */
  const came = new Map<string, string[]>();

  before('set the stage', async () => {
    [real, browser] = await Promise.all([
      startReal(answerSites),
      launchBrowser({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1'] }),
    ]);
  });
  after('clear the stage', async () => {
    await browser.close();
    await real.close();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  it('is set twice by signing in to the web app, and marks an own view there; signing out keeps it', async () => {
    const page = await open();
    await signIn(page);
    const names = (await page.context().cookies(real.publicUrl)).map(({ name }) => name);
    assert.ok(names.includes('__Host-readback-device') && names.includes('__Host-readback-device-here'), names.join());
    const own = await view(page, 'localhost');
    assert.deepEqual([own.verdict, own.known], ['self', 'own-device']);
    await page.goto(`${real.publicUrl}/app/feed`);
    assert.equal(await page.evaluate(`fetch('/auth/sign-out', { method: 'POST', headers: { accept: 'application/json' } }).then(({ status }) => status)`), 200);
    assert.equal((await view(page, 'localhost')).known, 'own-device');
  });

  it('set by our pane in a frame of another site, returns with a pixel under that site, and nowhere else', async () => {
    const page = await open();
    await page.goto(siteOf(OUTLOOK, `/?pane=${encodeURIComponent(await bearer())}`));
    assert.match(await textIn(page), /^200 .*"name":"Chrome on Windows, inside Outlook"/);
    const inOutlook = await view(page, OUTLOOK);
    assert.deepEqual([inOutlook.verdict, inOutlook.known], ['self', 'own-device']);
    assert.deepEqual(inOutlook.cookies, ['__Host-readback-device-here'], 'the partitioned one alone, with third-party cookies blocked');
    const elsewhere = await view(page, ELSEWHERE);
    assert.deepEqual([elsewhere.known, elsewhere.cookies], [null, []]);
    const inWebApp = await view(page, 'localhost');
    assert.deepEqual([inWebApp.known, inWebApp.cookies], [null, []], 'the browser keeps the two apart; signing in to the web app makes that its own');
  });

  it('of the web app and of the pane are told apart by the browser, and both are the rep’s', async () => {
    const page = await open();
    await signIn(page);
    await page.goto(siteOf(OUTLOOK, `/?pane=${encodeURIComponent(await bearer())}`));
    await textIn(page);
    assert.equal((await view(page, OUTLOOK)).known, 'own-device');
    assert.equal((await view(page, 'localhost')).known, 'own-device');
    assert.equal((await view(page, ELSEWHERE)).known, null);
  });

  it('goes everywhere where third-party cookies are allowed, but for the partitioned one', async () => {
    const page = await open({ blocking: false });
    await page.goto(siteOf(OUTLOOK, `/?pane=${encodeURIComponent(await bearer())}`));
    await textIn(page);
    assert.deepEqual((await view(page, OUTLOOK)).cookies.sort(), ['__Host-readback-device', '__Host-readback-device-here']);
    const elsewhere = await view(page, ELSEWHERE);
    assert.deepEqual([elsewhere.known, elsewhere.cookies], ['own-device', ['__Host-readback-device']]);
  });

  it('is not in a stranger’s browser: the view is the recipient’s', async () => {
    const page = await open();
    const stranger = await view(page, OUTLOOK);
    assert.deepEqual([stranger.known, stranger.cookies], [null, []]);
    assert.notEqual(stranger.verdict, 'self');
  });

  it('is no longer recognised once the rep removed the device', async () => {
    const page = await open();
    await signIn(page);
    await page.goto(`${real.publicUrl}/app/devices`);
    const row = page.locator('[data-device]').filter({ hasText: 'This browser' });
    const cookies = await page.context().cookies(real.publicUrl);
    await row.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Remove' }).click();
    await page.getByText('This browser is not one of your devices.').waitFor();
    assert.equal((await page.context().cookies(real.publicUrl)).some(({ name }) => name === '__Host-readback-device'), false);
    await page.context().addCookies(cookies);
    const removed = await view(page, 'localhost');
    assert.ok(removed.cookies.includes('__Host-readback-device'));
    assert.equal(removed.known, null);
  });

  /** @param blocking third-party cookies are blocked, as by a browser's settings */
  async function open({ blocking = true } = {}): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, userAgent: CHROME });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    if (blocking) {
      const devtools = await context.newCDPSession(page);
      await devtools.send('Network.enable');
      // This Chromium wants all three; the types name the first alone.
      const controls = { enableThirdPartyCookieRestriction: true, disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true };
      await devtools.send('Network.setCookieControls', controls);
    }
    return page;
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${real.publicUrl}/auth/sign-in?return=/app/feed`);
    await page.locator(`button[name=user][value="${REP}"]`).click();
    await page.waitForURL(`${real.publicUrl}/app/feed`);
  }

  /** Shows a mail with a pixel of its own under this site; gives what became of the hit. */
  async function view(page: Page, site: string): Promise<{ verdict: string; known: string | null; cookies: string[] }> {
    const { dataSource } = real.database;
    const stamp = mintStamp(KEYS, real.mailboxId);
    await dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: real.mailboxId,
        id: randomUUID(),
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: randomUUID(),
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: new Date(Date.now() - 3_600_000),
        recipients: [{ kind: 'to', address: 'flynn@flynnsarcade.com', name: '' }],
        internetMessageIds: [`<${randomUUID()}@contoso.example>`],
      }),
    );
    await page.goto(siteOf(site, `/mail?pixel=${encodeURIComponent(pixelUrl(real.publicUrl, stamp.text))}`));
    const hit = await until(async () => (await dataSource.query<{ verdict: string; known: string | null }[]>('select verdict, known from hits where stamp_id = $1', [stamp.id]))[0], { what: 'the hit' });
    return { ...hit, cookies: came.get(stamp.text) ?? [] };
  }

  function siteOf(host: string, path: string): string {
    return `https://${host}:${new URL(real.publicUrl).port}${path}`;
  }

  /** What the pane in the frame was answered. */
  async function textIn(page: Page): Promise<string> {
    const said = page.frameLocator('iframe').locator('output');
    await said.filter({ hasText: /\d/ }).waitFor({ state: 'attached' });
    return (await said.textContent()) ?? '';
  }

  /** An access token for our API, as the pane gets it. */
  async function bearer(): Promise<string> {
    const { authorityHost, tenantId, clientId, clientSecret } = real.sandbox.ready;
    const redirect_uri = 'http://localhost/outlook';
    const scope = `api://${clientId}/access_as_user`;
    const sandbox = real.sandbox;
    const page = new URL(locationOf(await new BrowserSession().get(`${authorityHost}/${tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri, scope }).toString()}`)));
    const back = new URL(locationOf(await new BrowserSession().post(page.href, new URLSearchParams({ user: REP }))));
    const answer = await sandbox.secure(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri, scope }).toString(),
    });
    return z.object({ access_token: z.string() }).parse(answer.json()).access_token;
  }

  /** The pages of all sites; what is the connector's own is passed on. */
  function answerSites(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://site.test');
    const stamp = /^\/o\/([\w-]+)\.gif$/.exec(pathname)?.[1];
    if (stamp !== undefined) came.set(stamp, (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')[0] ?? '').filter((name) => name.includes('readback-device')));
    const send = (html: string): boolean => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>A page</title>${html}`);
      return true;
    };
    if (pathname === '/mail') return send(`<img src="${searchParams.get('pixel') ?? ''}" alt="">`);
    if (pathname === '/addin/pane') {
      const call = `fetch('/api/device', { method: 'POST', headers: { authorization: 'Bearer ' + new URLSearchParams(location.search).get('token'), 'content-type': 'application/json' }, body: '{"client":"outlook-web"}' })`;
      return send(`<output></output><script>${call}.then(async (answer) => (document.querySelector('output').textContent = answer.status + ' ' + (await answer.text())))</script>`);
    }
    if (pathname !== '/' || !(request.headers.host ?? '').startsWith(OUTLOOK)) return false;
    return send(`<iframe src="${real.publicUrl}/addin/pane?token=${encodeURIComponent(searchParams.get('pane') ?? '')}"></iframe>`);
  }
});
