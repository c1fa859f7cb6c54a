/** LibreOffice as WebAssembly for tests: installed by npm once a machine, as a rep's connector does it, and shared by all runs of all checkouts. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../connector/config/index.js';
import { wasmInstallation, type Installation } from '../../../connector/documents/convert/index.js';

export async function installedConverter(): Promise<Installation> {
  const key = createHash('sha256').update(`${userInfo().uid} ${PACKAGE_ROOT}`).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `readback-test-converter-${key}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Tests trust the sandbox's authority in place of what this machine trusts besides the usual ones.
  const own = process.env['TEST_NPM_CA_CERTS'];
  const installation = wasmInstallation(folder, own === undefined ? process.env : { ...process.env, NODE_EXTRA_CA_CERTS: own });
  await installation.install();
  return installation;
}
