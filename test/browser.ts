/**
 * A real Chromium for tests, on any machine, without a download: on Linux the one packed in @sparticuz/chromium,
 * elsewhere the Chrome or Edge of the machine.
 *
 * The package unpacks into the temp directory under fixed names, which breaks when test files start in parallel or
 * when another user was there first. So it unpacks once per user and version into a directory of its own, under
 * another name, and is renamed into place when complete: a browser that can be seen is whole.
 */
import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { z } from 'zod';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const UNPACK_DEADLINE_MS = 180_000;

/**
 * Starts a browser. The caller closes it.
 * @param options e.g. `{ args: ['--host-resolver-rules=…'] }`; what the machine needs is added.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  if (process.platform !== 'linux') return launchInstalled(options);
  const directory = await unpacked();
  const executablePath = join(directory, 'chromium');
  const env = await environmentOf(executablePath, directory);
  const args = [...(options.args ?? []), '--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ ...options, executablePath, env: { ...env, ...options.env }, args });
}

async function launchInstalled(options: LaunchOptions): Promise<Browser> {
  try {
    return await chromium.launch({ ...options, channel: 'chrome' });
  } catch {
    return chromium.launch({ ...options, channel: 'msedge' });
  }
}

async function unpacked(): Promise<string> {
  const home = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')));
  const owner = process.getuid?.() ?? 0;
  const directory = join(tmpdir(), `readback-chromium-${version}-${owner}`);
  if (await isOurs(directory, owner)) return directory;

  const staging = await mkdtemp(`${directory}-`);
  try {
    // The package unpacks the Amazon Linux libraries, which a bare Debian needs too, only where it believes to be there.
    await run(
      process.execPath,
      ['--input-type=module', '-e', "const { default: c } = await import('@sparticuz/chromium'); await c.executablePath();"],
      { cwd: home, env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }, timeout: UNPACK_DEADLINE_MS },
    );
    await writeFile(join(staging, 'fonts.conf'), fontSettings(directory));
    await rename(staging, directory);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!(await isOurs(directory, owner))) throw error;
  }
  return directory;
}

/** The packed settings look for the fonts under fixed paths only. */
function fontSettings(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

async function isOurs(directory: string, owner: number): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isDirectory() || found.uid !== owner) throw new Error(`${directory} belongs to somebody else: remove it, or set TMPDIR to a directory of your own.`);
  return true;
}

/** The packed libraries come in only where the machine's own do not suffice, so as not to mix the two. */
async function environmentOf(executablePath: string, directory: string): Promise<Record<string, string>> {
  const env: Record<string, string> = { ...definedOnly(process.env), FONTCONFIG_FILE: process.env.FONTCONFIG_FILE ?? join(directory, 'fonts.conf') };
  const libraries = [join(directory, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter((path) => path !== undefined).join(':');
  const startsAlone = await run(executablePath, ['--version'], { env }).then(() => true, () => false);
  return startsAlone ? env : { ...env, LD_LIBRARY_PATH: libraries };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
