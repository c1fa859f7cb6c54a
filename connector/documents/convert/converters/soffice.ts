/**
 * LibreOffice of this machine (`soffice`), one process for one file: slower by a second than a
 * server kept warm, but what a file does to it ends with it.
 */
import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runBounded, type Bounds } from '../bounded/run.js';
import { ConversionProblem, CONVERSION_MS, type Converter, type Converted, type ConversionJob } from './converter.js';

import { profileSettings } from './soffice-profile.js';

const BOUNDS: Bounds = { deadline_ms: CONVERSION_MS, memory_bytes: 2 * 1024 ** 3 };
const NAMES = process.platform === 'win32' ? ['soffice.com', 'soffice.exe'] : ['soffice', 'libreoffice'];
/** Where installers put it without putting it on PATH. */
const KNOWN_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/Applications/LibreOffice.app/Contents/MacOS'],
  win32: ['C:\\Program Files\\LibreOffice\\program'],
};
const PROXY = 'http://127.0.0.1:9';

/** Path of `soffice`; null: there is none. @param given SOFFICE_PATH */
export async function findSoffice(given: string | undefined): Promise<string | null> {
  if (given !== undefined) return given;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...(KNOWN_PLACES[process.platform] ?? [])];
  for (const folder of folders.filter((name) => name !== '')) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (await access(path, constants.X_OK).then(() => true, () => false)) return path;
    }
  }
  return null;
}

export function sofficeConverter(path: string, bounds: Bounds = BOUNDS): Converter {
  return { kind: 'soffice', convert: (job) => convert(path, bounds, job) };
}

async function convert(path: string, bounds: Bounds, { input, format, folder, output, signal }: ConversionJob): Promise<Converted> {
  const profile = join(folder, 'profile');
  const made = join(folder, 'made');
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), profileSettings());
  const command = [
    path,
    `-env:UserInstallation=${pathToFileURL(profile).href}`,
    '--headless', '--norestore', '--nolockcheck', '--nodefault', '--nologo', '--nofirststartwizard',
    '--convert-to', 'pdf', '--outdir', made, input,
  ];
  const ended = await runBounded(command, {
    bounds,
    // Its own home and temporary files, and nothing of the connector's settings.
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', SAL_USE_VCLPLUGIN: 'svp', http_proxy: PROXY, https_proxy: PROXY, all_proxy: PROXY, SYSTEMROOT: process.env['SYSTEMROOT'] },
    cwd: folder,
    signal,
  });
  signal.throwIfAborted();
  if (ended.how === 'deadline') throw new ConversionProblem('slow', '');
  if (ended.how === 'memory') throw new ConversionProblem('memory', '');
  // It ends with 0 whether or not it could read the file; only the PDF tells.
  const name = input.slice(Math.max(input.lastIndexOf('/'), input.lastIndexOf('\\')) + 1);
  const isThere = await rename(join(made, `${name.slice(0, -format.length)}pdf`), output).then(() => true, () => false);
  if (!isThere) throw new ConversionProblem(ended.code === 0 ? 'refused' : 'crashed', `soffice ended with ${ended.code ?? 'a signal'}: ${ended.stderr.slice(-300)}`);
  return ended;
}
