// Builds everything once: TypeScript for node with tsc (incremental), the web app with webpack
// (cached on disk). `--watch` keeps both running.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const watch = process.argv.includes('--watch');

/** Runs a node script and resolves with its exit code. */
function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const jobs = [run(require.resolve('typescript/bin/tsc'), watch ? ['--watch', '--preserveWatchOutput'] : [])];
if (existsSync(join(ROOT, 'webpack.config.js'))) {
  jobs.push(run(join(ROOT, 'bin', 'webpack.js'), watch ? ['--watch'] : []));
}
const codes = await Promise.all(jobs);
process.exitCode = codes.find((code) => code !== 0) ?? 0;
