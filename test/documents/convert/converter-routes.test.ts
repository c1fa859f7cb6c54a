import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { converterSchema, type Converter } from '../../../connector/documents/api.js';
import { converterRoutes } from '../../../connector/documents/convert/routes.js';
import { apiRouter } from '../../../connector/http/index.js';
import type { Rep } from '../../../connector/identity/index.js';
import { entities, migrations } from '../../../connector/schema.js';
import { silentLog, useTestDatabase } from '../../database.js';
import { aRep, codeOf } from '../library-server.js';

describe('the converter over the API', () => {
  const test = useTestDatabase({ entities, migrations });
  const state: { asker: Rep | null; progress: number | null; problem: string | null; isThere: boolean; asked: number } = { asker: null, progress: null, problem: null, isThere: false, asked: 0 };
  let server: Server;
  let origin = '';
  before(async () => {
    const routes = converterRoutes({
      dataSource: test.database.dataSource,
      converters: { choose: () => Promise.resolve(state.isThere ? { kind: 'wasm', convert: () => Promise.reject(new Error('not asked for')) } : null) },
      installation: { folder: '', isThere: () => Promise.resolve(state.isThere), progress: () => state.progress, problem: () => state.problem, install: () => Promise.resolve() },
      install: () => {
        state.asked += 1;
        state.progress = 0;
      },
    });
    const info = { publicUrl: 'http://localhost', version: '0', azure: { tenantId: 't', clientId: 'c', clientSecret: 's', clientCertificatePath: undefined, authorityHost: 'https://login.invalid' } };
    const authenticate = (): Promise<Rep> => (state.asker === null ? Promise.reject(new Error('nobody asks')) : Promise.resolve(state.asker));
    server = createServer(express().use('/api', apiRouter({ routes, authenticate, info, log: silentLog }))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/api/documents/converter` : '';
    state.asker = await aRep(test.database);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = async (method = 'GET'): Promise<Converter> => converterSchema.parse(await (await fetch(origin, { method })).json());

  it('says that it is missing, is being installed, failed, or is there', async () => {
    const seen = async (): Promise<unknown> => {
      const { kind, state: is, progress, waiting, mayInstall } = await ask();
      return [kind, is, progress, waiting, mayInstall];
    };
    assert.deepEqual(await seen(), ['none', 'missing', 0, 0, false]);
    state.progress = 40;
    assert.deepEqual(await seen(), ['none', 'installing', 40, 0, false]);
    Object.assign(state, { progress: null, problem: 'npm says: no.' });
    assert.deepEqual(await seen(), ['none', 'failed', 0, 0, false]);
    assert.equal((await ask()).says, 'npm says: no.');
    Object.assign(state, { problem: null, isThere: true });
    assert.deepEqual(await seen(), ['wasm', 'ready', 100, 0, false]);
    state.isThere = false;
  });

  it('is installed by an administrator, once', async () => {
    assert.equal(await codeOf(await fetch(origin, { method: 'POST' })), 'NOT_ALLOWED');
    assert.equal(state.asked, 0);
    if (state.asker !== null) state.asker = { ...state.asker, role: 'administrator' };
    assert.equal((await ask('POST')).state, 'installing');
    assert.equal((await ask()).mayInstall, true);
    Object.assign(state, { isThere: true, progress: null });
    assert.equal((await ask('POST')).state, 'ready');
    assert.equal(state.asked, 1);
  });
});
