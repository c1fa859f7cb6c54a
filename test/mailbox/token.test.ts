import assert from 'node:assert/strict';
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { confidentialClient } from '../../connector/identity/index.js';
import { graphClient, path } from '../../connector/mailbox/graph/client.js';
import { tokenSource } from '../../connector/mailbox/graph/token.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';

const REP = 'rep@contoso.example';

describe('tokens for Graph', () => {
  let sandbox: RunningSandbox;
  let directory: string;

  before(async () => {
    sandbox = await startSandbox();
    directory = await mkdtemp(join(tmpdir(), 'readback-token-'));
  });
  after(async () => {
    await sandbox.stop();
    await rm(directory, { recursive: true });
  });

  it('come by secret, once until they expire, and name the permissions of the application', async () => {
    const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
    const first = await tokens.token();
    assert.equal(await tokens.token(), first);
    assert.ok((await tokens.roles()).includes('Mail.Send'));
  });

  it('come by certificate, from one file with key and certificate in any order', async () => {
    const { certificate, privateKey } = await makeCertificate();
    const registered = join(sandbox.dataDir, 'sandbox', 'certificates');
    await mkdir(registered, { recursive: true });
    await writeFile(join(registered, 'readback.pem'), certificate);
    for (const pem of [`${certificate}\n${privateKey}\n`, `${privateKey}\n${certificate}\n`]) {
      const path = join(directory, 'readback.pem');
      await writeFile(path, pem);
      const azure = { ...sandbox.azure, clientSecret: undefined, clientCertificatePath: path };
      assert.ok((await tokenSource({ azure, graphBaseUrl: sandbox.graphBaseUrl }).roles()).includes('Mail.ReadWrite'));
    }
  });

  it('are replaced when Graph refuses them before their time, once for all who use them', async () => {
    const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
    const graph = graphClient({ baseUrl: sandbox.graphBaseUrl, tokens, firstRetry_ms: 10 });
    const anything = z.object({ value: z.array(z.unknown()) });
    const read = () => graph.get(path`/users/${REP}/messages`, anything);
    await read();
    const before = await tokens.token();
    await sandbox.control.event('tokensRefused');
    await Promise.all([read(), read(), read()]);
    assert.notEqual(await tokens.token(), before);
    await read();
    assert.ok(((await sandbox.control.counts())['call.refused'] ?? 0) <= 3, 'nobody goes on with the refused one');
  });

  it('are sent once with a request that is made again', async () => {
    const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
    const graph = graphClient({ baseUrl: sandbox.graphBaseUrl, tokens, firstRetry_ms: 10 });
    for (const fault of ['unavailable', 'timedOut', 'throttledBare', 'cut']) {
      await sandbox.control.once({ fault, path: '/messages' });
      await graph.get(path`/users/${REP}/messages`, z.unknown());
    }
  });

  it('that are refused again are not asked for again and again', async () => {
    const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
    const graph = graphClient({ baseUrl: sandbox.graphBaseUrl, tokens, firstRetry_ms: 10 });
    const before = (await sandbox.control.counts())['call.refused'] ?? 0;
    await sandbox.control.once({ fault: 'refused', count: 10 });
    await assert.rejects(graph.get(path`/users/${REP}/messages`, z.unknown()), { code: 'MAILBOX_DENIED' });
    assert.equal(((await sandbox.control.counts())['call.refused'] ?? 0) - before, 2);
    await sandbox.control.faults({});
  });

  it('say what is wrong with the certificate file', async () => {
    const path = join(directory, 'only-certificate.pem');
    await writeFile(path, await readFile(join(sandbox.dataDir, 'sandbox', 'server.pem')));
    assert.throws(() => confidentialClient({ azure: { ...sandbox.azure, clientCertificatePath: path } }), { code: 'SETTINGS_INVALID', message: /no such key/ });
  });

  it('say that Entra refuses the application', async () => {
    const tokens = tokenSource({ azure: { ...sandbox.azure, clientSecret: 'wrong' }, graphBaseUrl: sandbox.graphBaseUrl });
    await assert.rejects(tokens.token(), { code: 'MAILBOX_DENIED', message: /AZURE_CLIENT_ID/ });
  });

  it('say that Entra does not answer', async () => {
    const tokens = tokenSource({ azure: { ...sandbox.azure, authorityHost: 'https://localhost:9' }, graphBaseUrl: sandbox.graphBaseUrl });
    await assert.rejects(tokens.token(), { code: 'EXCHANGE_UNREACHABLE' });
  });
});

/** A self-signed RSA certificate, as an administrator would make one. */
async function makeCertificate(): Promise<{ certificate: string; privateKey: string }> {
  const signingAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=Readback', keys, notAfter: new Date(Date.now() + 86_400_000), signingAlgorithm });
  return {
    certificate: certificate.toString('pem'),
    privateKey: x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
  };
}
