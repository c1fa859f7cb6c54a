// Builds the web app, or keeps building it with `--watch`. Does nothing when nothing has changed:
// the sources' digest of the last good build lies beside its output, and comparing it takes
// milliseconds where loading webpack takes seconds.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OUTPUT = join(ROOT, 'dist', 'addin', 'app');
const DIGEST_FILE = join(ROOT, 'dist', 'addin', 'app.digest');
const SOURCES = ['addin', 'webpack.config.js', 'package-lock.json', 'tsconfig.json', 'bin/webpack.js'];

if (process.argv.includes('--watch')) {
  rmSync(DIGEST_FILE, { force: true });
  const compiler = await loadCompiler();
  compiler.watch({}, (error, stats) => report(error, stats));
} else {
  const digest = digestOfSources();
  if (existsSync(join(OUTPUT, 'index.html')) && readDigest() === digest) process.exit(0);
  rmSync(DIGEST_FILE, { force: true });
  const compiler = await loadCompiler();
  compiler.run((error, stats) => {
    const good = report(error, stats);
    compiler.close((closeError) => {
      if (good && !closeError) writeFileSync(DIGEST_FILE, digest);
      process.exitCode = good && !closeError ? 0 : 1;
    });
  });
}

async function loadCompiler() {
  const [{ default: webpack }, { default: config }] = await Promise.all([import('webpack'), import('../webpack.config.js')]);
  return webpack(config);
}

/** Prints what went wrong, or one line. */
function report(error, stats) {
  if (error || !stats) {
    console.error(error);
    return false;
  }
  if (stats.hasErrors() || stats.hasWarnings()) console.error(stats.toString('errors-warnings'));
  if (stats.hasErrors()) return false;
  console.log(`web app built in ${((stats.endTime - stats.startTime) / 1000).toFixed(1)} s`);
  return true;
}

function readDigest() {
  return existsSync(DIGEST_FILE) ? readFileSync(DIGEST_FILE, 'utf8') : undefined;
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addFile(hash, source);
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
