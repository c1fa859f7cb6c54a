/**
 * An installed package for tests of the launchers in bin/: the real launchers, and in place of the
 * sandbox, the connector and the command line programs that only show how they were started.
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../connector/config/index.js';

const REPORT = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
const report = (line) => appendFileSync(join(process.env.TEST_ROOT, 'report'), line + '\\n');
`;

const PROGRAMS = {
  'dist/sandbox/main.js': `${REPORT}
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const folder = join(process.env.DATA_DIR, 'sandbox');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'ca.pem'), '');
createServer().listen(Number(process.env.SANDBOX_PORT), '127.0.0.1', () => {
  report('sandbox started ' + process.pid);
  writeFileSync(join(folder, 'ready.json'), JSON.stringify({
    pid: process.pid, tenantId: 'tenant', clientId: 'client', clientSecret: "it's \\"secret\\"", authorityHost: 'https://localhost:1',
    graphBaseUrl: 'https://localhost:2', caPath: join(folder, 'ca.pem'), mailWindowUrl: 'http://localhost:3/', smtpPort: 4 }));
});
process.on('SIGTERM', () => { report('sandbox stopped'); process.exit(0); });
`,
  'dist/connector/main.js': `${REPORT}
import { createServer } from 'node:http';
report('connector started ' + process.pid + ' ' + process.env.AZURE_CLIENT_ID + ' ' + process.env.AZURE_CLIENT_SECRET + ' ' + process.env.GRAPH_BASE_URL);
if (process.env.TEST_CONNECTOR === 'dies') { console.log('I cannot go on'); process.exit(7); }
if (process.env.TEST_CONNECTOR === 'ends') process.exit(0);
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => { report('connector stopped'); process.exit(0); });
`,
  'dist/connector/admin/cli.js': `${REPORT}
report('cli ' + process.argv.slice(2).join(' ') + ' ' + process.env.GRAPH_BASE_URL);
process.exit(process.argv[2] === 'fail' ? 3 : 0);
`,
};

export interface TestPackage {
  readonly root: string;
  readonly bin: (name: string) => string;
  readonly remove: () => void;
}

export function makePackage(): TestPackage {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'readback-package-')));
  cpSync(join(PACKAGE_ROOT, 'bin'), join(root, 'bin'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  for (const [path, source] of Object.entries(PROGRAMS)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  symlinkSync(join(PACKAGE_ROOT, 'dist', 'connector', 'database'), join(root, 'dist', 'connector', 'database'));
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(root, 'node_modules'));
  return { root, bin: (name) => join(root, 'bin', name), remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Ports nobody uses, by the names of their settings. */
export async function freePorts(): Promise<Record<'PORT' | 'SANDBOX_PORT' | 'SANDBOX_TLS_PORT' | 'SANDBOX_SMTP_PORT', string>> {
  const [a, b, c, d] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  return { PORT: a, SANDBOX_PORT: b, SANDBOX_TLS_PORT: c, SANDBOX_SMTP_PORT: d };
}

function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      // Closed only when all have theirs, so that no two get the same.
      setTimeout(() => server.close(() => resolve(String(typeof address === 'object' ? address?.port : ''))), 20);
    });
  });
}
