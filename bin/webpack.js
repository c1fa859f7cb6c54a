// Builds what browsers load, the web app and the viewer, or keeps building it with `--watch`. Does
// nothing when nothing has changed: the sources' digest of the last good build lies beside its
// output, and comparing it takes milliseconds where loading webpack takes seconds.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SHARED_SOURCES = ['package-lock.json', 'tsconfig.json', 'bin/webpack.js'];
/** `sources`: what the result depends on, shared types aside. */
const BUILDS = [
  { name: 'web app', output: 'dist/addin/app', config: 'webpack.config.js', sources: ['addin'] },
  { name: 'viewer', output: 'dist/viewer/public', config: 'webpack.viewer.js', sources: ['viewer', 'connector/documents/viewer-limits.ts'] },
];

if (process.argv.includes('--watch')) {
  for (const build of BUILDS) {
    rmSync(digestFile(build), { force: true });
    const compiler = await loadCompiler(build);
    compiler.watch({}, (error, stats) => report(build, error, stats));
  }
} else {
  const codes = [];
  // One behind the other: each takes all the memory and processors there are.
  for (const build of BUILDS) codes.push(await buildOnce(build));
  process.exitCode = Math.max(...codes);
}

/** Resolves with an exit code. */
async function buildOnce(build) {
  if (!existsSync(join(ROOT, build.config))) return 0;
  const digest = digestOf([...build.sources, build.config, ...SHARED_SOURCES]);
  if (existsSync(join(ROOT, build.output, 'index.html')) && readDigest(build) === digest) return 0;
  rmSync(digestFile(build), { force: true });
  const compiler = await loadCompiler(build);
  return new Promise((resolve) => {
    compiler.run((error, stats) => {
      const good = report(build, error, stats);
      compiler.close((closeError) => {
        if (good && !closeError) {
          mkdirSync(dirname(digestFile(build)), { recursive: true });
          writeFileSync(digestFile(build), digest);
        }
        resolve(good && !closeError ? 0 : 1);
      });
    });
  });
}

async function loadCompiler({ config }) {
  const [{ default: webpack }, { default: options }] = await Promise.all([import('webpack'), import(`../${config}`)]);
  return webpack(options);
}

/** Prints what went wrong, or one line. */
function report({ name }, error, stats) {
  if (error || !stats) {
    console.error(error);
    return false;
  }
  if (stats.hasErrors() || stats.hasWarnings()) console.error(stats.toString('errors-warnings'));
  if (stats.hasErrors()) return false;
  console.log(`${name} built in ${((stats.endTime - stats.startTime) / 1000).toFixed(1)} s`);
  return true;
}

function digestFile({ output }) {
  return join(ROOT, `${output}.digest`);
}

function readDigest(build) {
  return existsSync(digestFile(build)) ? readFileSync(digestFile(build), 'utf8') : undefined;
}

function digestOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) addFile(hash, source);
  return hash.digest('hex');
}

function addFile(hash, path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return;
  const entries = listOf(full);
  if (!entries) {
    hash.update(`${path}\0`).update(readFileSync(full));
    return;
  }
  for (const entry of entries) addFile(hash, `${path}/${entry}`);
}

/** Names in a directory, sorted; undefined for a file. */
function listOf(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
