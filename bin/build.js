// Builds everything once: TypeScript for node with tsc (incremental), the web app with webpack
// (cached on disk). `--watch` keeps both running. When nothing has changed it is done in a moment;
// two builds at once take turns; what was compiled from a file that is gone is removed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './environment.js';
import { takeLock } from './lock.js';

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.sources');
/** What tsc compiles, and what else decides about the result. */
const FOLDERS = ['connector', 'sandbox', 'test', 'bench'];
const CONFIGURATION = ['tsconfig.json', 'package-lock.json'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = process.argv.includes('--watch') ? await watch() : await build();
}

/** Brings dist/ up to date. Resolves with 0, or with the exit code of what failed. */
export async function build() {
  if (!existsSync(join(ROOT, 'tsconfig.json')) || !existsSync(join(ROOT, 'connector'))) return 0; // a package without sources
  const tsc = compiler();
  if (tsc === undefined) return withoutCompiler();
  mkdirSync(DIST, { recursive: true });
  const lock = await takeLock(join(DIST, '.lock'), { wait: true });
  try {
    const codes = await Promise.all([compile(tsc), bundle([])]);
    return codes.find((code) => code !== 0) ?? 0;
  } finally {
    lock.release();
  }
}

async function compile(tsc) {
  const digest = digestOfSources();
  const missing = sources().some((source) => !existsSync(compiledOf(source)));
  if (!missing && readStamp() === digest) return 0;
  // tsc trusts its notes: what was deleted behind its back it would not write again.
  if (missing && existsSync(STAMP)) rmSync(join(DIST, '.tsbuildinfo'), { force: true });
  rmSync(STAMP, { force: true });
  const code = await run(tsc, []);
  removeOrphans();
  if (code === 0) writeFileSync(STAMP, digest);
  return code;
}

async function watch() {
  const tsc = compiler();
  if (tsc === undefined) return withoutCompiler();
  const codes = await Promise.all([run(tsc, ['--watch', '--preserveWatchOutput']), bundle(['--watch'])]);
  return codes.find((code) => code !== 0) ?? 0;
}

function bundle(args) {
  return existsSync(join(ROOT, 'webpack.config.js')) ? run(join(ROOT, 'bin', 'webpack.js'), args) : Promise.resolve(0);
}

function compiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
}

/** Installed for production: what is built already is used. */
function withoutCompiler() {
  if (existsSync(join(DIST, 'connector'))) return 0;
  console.error('Readback is not built, and the compiler is not installed. Run: npm install --include=dev');
  return 1;
}

function sources() {
  return FOLDERS.flatMap((folder) => filesBelow(folder)).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
}

function compiledOf(source) {
  return join(DIST, source.replace(/\.tsx?$/, '.js'));
}

/** Names, sizes and times, not contents: reading those would take longer than all the rest. */
function digestOfSources() {
  const hash = createHash('sha256');
  for (const file of [...FOLDERS.flatMap((folder) => filesBelow(folder)), ...CONFIGURATION]) {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function removeOrphans() {
  const wanted = new Set(sources().map(compiledOf));
  for (const folder of FOLDERS) {
    for (const file of filesBelow(join('dist', folder))) {
      if (/\.js(\.map)?$/.test(file) && !wanted.has(join(ROOT, file.replace(/\.map$/, '')))) rmSync(join(ROOT, file), { force: true });
    }
  }
}

/** Paths from the root, sorted. */
function filesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

/** Runs a node script and resolves with its exit code. */
function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
