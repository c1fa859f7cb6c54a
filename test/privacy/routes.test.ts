import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { z } from 'zod';
import { apiRouter } from '../../connector/http/index.js';
import { ensureRep, setRole, type Rep } from '../../connector/identity/index.js';
import { privacyRoutes } from '../../connector/privacy/index.js';
import { exportSchema, modeAnswerSchema, personConsentSchema, policyViewSchema } from '../../connector/privacy/api.js';
import * as schema from '../../connector/schema.js';
import { silenceMailTo } from '../../connector/tracking/index.js';
import { silentLog, useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';

describe('the API of privacy', () => {
  const test = useTestDatabase(schema);
  let server: Server;
  let origin = '';
  let rep: Rep;
  let administrator: Rep;
  let asker: Rep;

  before(async () => {
    const { dataSource } = test.database;
    rep = await ensureRep(dataSource.manager, { oid: 'r', address: 'rep@contoso.example', name: 'Riley' });
    await ensureRep(dataSource.manager, { oid: 'a', address: 'admin@contoso.example', name: 'Avery' });
    administrator = await setRole(dataSource.manager, 'admin@contoso.example', 'administrator');
    asker = administrator;
    const info = { publicUrl: 'http://localhost', version: '0', azure: { tenantId: 't', clientId: 'c', clientSecret: 's', clientCertificatePath: undefined, authorityHost: 'https://login.invalid' } };
    const routes = privacyRoutes({ dataSource, clock: { now: () => NOW }, setting: undefined, onRefused: silenceMailTo });
    server = createServer(express().use('/api', apiRouter({ routes, authenticate: () => Promise.resolve(asker), info, log: silentLog })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/api/privacy` : '';
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asker = administrator;
  });

  async function ask<T>(answer: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(origin + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const json: unknown = response.status === 204 ? undefined : await response.json();
    assert.ok(response.ok, JSON.stringify(json));
    return answer.parse(json);
  }
  const refusal = async (method: string, path: string, body: unknown = {}): Promise<string> => {
    const response = await fetch(origin + path, { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    return z.object({ error: z.object({ code: z.string() }) }).parse(await response.json()).error.code;
  };

  it('says that nobody has chosen, and takes an administrator’s choice', async () => {
    const before = await ask(policyViewSchema, 'GET', '/policy');
    assert.deepEqual([before.policy.kind, before.chosen, before.mayChange], ['not-chosen', null, true]);
    const wanted = { ...before.defaults['by-country'], countries: { ...before.defaults['by-country'].countries, BR: 'links' } };
    const after = await ask(policyViewSchema, 'PUT', '/policy', wanted);
    assert.deepEqual([after.policy, after.chosen], [wanted, { at: NOW.toISOString(), by: 'Avery' }]);
    assert.equal(await refusal('PUT', '/policy', { ...wanted, countries: { XX: 'full' } }), 'INPUT_INVALID');
    assert.equal(await refusal('PUT', '/policy', { ...wanted, unknownCountry: 'off' }), 'INPUT_INVALID');
  });

  it('names the countries that were written to lately, and those written down', async () => {
    const { manager } = test.database.dataSource;
    await manager.query(`insert into written_domains (domain, day) values ('encom.de', $1), ('encom.com', $1), ('encom.co.uk', $1), ('long-ago.fr', $2)`, [NOW, new Date(NOW.getTime() - 100 * 24 * 3_600_000)]);
    await manager.query(`insert into contact_countries (address, country, at) values ('anna@encom.com', 'BR', $1)`, [NOW]);
    assert.deepEqual((await ask(policyViewSchema, 'GET', '/policy')).inUse, ['BR', 'DE', 'GB']);
    await manager.query('delete from contact_countries');
  });

  it('tells of a person, writes down what they said and where they are', async () => {
    const path = `/people/${encodeURIComponent('Anna@Encom.com')}`;
    const before = await ask(personConsentSchema, 'GET', path);
    assert.deepEqual([before.address, before.consent, before.country, before.mode, before.because.map(({ code }) => code)], ['anna@encom.com', 'unknown', null, 'replies', ['policy-unknown-country']]);
    const moved = await ask(personConsentSchema, 'PUT', `${path}/country`, { country: 'BR' });
    assert.deepEqual([moved.country, moved.mode], [{ code: 'BR', from: 'contact' }, 'links']);
    const agreed = await ask(personConsentSchema, 'POST', `${path}/consent`, { agrees: true, how: 'by telephone', proof: 'note 7' });
    assert.deepEqual([agreed.consent, agreed.mode], ['given', 'full']);
    assert.deepEqual(agreed.history, [{ address: 'anna@encom.com', state: 'given', at: NOW.toISOString(), how: 'by telephone', proof: 'note 7', by: 'Avery' }]);
    assert.equal(await refusal('POST', `${path}/consent`, { agrees: true, how: ' ' }), 'INPUT_INVALID');
    assert.equal(await refusal('GET', '/people/anna'), 'INPUT_INVALID');
  });

  it('says how much a mail to several may tell', async () => {
    const answer = await ask(modeAnswerSchema, 'POST', '/mode', { wanted: 'links', recipients: ['Carl@encom.us', 'dora@encom.fr'] });
    assert.deepEqual(answer, { mode: 'replies', because: [{ address: 'dora@encom.fr', code: 'policy-country', says: 'dora@encom.fr has not agreed, and is in France.' }] });
  });

  it('gives out and erases', async () => {
    const path = `/people/${encodeURIComponent('bob@encom.com')}`;
    await ask(personConsentSchema, 'POST', `${path}/consent`, { agrees: false, how: 'by mail' });
    assert.deepEqual(Object.keys((await ask(exportSchema, 'GET', `${path}/export`)).data), ['What you said about being tracked']);
    await ask(z.undefined(), 'POST', `${path}/erase`);
    const after = await ask(personConsentSchema, 'GET', path);
    assert.deepEqual([after.consent, after.history.map(({ address, how }) => [address, how])], ['refused', [['bob@encom.com', 'kept when everything else was erased']]]);
  });

  it('lets everybody read what holds, and only administrators more', async () => {
    asker = rep;
    const path = `/people/${encodeURIComponent('anna@encom.com')}`;
    const person = await ask(personConsentSchema, 'GET', path);
    assert.deepEqual([person.consent, person.history, person.mayChange], ['given', [], false]);
    assert.equal((await ask(policyViewSchema, 'GET', '/policy')).mayChange, false);
    const policy = (await ask(policyViewSchema, 'GET', '/policy')).defaults.strict;
    assert.deepEqual(
      await Promise.all([
        refusal('PUT', '/policy', policy),
        refusal('POST', `${path}/consent`, { agrees: true, how: 'x' }),
        refusal('PUT', `${path}/country`, { country: null }),
        refusal('GET', `${path}/export`),
        refusal('POST', `${path}/erase`),
      ]),
      Array.from({ length: 5 }, () => 'NOT_ALLOWED'),
    );
  });
});
