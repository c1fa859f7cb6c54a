import assert from 'node:assert/strict';
import { meSchema } from '../../connector/identity/index.js';
import { useTestDatabase } from '../database.js';
import { bearer, failureOf } from './answers.js';
import { schema, startConnector, type RunningConnector } from './connector.js';
import { CLIENT_ID, startIssuer, TENANT_ID, type Issuer } from './issuer.js';

const HOUR_S = 3600;

describe('bearer tokens', () => {
  const db = useTestDatabase(schema);
  let issuer: Issuer;
  let connector: RunningConnector;

  before(async () => {
    issuer = await startIssuer();
    connector = await start();
  });
  after(async () => {
    await connector.close();
    await issuer.stop();
  });

  const start = (): Promise<RunningConnector> =>
    startConnector({ database: db.database, azure: { authorityHost: issuer.authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID } });
  const me = (headers: Record<string, string>): Promise<Response> => fetch(`${connector.url}/api/me`, { headers });

  it('a good one is taken, and its user becomes a rep on first sight', async () => {
    const response = await me(bearer(await issuer.token()));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const answer = meSchema.parse(await response.json());
    assert.equal(answer.rep.address, 'rep@contoso.example');
    assert.equal(answer.rep.role, 'rep');
    assert.equal(answer.team.name, 'Everyone');
    assert.equal(answer.mailbox?.timeZone, 'Europe/Berlin');
  });

  it('the api:// form of the audience is taken too', async () => {
    assert.equal((await me(bearer(await issuer.token({ aud: `api://${CLIENT_ID}` })))).status, 200);
  });

  it('without a token: 401 NOT_SIGNED_IN with a challenge', async () => {
    const response = await me({});
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    assert.equal((await failureOf(response)).code, 'NOT_SIGNED_IN');
  });

  const refused: Record<string, () => Promise<string> | string> = {
    'expired': () => issuer.token({ exp: Math.floor(Date.now() / 1000) - HOUR_S }),
    'not valid yet': () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + HOUR_S }),
    'without an end': () => issuer.token({ exp: undefined }),
    'for another audience': () => issuer.token({ aud: 'https://graph.microsoft.com' }),
    'of another tenant, by issuer': () => issuer.token({ iss: issuer.issuer.replace(TENANT_ID, CLIENT_ID) }),
    'of another tenant, by tid': () => issuer.token({ tid: CLIENT_ID }),
    'of version 1.0': () => issuer.token({ iss: `https://sts.windows.net/${TENANT_ID}/` }),
    'an application’s own (no scp)': () => issuer.token({ scp: undefined, roles: ['Mail.Send'] }),
    'with another scope': () => issuer.token({ scp: 'Mail.Read access_as_users' }),
    'without a user': () => issuer.token({ oid: undefined }),
    'with alg none': () => issuer.unsigned(),
    'HS256 with the public key as secret': () => issuer.confused(),
    'signed by somebody else': () => issuer.foreignToken(),
    'no token at all': () => 'abc',
  };
  for (const [what, make] of Object.entries(refused)) {
    it(`${what}: 401 TOKEN_INVALID`, async () => {
      const response = await me(bearer(await make()));
      assert.equal(response.status, 401);
      assert.equal((await failureOf(response)).code, 'TOKEN_INVALID');
      assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token"/);
    });
  }

  it('tampered with: 401', async () => {
    const [header = '', , signature = ''] = (await issuer.token()).split('.');
    const payload = Buffer.from(JSON.stringify({ ...issuer.claims(), oid: 'somebody-else' })).toString('base64url');
    assert.equal((await me(bearer(`${header}.${payload}.${signature}`))).status, 401);
  });

  it('another kind of Authorization: 401, even with a session', async () => {
    assert.equal((await failureOf(await me({ authorization: 'Basic cmVwOnB3' }))).code, 'TOKEN_INVALID');
  });

  it('with keys that cannot be fetched: 503, because the token may be good; and it works again later', async () => {
    const other = await start();
    try {
      issuer.setKeysReachable(false);
      const headers = bearer(await issuer.token());
      const response = await fetch(`${other.url}/api/me`, { headers });
      assert.equal(response.status, 503);
      assert.equal((await failureOf(response)).code, 'ENTRA_UNREACHABLE');
      assert.equal(response.headers.get('www-authenticate'), null);
      issuer.setKeysReachable(true);
      assert.equal((await fetch(`${other.url}/api/me`, { headers })).status, 200);
    } finally {
      issuer.setKeysReachable(true);
      await other.close();
    }
  });

  it('fetches the keys once for many requests', async () => {
    const other = await start();
    try {
      const before = issuer.keyRequests();
      const headers = bearer(await issuer.token());
      const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${other.url}/api/me`, { headers })));
      assert.ok(answers.every(({ status }) => status === 200));
      assert.equal(issuer.keyRequests() - before, 1);
    } finally {
      await other.close();
    }
  });
});
