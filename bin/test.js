// Runs the tests. Node reads the certificates it trusts only at its start (NODE_EXTRA_CA_CERTS), so the sandbox's
// certificate authority has to be on disk before mocha is spawned. Arguments are mocha's own, such as the files to run:
// `node bin/test.js 'dist/test/mailbox/*.test.js'`; without files it runs all.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { openTlsIdentity } = await import('../dist/sandbox/tls/certificates.js');

const directory = mkdtempSync(join(tmpdir(), 'readback-test-tls-'));
const { caPath } = await openTlsIdentity(directory);
const given = process.argv.slice(2);
const files = given.some((argument) => argument.includes('.test.js')) ? [] : ['dist/test/**/*.test.js'];
const mocha = spawn(process.execPath, [require.resolve('mocha/bin/mocha.js'), ...given, ...files], {
  cwd: ROOT,
  stdio: 'inherit',
  // What this machine trusts besides is for npm, which some tests install things with.
  env: { ...process.env, NODE_EXTRA_CA_CERTS: caPath, TEST_NPM_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? '' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => mocha.kill(signal));
mocha.once('exit', (code, signal) => {
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = code ?? (signal === null ? 1 : 130);
});
