import assert from 'node:assert/strict';
import { z } from 'zod';
import { append } from '../../connector/feed/index.js';
import { meSchema } from '../../connector/identity/index.js';
import { readEvents } from '../feed/events.js';
import { until, useTestDatabase } from '../database.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import { failureOf } from './answers.js';
import { BrowserSession, locationOf } from './browser-session.js';
import { schema } from './connector.js';
import { startConnectorProcess, type ConnectorProcess } from './processes.js';

const ID = '3f4bd6a0-6a4e-4b52-8f3a-0a8f4f1f0001';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('signing in to the web app', () => {
  const db = useTestDatabase(schema);
  let sandbox: RunningSandbox;
  let connector: ConnectorProcess;
  /** Another connector of the same organisation, behind the same public address. */
  let second: ConnectorProcess;
  const running: { stop: () => Promise<unknown> }[] = [];

  before(async function () {
    this.timeout(60_000);
    running.push((sandbox = await startSandbox()));
    running.push((connector = await startConnectorProcess({ sandbox: sandbox.ready, databaseUrl: db.url })));
    running.push((second = await startConnectorProcess({ sandbox: sandbox.ready, databaseUrl: db.url, publicUrl: connector.url })));
  });
  after(async () => {
    for (const one of running.reverse()) await one.stop();
  });

  /** To the sandbox's page, choosing a person there; gives where it sends the browser back to. */
  const choose = async (browser: BrowserSession, choice: Record<string, string>, path = '/auth/sign-in'): Promise<string> => {
    const page = locationOf(await browser.get(`${connector.url}${path}`));
    const answer = await new BrowserSession().post(page, new URLSearchParams(choice));
    return locationOf(answer);
  };
  const signedIn = async (user = 'rep@contoso.example'): Promise<BrowserSession> => {
    const browser = new BrowserSession();
    await browser.get(await choose(browser, { user }));
    return browser;
  };
  const failurePage = async (response: Response): Promise<string> => {
    const page = await response.text();
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(page, /Try again/);
    return page;
  };

  it('leads through Microsoft’s page back to where one was going, with a session', async () => {
    const browser = new BrowserSession();
    const callback = await choose(browser, { user: 'rep@contoso.example' }, '/auth/sign-in?return=/app/campaigns/1%3Ftab%3Dpeople');
    assert.ok(callback.startsWith(`${connector.url}/auth/callback?`));
    const done = await browser.get(callback);
    assert.equal(locationOf(done), `${connector.url}/app/campaigns/1?tab=people`);
    assert.deepEqual([...browser.cookies.keys()], ['readback-session'], 'the cookie of the attempt is gone');
    const cookie = browser.received.at(-1) ?? '';
    for (const attribute of [/HttpOnly/, /SameSite=Lax/, /Path=\//, /Max-Age=43200/]) assert.match(cookie, attribute);

    const me = meSchema.parse(await (await browser.get(`${connector.url}/api/me`)).json());
    assert.equal(me.rep.address, 'rep@contoso.example');
    assert.equal(me.rep.name, 'Riley Carter');
  });

  it('sends code challenge, state and nonce, and asks for nothing but who it is', async () => {
    const { searchParams } = new URL(locationOf(await new BrowserSession().get(`${connector.url}/auth/sign-in`)));
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(searchParams.get('redirect_uri'), `${connector.url}/auth/callback`);
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok((searchParams.get(name) ?? '').length >= 32, name);
    const scopes = (searchParams.get('scope') ?? '').split(' ');
    assert.ok(scopes.every((scope) => ['openid', 'profile', 'email', 'offline_access'].includes(scope)), scopes.join());
  });

  it('takes the answer, and the session, on any connector with the same key', async () => {
    const browser = new BrowserSession();
    const callback = await choose(browser, { user: 'rep@contoso.example' });
    await browser.get(callback.replace(connector.url, second.url));
    assert.equal((await browser.get(`${second.url}/api/me`)).status, 200);
    assert.equal((await browser.get(`${connector.url}/api/me`)).status, 200);
  });

  it('several tabs of one browser can sign in at once', async () => {
    const browser = new BrowserSession();
    const first = await choose(browser, { user: 'rep@contoso.example' });
    const other = await choose(browser, { user: 'rep@contoso.example' });
    assert.equal((await browser.get(first)).status, 302);
    assert.equal((await browser.get(other)).status, 302);
  });

  it('leads to no other site afterwards', async () => {
    for (const target of ['https://evil.example/', '//evil.example/', '/%5Cevil.example', '/%09/evil.example']) {
      const browser = new BrowserSession();
      const done = await browser.get(await choose(browser, { user: 'rep@contoso.example' }, `/auth/sign-in?return=${target}`));
      assert.equal(locationOf(done), `${connector.url}/app/`, target);
    }
  });

  it('refuses an answer in a browser that did not ask, one with another state, and one used twice', async () => {
    const browser = new BrowserSession();
    const callback = await choose(browser, { user: 'rep@contoso.example' });
    const elsewhere = await new BrowserSession().get(callback);
    assert.equal(elsewhere.status, 400);
    assert.match(await failurePage(elsewhere), /SIGN_IN_FAILED/);
    const changed = new URL(callback);
    changed.searchParams.set('state', `${(changed.searchParams.get('state') ?? '').slice(0, -1)}_`);
    assert.equal((await browser.get(changed.href)).status, 400);
    assert.equal(browser.cookies.has('readback-session'), false);

    const again = new BrowserSession();
    const good = await choose(again, { user: 'rep@contoso.example' });
    const attempt = [...again.cookies];
    assert.equal((await again.get(good)).status, 302);
    for (const [name, value] of attempt) again.cookies.set(name, value);
    assert.match(await failurePage(await again.get(good)), /SIGN_IN_FAILED/);
  });

  it('says so when the person gave up, and when there is no answer at all', async () => {
    const browser = new BrowserSession();
    const page = await failurePage(await browser.get(await choose(browser, { cancel: '1' })));
    assert.match(page, /Microsoft did not complete the sign-in/);
    assert.equal((await browser.get(`${connector.url}/auth/callback`)).status, 400);
  });

  it('takes no session cookie that was tampered with or made for something else', async () => {
    const browser = await signedIn();
    const cookie = browser.cookies.get('readback-session') ?? '';
    const [header = '', payload = '', signature = ''] = cookie.split('.');
    const other = Buffer.from(payload, 'base64url').toString().replace(/"rep":"[^"]+"/, `"rep":"${ID}"`);
    const attempt = new BrowserSession();
    await attempt.get(`${connector.url}/auth/sign-in`);
    const forged = [`${header}.${Buffer.from(other).toString('base64url')}.${signature}`, `${header}.${payload}.`, 'x', [...attempt.cookies.values()][0] ?? ''];
    for (const value of forged) {
      browser.cookies.set('readback-session', value);
      const response = await browser.get(`${connector.url}/api/me`);
      assert.equal((await failureOf(response)).code, 'NOT_SIGNED_IN');
    }
  });

  it('beside it, real tokens of the tenant are taken when they stand for a user, and not when for an application', async () => {
    const { authorityHost, tenantId, clientId, clientSecret } = sandbox.ready;
    const token = async (grant: Record<string, string>): Promise<string> => {
      const answer = await sandbox.secure(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...grant }).toString(),
      });
      return z.object({ access_token: z.string() }).parse(answer.json()).access_token;
    };
    const me = (bearer: string): Promise<Response> => fetch(`${connector.url}/api/me`, { headers: { authorization: `Bearer ${bearer}` } });

    const redirect_uri = 'http://localhost/outlook';
    const scope = `api://${clientId}/access_as_user`;
    const page = new URL(locationOf(await new BrowserSession().get(`${connector.url}/auth/sign-in`)));
    page.search = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri, scope }).toString();
    const back = new URL(locationOf(await new BrowserSession().post(page.href, new URLSearchParams({ user: 'colleague@contoso.example' }))));
    const user = await token({ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri, scope });
    assert.equal(meSchema.parse(await (await me(user)).json()).rep.address, 'colleague@contoso.example');

    const refused = await me(await token({ grant_type: 'client_credentials', scope: `api://${clientId}/.default` }));
    assert.equal((await failureOf(refused)).code, 'TOKEN_INVALID');
  });

  it('changes are taken from our own page only', async () => {
    const browser = await signedIn();
    const change = (headers: Record<string, string>): Promise<Response> => browser.post(`${connector.url}/api/echo/${ID}`, '{"name":"x"}', headers);
    const own = new URL(connector.url).origin;
    assert.equal((await change({ ...JSON_TYPE, 'sec-fetch-site': 'same-origin' })).status, 200);
    assert.equal((await change({ ...JSON_TYPE, origin: own })).status, 200);
    const refused: Record<string, string>[] = [
      JSON_TYPE,
      { ...JSON_TYPE, origin: 'https://evil.example' },
      { ...JSON_TYPE, origin: 'null' },
      { ...JSON_TYPE, 'sec-fetch-site': 'cross-site', origin: own },
      { ...JSON_TYPE, 'sec-fetch-site': 'same-site' },
      { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' },
      { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of refused) {
      const response = await change(headers);
      assert.equal(response.status, 403, JSON.stringify(headers));
      assert.equal((await failureOf(response)).code, 'CROSS_SITE');
    }
    // A file, which no form can name so: it comes to the route, and is no JSON.
    assert.equal((await failureOf(await change({ 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' }))).code, 'INPUT_INVALID');
    assert.equal((await browser.delete(`${connector.url}/api/echo/${ID}`)).status, 403);
    assert.equal((await browser.delete(`${connector.url}/api/echo/${ID}`, { 'sec-fetch-site': 'same-origin' })).status, 204);
    assert.equal((await browser.get(`${connector.url}/api/me`, { 'sec-fetch-site': 'cross-site' })).status, 200);
  });

  it('signing out ends the session and offers to leave Microsoft too', async () => {
    const browser = await signedIn();
    assert.equal((await browser.post(`${connector.url}/auth/sign-out`, null, { origin: 'https://evil.example' })).status, 403);
    assert.equal(browser.cookies.size, 1);
    const answer = await browser.post(`${connector.url}/auth/sign-out`, null, { 'sec-fetch-site': 'same-origin', accept: 'application/json' });
    const { microsoft } = z.object({ microsoft: z.url() }).parse(await answer.json());
    assert.match(microsoft, /\/oauth2\/v2\.0\/logout\?post_logout_redirect_uri=/);
    assert.equal(browser.cookies.size, 0);
    assert.equal((await browser.get(`${connector.url}/api/me`)).status, 401);

    const page = await (await signedIn()).post(`${connector.url}/auth/sign-out`, null, { 'sec-fetch-site': 'same-origin', accept: 'text/html' });
    assert.match(await page.text(), /Sign out of Microsoft too/);
  });

  it('SIGTERM ends streams and the process at once; the reader goes on at the other connector', async () => {
    const third = await startConnectorProcess({ sandbox: sandbox.ready, databaseUrl: db.url, publicUrl: connector.url });
    const browser = await signedIn();
    const cookie = { cookie: `readback-session=${browser.cookies.get('readback-session') ?? ''}` };
    const { rep } = meSchema.parse(await (await browser.get(`${connector.url}/api/me`)).json());
    const write = (subject: string): Promise<unknown> =>
      append(db.database.dataSource.manager, { mailboxId: rep.id, at: new Date(), kind: 'sent', messageId: null, data: { subject } });
    const reader = await readEvents(`${third.url}/api/feed/stream`, cookie);
    await until(() => reader.lastId());
    await write('before');
    await until(() => reader.activities.length === 1);
    const { code, took_ms } = await third.stop();
    assert.equal(code, 0);
    assert.ok(took_ms < 2_000, `took ${took_ms} ms`);
    await until(() => reader.ended());
    await write('in between');
    const resumed = await readEvents(`${connector.url}/api/feed/stream?after=${reader.lastId() ?? ''}`, cookie);
    await until(() => resumed.activities.length === 1);
    assert.equal(resumed.activities[0]?.data.subject, 'in between');
    resumed.stop();
  });
});
