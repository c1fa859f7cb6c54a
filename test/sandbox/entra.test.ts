/** The sandbox's Entra as Microsoft's own client library and a plain OAuth client see it. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createLocalJWKSet, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { webcrypto } from 'node:crypto';
import { z } from 'zod';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import type { Answer } from './https.js';

const REDIRECT = 'http://localhost:3000/auth/callback';
const errorBody = z.object({ error: z.string(), error_description: z.string(), error_codes: z.array(z.number()), correlation_id: z.string(), trace_id: z.string(), timestamp: z.string() });
const tokenBody = z.object({ access_token: z.string(), id_token: z.string().optional(), refresh_token: z.string().optional(), scope: z.string().optional(), token_type: z.literal('Bearer'), expires_in: z.number() });

describe('the sandbox’s Entra', () => {
  let sandbox: RunningSandbox;
  let authority: string;
  let pages: string;
  let tokenEndpoint: string;

  before(async () => {
    sandbox = await startSandbox();
    authority = `${sandbox.ready.authorityHost}/${sandbox.ready.tenantId}`;
    pages = `${sandbox.ready.mailWindowUrl}${sandbox.ready.tenantId}/oauth2/v2.0`;
    tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  });
  after(() => sandbox.stop());

  const post = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
    sandbox.secure(tokenEndpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(form).toString() });

  const withSecret = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
    post({ client_id: sandbox.ready.clientId, client_secret: sandbox.ready.clientSecret, ...form }, headers);

  const refused = (answer: Answer, status: number, error: string, number: number): void => {
    const body = errorBody.parse(answer.json());
    assert.deepEqual([answer.status, body.error, body.error_codes], [status, error, [number]]);
    assert.match(body.error_description, new RegExp(`^AADSTS${number}: .+ Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: `));
  };

  const verify = async (token: string, audience: string): Promise<JWTPayload> => {
    const keys = await sandbox.secure(`${authority}/discovery/v2.0/keys`);
    const parsed = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(keys.json());
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(parsed), { issuer: `${authority}/v2.0`, audience, algorithms: ['RS256'] });
    assert.ok(protectedHeader.kid);
    return payload;
  };

  const msal = (auth: { clientSecret: string } | { clientCertificate: { thumbprintSha256: string; privateKey: string } }): ConfidentialClientApplication =>
    new ConfidentialClientApplication({
      auth: { clientId: sandbox.ready.clientId, authority, knownAuthorities: [new URL(authority).host], ...auth },
      system: { networkClient: sandbox.network },
    });

  /** Picks a person on the sign-in page as a script does, and gives the address it is redirected to. */
  const signIn = async (address: string, user = 'rep@contoso.example'): Promise<URL> => {
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ user }) });
    assert.equal(answer.status, 302, await answer.text());
    return new URL(answer.headers.get('location') ?? '');
  };

  const authorizeAddress = (query: Record<string, string>): string =>
    `${pages}/authorize?${new URLSearchParams({ client_id: sandbox.ready.clientId, redirect_uri: REDIRECT, response_type: 'code', scope: `openid profile offline_access api://${sandbox.ready.clientId}/access_as_user`, ...query }).toString()}`;

  const newCode = async (query: Record<string, string> = {}): Promise<string> => (await signIn(authorizeAddress(query))).searchParams.get('code') ?? '';

  const redeem = (code: string, form: Record<string, string> = {}): Promise<Answer> => withSecret({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...form });

  describe('to msal-node', () => {
    it('gives an app-only token for Graph by secret', async () => {
      const result = await msal({ clientSecret: sandbox.ready.clientSecret }).acquireTokenByClientCredential({ scopes: [`${sandbox.ready.graphBaseUrl}/.default`] });
      const claims = await verify(result?.accessToken ?? '', sandbox.ready.graphBaseUrl);
      assert.deepEqual(claims.roles, ['Mail.ReadWrite', 'Mail.Send', 'User.Read.All', 'MailboxSettings.Read', 'Organization.Read.All']);
      assert.deepEqual([claims.azp, claims.tid, claims.ver, claims.scp, claims.azpacr], [sandbox.ready.clientId, sandbox.ready.tenantId, '2.0', undefined, '1']);
      assert.equal(claims.oid, claims.sub);
    });

    it('gives one by certificate, also the second time, when MSAL sends the same assertion again', async () => {
      const { certificate, privateKey } = await makeCertificate();
      const thumbprintSha256 = certificate.fingerprint256.replaceAll(':', '');
      const client = msal({ clientCertificate: { thumbprintSha256, privateKey } });
      await assert.rejects(client.acquireTokenByClientCredential({ scopes: [`${sandbox.ready.graphBaseUrl}/.default`] }), /AADSTS700027/);
      await writeFile(join(sandbox.dataDir, 'sandbox', 'certificates', 'first.pem'), certificate.toString());
      for (const skipCache of [false, true]) {
        const result = await client.acquireTokenByClientCredential({ scopes: [`${sandbox.ready.graphBaseUrl}/.default`], skipCache });
        const claims = await verify(result?.accessToken ?? '', sandbox.ready.graphBaseUrl);
        assert.equal(claims.azpacr, '2');
      }
    });

    it('completes an authorization code flow with PKCE, then refreshes silently', async () => {
      const client = msal({ clientSecret: sandbox.ready.clientSecret });
      const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
      const scopes = [`api://${sandbox.ready.clientId}/access_as_user`];
      const address = await client.getAuthCodeUrl({ scopes, redirectUri: REDIRECT, state: 'st', nonce: 'no', codeChallenge: challenge, codeChallengeMethod: 'S256', responseMode: 'query' });
      assert.ok(address.startsWith(`${pages}/authorize?`), address);
      const back = await signIn(address, 'colleague@contoso.example');
      assert.deepEqual([back.origin + back.pathname, back.searchParams.get('state')], [REDIRECT, 'st']);

      const result = await client.acquireTokenByCode({ code: back.searchParams.get('code') ?? '', scopes, redirectUri: REDIRECT, codeVerifier: verifier, nonce: 'no', state: 'st' }, { state: 'st', code: back.searchParams.get('code') ?? '' });
      assert.deepEqual([result.account?.username, result.account?.name, result.tenantId], ['colleague@contoso.example', 'Casey Morgan', sandbox.ready.tenantId]);
      const access = await verify(result.accessToken, sandbox.ready.clientId);
      assert.deepEqual([access.scp, access.azp, access.preferred_username, access.tid, access.roles], ['access_as_user', sandbox.ready.clientId, 'colleague@contoso.example', sandbox.ready.tenantId, undefined]);
      const id = await verify(result.idToken, sandbox.ready.clientId);
      assert.deepEqual([id.nonce, id.oid, id.name], ['no', access.oid, 'Casey Morgan']);
      assert.notEqual(id.sub, id.oid);

      assert.ok(result.account);
      const again = await client.acquireTokenSilent({ account: result.account, scopes, forceRefresh: true });
      assert.equal((await verify(again.accessToken, sandbox.ready.clientId)).oid, access.oid);
      assert.notEqual(again.accessToken, result.accessToken);
    });
  });

  it('gives a token for the application’s own API without a scope in it', async () => {
    const answer = await withSecret({ grant_type: 'client_credentials', scope: `${sandbox.ready.clientId}/.default` });
    const claims = await verify(tokenBody.parse(answer.json()).access_token, sandbox.ready.clientId);
    assert.deepEqual([claims.scp, claims.idtyp, claims.aud], [undefined, 'app', sandbox.ready.clientId]);
  });

  it('takes the secret as HTTP Basic', async () => {
    const basic = Buffer.from(`${sandbox.ready.clientId}:${encodeURIComponent(sandbox.ready.clientSecret)}`).toString('base64');
    const answer = await post({ grant_type: 'client_credentials', scope: `${sandbox.ready.clientId}/.default` }, { authorization: `Basic ${basic}` });
    assert.equal(answer.status, 200, answer.text);
  });

  it('refuses client credentials that are not right, as Entra words it', async () => {
    const scope = `${sandbox.ready.graphBaseUrl}/.default`;
    const grant = { grant_type: 'client_credentials', scope };
    refused(await withSecret({ ...grant, client_secret: 'wrong' }), 401, 'invalid_client', 7000215);
    refused(await post({ ...grant, client_id: sandbox.ready.clientId }), 401, 'invalid_client', 7000218);
    refused(await withSecret({ ...grant, client_id: randomUUID() }), 400, 'unauthorized_client', 700016);
    refused(await withSecret({ ...grant, scope: 'Mail.Read' }), 400, 'invalid_scope', 1002012);
    refused(await withSecret({ ...grant, scope: 'https://graph.microsoft.com/.default' }), 400, 'invalid_resource', 500011);
    refused(await withSecret({ grant_type: 'password' }), 400, 'unsupported_grant_type', 70003);
    refused(await withSecret({ scope }), 400, 'invalid_request', 900144);
    const elsewhere = await sandbox.secure(`${sandbox.ready.authorityHost}/${randomUUID()}/oauth2/v2.0/token`, { method: 'POST' });
    refused(elsewhere, 400, 'invalid_request', 90002);
    const correlated = await withSecret({ grant_type: 'password' }, { 'client-request-id': '11111111-2222-3333-4444-555555555555' });
    assert.equal(errorBody.parse(correlated.json()).correlation_id, '11111111-2222-3333-4444-555555555555');
  });

  describe('with a client assertion', () => {
    let certificate: X509Certificate;
    let key: webcrypto.CryptoKey;
    before(async () => {
      const made = await makeCertificate();
      certificate = made.certificate;
      key = made.key;
      await writeFile(join(sandbox.dataDir, 'sandbox', 'certificates', 'second.pem'), certificate.toString());
    });

    const now_s = (): number => Math.floor(Date.now() / 1000);
    const digest = (algorithm: string): string => createHash(algorithm).update(certificate.raw).digest('base64url');
    const sign = (claims: JWTPayload = {}, header: { alg?: string; x5t?: string; 'x5t#S256'?: string } = {}, signingKey: Parameters<SignJWT['sign']>[0] = key): Promise<string> =>
      new SignJWT({ aud: tokenEndpoint, iss: sandbox.ready.clientId, sub: sandbox.ready.clientId, jti: randomUUID(), nbf: now_s(), exp: now_s() + 600, ...claims })
        .setProtectedHeader({ alg: 'RS256', ...(Object.keys(header).some((name) => name.startsWith('x5t')) ? {} : { x5t: digest('sha1') }), ...header })
        .sign(signingKey);
    const send = (assertion: string): Promise<Answer> =>
      post({
        client_id: sandbox.ready.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        grant_type: 'client_credentials',
        scope: `${sandbox.ready.graphBaseUrl}/.default`,
      });

    it('takes x5t with RS256, and the issuer as audience', async () => {
      assert.equal((await send(await sign())).status, 200);
      assert.equal((await send(await sign({ aud: `${authority}/v2.0` }))).status, 200);
      assert.equal((await send(await sign({}, { 'x5t#S256': digest('sha256') }))).status, 200);
    });

    it('refuses what is expired, not ours, or signed by another', async () => {
      refused(await send(await sign({ nbf: now_s() - 7200, exp: now_s() - 3600 })), 401, 'invalid_client', 700024);
      refused(await send(await sign({ nbf: now_s() + 3600, exp: now_s() + 7200 })), 401, 'invalid_client', 700024);
      refused(await send(await sign({ aud: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' })), 401, 'invalid_client', 700023);
      refused(await send(await sign({ iss: randomUUID() })), 401, 'invalid_client', 700021);
      refused(await send(await sign({ sub: randomUUID() })), 401, 'invalid_client', 700021);
      refused(await send(await sign({}, { 'x5t#S256': randomBytes(32).toString('base64url') })), 401, 'invalid_client', 700027);
      refused(await send(await sign({}, {}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)), 401, 'invalid_client', 700027);
      refused(await send(await sign({}, { alg: 'HS256' }, randomBytes(32))), 401, 'invalid_client', 5002738);
      refused(await send('no.jwt'), 400, 'invalid_request', 50027);
      refused(await send(await sign({ jti: '' })), 400, 'invalid_request', 50027);
    });

    it('refuses another assertion under a jti seen before', async () => {
      const jti = randomUUID();
      const first = await sign({ jti });
      assert.equal((await send(first)).status, 200);
      assert.equal((await send(first)).status, 200, 'word for word the same may come again');
      refused(await send(await sign({ jti, exp: now_s() + 500 })), 400, 'invalid_request', 50027);
    });
  });

  describe('at sign-in', () => {
    it('shows the people, the hinted one first, and no script', async () => {
      const page = await fetch(authorizeAddress({ login_hint: 'COLLEAGUE@contoso.example' }));
      const text = await page.text();
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self' http:\/\/localhost:3000/);
      assert.deepEqual([...text.matchAll(/name="user" value="([^"]+)"/g)].map(([, user]) => user), ['colleague@contoso.example', 'rep@contoso.example', 'admin@contoso.example', 'onprem@contoso.example']);
      assert.doesNotMatch(text, /<script/);
    });

    it('remembers who signed in, unless another is hinted or the page is asked for', async () => {
      const first = await fetch(authorizeAddress({}), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ user: 'riley.carter@contoso.example' }) });
      const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const visit = async (query: Record<string, string>, headers = { cookie }): Promise<string> => {
        const answer = await fetch(authorizeAddress(query), { redirect: 'manual', headers });
        const { searchParams } = new URL(answer.headers.get('location') ?? 'about:blank');
        return answer.status === 200 ? 'page' : searchParams.has('code') ? 'code' : `${searchParams.get('error') ?? ''} ${searchParams.get('error_description')?.slice(0, 11) ?? ''}`;
      };
      assert.equal(await visit({}), 'code');
      assert.equal(await visit({ prompt: 'none' }), 'code');
      assert.equal(await visit({ login_hint: 'rep@contoso.example' }), 'code');
      assert.equal(await visit({ login_hint: 'admin@contoso.example' }), 'page');
      assert.equal(await visit({ prompt: 'select_account' }), 'page');
      assert.equal(await visit({ prompt: 'none' }, { cookie: '' }), 'login_required AADSTS50058');
      const out = await fetch(`${pages}/logout?post_logout_redirect_uri=${encodeURIComponent(REDIRECT)}&state=s`, { redirect: 'manual', headers: { cookie } });
      assert.equal(out.headers.get('location'), `${REDIRECT}?state=s`);
      assert.equal(await visit({}), 'page');
    });

    it('answers in the fragment or by a posted form when asked', async () => {
      const fragment = await signIn(authorizeAddress({ response_mode: 'fragment', state: 'a b' }));
      assert.deepEqual([fragment.search, new URLSearchParams(fragment.hash.slice(1)).get('state')], ['', 'a b']);
      const form = await fetch(authorizeAddress({ response_mode: 'form_post', state: '"><b>' }), { method: 'POST', body: new URLSearchParams({ user: 'rep@contoso.example' }) });
      const text = await form.text();
      assert.match(text, /name="code" value="1\./);
      assert.match(text, /name="state" value="&#34;&#62;&#60;b&#62;"/);
    });

    it('never redirects to a wrong address, and tells other problems to the application', async () => {
      for (const [query, number] of [
        [{ redirect_uri: 'https://evil.example/callback' }, 50011],
        [{ client_id: randomUUID() }, 700016],
        [{ response_mode: 'web_message' }, 900412],
      ] as const) {
        const answer = await fetch(authorizeAddress(query), { redirect: 'manual' });
        assert.equal(answer.status, 400);
        assert.match(await answer.text(), new RegExp(`AADSTS${number}:`));
      }
      for (const [query, error] of [
        [{ response_type: 'token' }, 'unsupported_response_type'],
        [{ scope: 'openid Mail.Everything' }, 'invalid_scope'],
        [{ code_challenge: 'short', code_challenge_method: 'plain' }, 'invalid_request'],
      ] as const) {
        const answer = await fetch(authorizeAddress({ state: 's', ...query }), { redirect: 'manual' });
        const back = new URL(answer.headers.get('location') ?? '');
        assert.deepEqual([back.origin + back.pathname, back.searchParams.get('error'), back.searchParams.get('state')], [REDIRECT, error, 's']);
      }
      const cancelled = await fetch(authorizeAddress({}), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ cancel: '1' }) });
      assert.equal(new URL(cancelled.headers.get('location') ?? '').searchParams.get('error'), 'access_denied');
    });
  });

  describe('redeeming a code', () => {
    const verifier = randomBytes(32).toString('base64url');
    const pkce = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };

    it('refuses a code that is wrong, used, for another address, or without its verifier', async () => {
      refused(await redeem('1.invented'), 400, 'invalid_grant', 70000);
      const code = await newCode();
      refused(await redeem(code, { redirect_uri: 'http://localhost:3000/other' }), 400, 'invalid_grant', 500112);
      refused(await redeem(code, { client_secret: 'wrong' }), 401, 'invalid_client', 7000215);
      assert.equal((await redeem(code)).status, 200);
      refused(await redeem(code), 400, 'invalid_grant', 54005);
      refused(await redeem(await newCode(pkce)), 400, 'invalid_grant', 501471);
      refused(await redeem(await newCode(pkce), { code_verifier: 'x'.repeat(43) }), 400, 'invalid_grant', 501481);
      assert.equal((await redeem(await newCode(pkce), { code_verifier: verifier })).status, 200);
    });

    it('lets a page in a browser redeem without a secret, but only with PKCE', async () => {
      const form = { client_id: sandbox.ready.clientId, grant_type: 'authorization_code', redirect_uri: REDIRECT };
      const origin = { origin: 'http://localhost:3000' };
      refused(await post({ ...form, code: await newCode(pkce), code_verifier: verifier }), 401, 'invalid_client', 7000218);
      refused(await post({ ...form, code: await newCode() }, origin), 400, 'invalid_request', 9002325);
      const answer = await post({ ...form, code: await newCode(pkce), code_verifier: verifier }, origin);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
    });

    it('gives a new refresh token at each use and refuses a forged one', async () => {
      const first = tokenBody.parse((await redeem(await newCode())).json());
      assert.ok(first.refresh_token);
      const second = tokenBody.parse((await withSecret({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).json());
      assert.ok(second.refresh_token);
      assert.notEqual(second.refresh_token, first.refresh_token);
      assert.equal(second.scope, first.scope);
      const forged = `${second.refresh_token.slice(0, -8)}AAAAAAAA`;
      refused(await withSecret({ grant_type: 'refresh_token', refresh_token: forged }), 400, 'invalid_grant', 9002313);
    });

    it('keeps one token to one resource', async () => {
      const scope = `${sandbox.ready.graphBaseUrl}/User.Read api://${sandbox.ready.clientId}/access_as_user`;
      refused(await redeem(await newCode(), { scope }), 400, 'invalid_scope', 28000);
      const graph = tokenBody.parse((await redeem(await newCode(), { scope: 'openid User.Read' })).json());
      assert.equal((await verify(graph.access_token, sandbox.ready.graphBaseUrl)).scp, 'User.Read openid');
    });
  });

  it('describes itself as Entra does', async () => {
    const single = z.object({ issuer: z.string(), authorization_endpoint: z.string(), jwks_uri: z.string() });
    const own = single.parse((await sandbox.secure(`${authority}/v2.0/.well-known/openid-configuration`)).json());
    assert.equal(own.issuer, `${authority}/v2.0`);
    assert.ok(own.authorization_endpoint.startsWith('http://localhost:'));
    const common = single.parse((await sandbox.secure(`${sandbox.ready.authorityHost}/common/v2.0/.well-known/openid-configuration`)).json());
    assert.equal(common.issuer, `${sandbox.ready.authorityHost}/{tenantid}/v2.0`);
    const instance = await sandbox.secure(`${sandbox.ready.authorityHost}/common/discovery/instance?api-version=1.1&authorization_endpoint=x`);
    assert.equal(instance.status, 200);
  });
});

/** A self-signed RSA certificate, as an administrator would make one. */
async function makeCertificate(): Promise<{ certificate: X509Certificate; privateKey: string; key: webcrypto.CryptoKey }> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=Readback', keys, notAfter: new Date(Date.now() + 86_400_000), signingAlgorithm: algorithm });
  const privateKey = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: new X509Certificate(made.toString('pem')), privateKey, key: keys.privateKey };
}
