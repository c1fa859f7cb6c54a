/**
 * Installing LibreOffice as WebAssembly, with npm, once: beside first, looked at file by file, then
 * renamed into place. Whoever calls while it is under way waits for the same. What is installed are
 * the very files that were chosen when this was written, whatever a registry gives out.
 */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ReadbackError } from '../../../errors.js';
import { runBounded } from '../bounded/run.js';
import { isInstalled, PACKAGE, PACKAGE_BYTES, PACKAGE_VERSION, prepareThreads, strangeFile } from './wasm-library.js';

const LOOK_EVERY_MS = 500;
const DEADLINE_MS = 15 * 60_000;
const MEMORY_BYTES = 3 * 1024 ** 3;
/** npm unpacks at the very end; until then nothing can be seen, and this many per cent pass with the time. */
const FETCHING_PERCENT = 60;
const FETCHING_USUALLY_MS = 60_000;
const LEFT_OVER_AFTER_MS = 60 * 60_000;

export interface Installation {
  /** Folder it is installed into: `DATA_DIR/converter`. */
  readonly folder: string;
  isThere(): Promise<boolean>;
  /** 0 to 100 while it is being installed by this process; null: it is not. */
  progress(): number | null;
  /** Why the last try failed, for people; null: it did not. */
  problem(): string | null;
  /** Throws CONVERTER_NOT_INSTALLED. Does nothing where it is there already. */
  install(onProgress?: (percent: number) => void): Promise<void>;
}

/** @param environment npm's; default: our own */
export function wasmInstallation(dataDir: string, environment: NodeJS.ProcessEnv = process.env): Installation {
  const folder = join(dataDir, 'converter');
  const state: { running: Promise<void> | null; percent: number | null; problem: string | null } = { running: null, percent: null, problem: null };
  const run = async (onProgress: (percent: number) => void): Promise<void> => {
    if (await isInstalled(folder)) return;
    state.percent = 0;
    state.problem = null;
    try {
      await installInto(folder, environment, (percent) => {
        state.percent = percent;
        onProgress(percent);
      });
    } catch (error) {
      state.problem = messageOf(error);
      throw error;
    } finally {
      state.percent = null;
      state.running = null;
    }
  };
  return {
    folder,
    isThere: () => isInstalled(folder),
    progress: () => state.percent,
    problem: () => state.problem,
    install: (onProgress = () => undefined) => (state.running ??= run(onProgress).finally(() => (state.running = null))),
  };
}

async function installInto(folder: string, environment: NodeJS.ProcessEnv, onProgress: (percent: number) => void): Promise<void> {
  const beside = `${folder}.new-${process.pid}`;
  await removeLeftOver(folder);
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  const startedAt = performance.now();
  let percent = 0;
  const look = setInterval(() => {
    void sizeOf(beside).then((bytes) => {
      const fetching = FETCHING_PERCENT * (1 - Math.exp(-(performance.now() - startedAt) / FETCHING_USUALLY_MS));
      percent = Math.min(99, Math.max(percent, Math.floor(Math.max(fetching, (100 * bytes) / PACKAGE_BYTES))));
      onProgress(percent);
    }, () => undefined);
  }, LOOK_EVERY_MS);
  try {
    await writeFile(join(beside, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(beside, environment);
    const strange = await strangeFile(beside);
    if (strange !== null) throw new ReadbackError('CONVERTER_NOT_INSTALLED', `What npm installed is not what it should be (${strange}), so it was removed again.`);
    await prepareThreads(beside);
    await rename(beside, folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!(await isInstalled(folder))) throw error;
    });
    onProgress(100);
  } catch (error) {
    if (error instanceof ReadbackError) throw error;
    throw new ReadbackError('CONVERTER_NOT_INSTALLED', `The converter could not be installed: ${messageOf(error)}`, {}, { cause: error });
  } finally {
    clearInterval(look);
    await rm(beside, { recursive: true, force: true });
  }
}

async function npmInstall(prefix: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ended = await runBounded([...npm(), 'install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--no-save', '--loglevel=error', `${PACKAGE}@${PACKAGE_VERSION}`], {
    bounds: { deadline_ms: DEADLINE_MS, memory_bytes: MEMORY_BYTES },
    env,
    cwd: prefix,
    signal: new AbortController().signal,
    network: true,
  });
  if (ended.how === 'exited' && ended.code === 0) return;
  const said = ended.stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim()).filter((line) => line !== '' && !/^npm warn/.test(line) && !line.startsWith('A complete log'));
  throw new ReadbackError('CONVERTER_NOT_INSTALLED', `The converter could not be installed. npm says: ${said.slice(0, 3).join(' ') || `it ended with ${ended.code ?? 'a signal'}`}`);
}

/** The npm that runs us, if one does; else the one on PATH. */
function npm(): readonly string[] {
  const running = process.env['npm_execpath'];
  if (running !== undefined && /\.c?js$/.test(running)) return [process.execPath, running];
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
}

/** Bytes of all files below; those that vanish meanwhile do not count. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function removeLeftOver(folder: string): Promise<void> {
  const parent = join(folder, '..');
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((each) => each.startsWith('converter.new-'))) {
    const { mtimeMs } = await stat(join(parent, name)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > LEFT_OVER_AFTER_MS) await rm(join(parent, name), { recursive: true, force: true });
  }
}
