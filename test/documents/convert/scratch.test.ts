/** Folders of conversions, and what is left of those of connectors that were killed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newScratch, sweepScratch } from '../../../connector/documents/convert/scratch.js';
import { ownName } from '../../../connector/documents/store/folder-store.js';

describe('folders of conversions', () => {
  it('are removed when their connector is no more, and only then', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const left = await mkdtemp(join(tmpdir(), `readback-convert-${ownName(ended)}`));
    await mkdir(join(left, 'converter'));
    const othersAreRunning = await mkdtemp(join(tmpdir(), `readback-convert-${ownName(process.ppid)}`));
    const elsewhere = await mkdtemp(join(tmpdir(), 'readback-convert-another-machine_1_'));
    const own = await newScratch();
    await sweepScratch();
    assert.deepEqual([left, othersAreRunning, elsewhere, own.path].map((path) => existsSync(path)), [false, true, true, true]);
    await own.remove();
    assert.equal(existsSync(own.path), false);
    await Promise.all([othersAreRunning, elsewhere].map((path) => rm(path, { recursive: true })));
  });
});
