import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePackage, type TestPackage } from './package.js';

const CONFIGURATION = {
  compilerOptions: { rootDir: '.', outDir: 'dist', incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo', module: 'NodeNext', types: [], lib: ['ES5'], skipLibCheck: true, strict: true },
  include: ['connector'],
};

describe('the build', () => {
  let installed: TestPackage;
  const at = (path: string): string => join(installed.root, path);
  const write = (path: string, text: string): void => {
    mkdirSync(join(at(path), '..'), { recursive: true });
    writeFileSync(at(path), text);
  };
  const build = (): Promise<number | null> =>
    new Promise((resolve) => spawn(process.execPath, [installed.bin('build.js')], { stdio: 'ignore' }).once('exit', resolve));

  beforeEach(() => {
    installed = makePackage();
    write('tsconfig.json', JSON.stringify(CONFIGURATION));
    write('package-lock.json', '{}');
    write('connector/one.ts', 'export const one: number = 1;');
    write('connector/two.ts', 'export const two: number = 2;');
  });
  afterEach(() => installed.remove());

  it('compiles, and then does nothing until something changes', async () => {
    assert.equal(await build(), 0);
    assert.match(readFileSync(at('dist/connector/one.js'), 'utf8'), /one = 1/);
    const notes = statSync(at('dist/.tsbuildinfo')).mtimeMs;
    assert.equal(await build(), 0);
    assert.equal(statSync(at('dist/.tsbuildinfo')).mtimeMs, notes);
    write('connector/one.ts', 'export const one: number = 111;');
    assert.equal(await build(), 0);
    assert.match(readFileSync(at('dist/connector/one.js'), 'utf8'), /one = 111/);
  });

  it('removes what was compiled from a file that is gone, and writes again what was deleted', async () => {
    await build();
    rmSync(at('connector/two.ts'));
    rmSync(at('dist/connector/one.js'));
    assert.equal(await build(), 0);
    assert.ok(!existsSync(at('dist/connector/two.js')));
    assert.ok(existsSync(at('dist/connector/one.js')));
  });

  it('fails, and fails again, as long as there is an error', async () => {
    write('connector/one.ts', 'export const one: number = "one";');
    assert.notEqual(await build(), 0);
    assert.notEqual(await build(), 0);
  });

  it('run several times at once gives the same as once', async () => {
    assert.deepEqual(await Promise.all([build(), build(), build()]), [0, 0, 0]);
    assert.ok(existsSync(at('dist/connector/one.js')));
  });

  it('is not held up by a killed one', async () => {
    write('dist/.lock', JSON.stringify({ pid: 2 ** 22 + 1, token: 'gone' }));
    assert.equal(await build(), 0);
  });
});
