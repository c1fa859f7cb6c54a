import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCidr, loadKeys, networkTest, readSettings } from '../../connector/config/index.js';
import { ReadbackError } from '../../connector/errors.js';

const NEEDED = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's' };
const LONG = 'x'.repeat(32);

describe('settings', () => {
  it('have defaults for all but the app registration', () => {
    const settings = readSettings(NEEDED);
    assert.deepEqual(
      [settings.publicUrl, settings.host, settings.port, settings.graphBaseUrl, settings.secretKeys, settings.databaseUrl],
      ['http://localhost:3000', '127.0.0.1', 3000, 'https://graph.microsoft.com', undefined, undefined],
    );
  });

  it('track nobody, and overlook no wish, unless told', () => {
    const [unset, told] = [readSettings(NEEDED), readSettings({ ...NEEDED, CONSENT_POLICY: 'by-country', HONOUR_DO_NOT_TRACK: 'on' })];
    assert.deepEqual([unset.consentPolicy, unset.honourDoNotTrack, told.consentPolicy, told.honourDoNotTrack], [undefined, false, 'by-country', true]);
  });

  it('count as absent when empty, and lose trailing slashes', () => {
    const settings = readSettings({ ...NEEDED, PORT: '', PUBLIC_URL: 'https://readback.contoso.example/', GRAPH_BASE_URL: 'https://graph.microsoft.us/' });
    assert.deepEqual([settings.port, settings.publicUrl, settings.graphBaseUrl], [3000, 'https://readback.contoso.example', 'https://graph.microsoft.us']);
  });

  const WRONG: readonly (readonly [string, NodeJS.ProcessEnv, RegExp])[] = [
    ['nothing set', {}, /^AZURE_TENANT_ID is needed: .*\nAZURE_CLIENT_ID is needed: .*$/],
    ['no secret', { ...NEEDED, AZURE_CLIENT_SECRET: '' }, /^AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH is needed\.$/],
    ['a port that is no number', { ...NEEDED, PORT: 'abc' }, /^PORT must be a whole number from 0 to 65535\.$/],
    ['a port out of range', { ...NEEDED, PORT: '70000' }, /^PORT must be a whole number/],
    ['http beyond localhost', { ...NEEDED, PUBLIC_URL: 'http://example.com' }, /^PUBLIC_URL may be http:\/\/ only for localhost/],
    ['a public address with a path', { ...NEEDED, PUBLIC_URL: 'https://example.com/x' }, /^PUBLIC_URL must not have a path\.$/],
    ['a public address that is too long', { ...NEEDED, PUBLIC_URL: `https://${'x'.repeat(50)}.example` }, /^PUBLIC_URL must not be longer than 56 characters/],
    ['Graph over http', { ...NEEDED, GRAPH_BASE_URL: 'http://localhost' }, /^GRAPH_BASE_URL must be an https/],
    ['a database that is none', { ...NEEDED, DATABASE_URL: 'mysql://x', SECRET_KEY: LONG }, /^DATABASE_URL must be a postgres/],
    ['a database without a key', { ...NEEDED, DATABASE_URL: 'postgres://x/y' }, /^SECRET_KEY is needed with DATABASE_URL/],
    ['a short key', { ...NEEDED, SECRET_KEY: `${LONG},short` }, /^SECRET_KEY needs keys of at least 32/],
    ['a proxy that is no network', { ...NEEDED, TRUSTED_PROXIES: '10.0.0.0/8, foo' }, /^TRUSTED_PROXIES has "foo"/],
    ['a certificate that is not there', { ...NEEDED, AZURE_CLIENT_CERTIFICATE_PATH: '/no/such.pem' }, /^AZURE_CLIENT_CERTIFICATE_PATH names a file/],
    ['a moved clock in earnest', { ...NEEDED, PUBLIC_URL: 'https://example.com', CLOCK_OFFSET_FILE: 'x' }, /^CLOCK_OFFSET_FILE is for trying/],
    ['a pace of no time', { ...NEEDED, PACE: '0' }, /^PACE must be a number over 0/],
    ['a pace in earnest', { ...NEEDED, PUBLIC_URL: 'https://example.com', PACE: '0.1' }, /^PACE is for trying/],
    ['a policy that is none', { ...NEEDED, CONSENT_POLICY: 'loose' }, /^CONSENT_POLICY must be one of: strict, by-country, all-on\.$/],
    ['neither on nor off', { ...NEEDED, HONOUR_DO_NOT_TRACK: 'maybe' }, /^HONOUR_DO_NOT_TRACK must be on or off\.$/],
    ['several at once', { ...NEEDED, PORT: 'x', HOST: 'ok', LOG_LEVEL: 'loud' }, /^PORT .*\.\nLOG_LEVEL .*\.$/],
  ];
  for (const [what, environment, expected] of WRONG) {
    it(`with ${what} stop the start, one sentence per problem`, () => {
      assert.throws(
        () => readSettings(environment),
        (error) => error instanceof ReadbackError && error.code === 'SETTINGS_INVALID' && expected.test(error.message),
      );
    });
  }
});

describe('networks', () => {
  it('hold addresses of both families, and IPv4 in its IPv6 dress', () => {
    const isIn = networkTest(['10.0.0.0/8', '::1/128']);
    assert.deepEqual(['10.1.2.3', '::ffff:10.1.2.3', '::1', '11.0.0.1', '::2', 'x'].map(isIn), [true, true, true, false, false, false]);
  });
  it('are told from what is none', () => {
    assert.deepEqual(['10.0.0.0/8', '::/0', '10.0.0.0/33', '10.0.0.0', 'x/8', '10.0.0.0/'].map(isCidr), [true, true, false, false, false, false]);
  });
});

describe('signing keys', () => {
  it('are made in DATA_DIR once, for its user alone, and are the same for whoever comes after', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'readback-keys-'));
    try {
      const [first, second] = [loadKeys({ secretKeys: undefined, dataDir }), loadKeys({ secretKeys: undefined, dataDir })];
      assert.deepEqual(first.raw('stamp'), second.raw('stamp'));
      assert.notDeepEqual(first.raw('stamp'), first.raw('link'));
      assert.deepEqual(readdirSync(dataDir), ['secret.key']);
      assert.equal(statSync(join(dataDir, 'secret.key')).mode & 0o777, 0o600);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
