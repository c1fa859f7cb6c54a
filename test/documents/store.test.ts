import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { openFolderStore, type DocumentStore } from '../../connector/documents/index.js';
import { ReadbackError, type ErrorCode } from '../../connector/errors.js';

const MB = 1024 ** 2;

const failsWith = (code: ErrorCode) => (error: unknown): boolean => error instanceof ReadbackError && error.code === code;
const of = (content: string | Buffer): Readable => Readable.from([content], { objectMode: false });

describe('documents in a folder', () => {
  let folder: string;
  let store: DocumentStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-store-'));
    store = await openFolderStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const halves = (): Promise<string[]> => readdir(join(folder, '.incoming'));

  it('gives back what was written, whole and in parts, with its length and digest', async () => {
    const content = randomBytes(3 * MB);
    const stored = await store.write('a/1/original', of(content), 4 * MB);
    assert.deepEqual(stored, { bytes: content.length, sha256: createHash('sha256').update(content).digest() });
    assert.equal(await store.size('a/1/original'), content.length);
    assert.ok((await buffer(await store.read('a/1/original'))).equals(content));
    assert.ok((await buffer(await store.read('a/1/original', { first: 10, last: 19 }))).equals(content.subarray(10, 20)));
    const local = await store.local('a/1/original');
    assert.ok((await readFile(local.path)).equals(content));
    await local.release();
    assert.deepEqual(await halves(), []);
    assert.equal((await stat(local.path)).mode & 0o077, 0, 'for nobody else of this machine');
  });

  it('knows what is not there', async () => {
    assert.equal(await store.size('a/1/original'), null);
    await assert.rejects(store.read('a/1/original'), failsWith('NOT_FOUND'));
    await assert.rejects(store.local('a/1/original'), failsWith('NOT_FOUND'));
    await store.remove('a/1/original');
    await store.removeAll('a/1');
  });

  it('removes one file, or all of a folder', async () => {
    for (const key of ['a/1/original', 'a/1/thumbnails/1.jpg', 'a/2/original']) await store.write(key, of('x'), MB);
    await store.remove('a/2/original');
    await store.removeAll('a/1');
    for (const key of ['a/1/original', 'a/1/thumbnails/1.jpg', 'a/2/original']) assert.equal(await store.size(key), null);
  });

  it('keeps nothing of what is too large or breaks off, and what was there before', async () => {
    await store.write('a/1/original', of('before'), MB);
    await assert.rejects(store.write('a/1/original', of(randomBytes(2 * MB)), MB), failsWith('DOCUMENT_TOO_LARGE'));
    const broken = new Readable({ read() { this.push('half'); this.destroy(new Error('the line was cut')); } });
    await assert.rejects(store.write('a/1/original', broken, MB), /the line was cut/);
    assert.equal(await text(await store.read('a/1/original')), 'before');
    assert.deepEqual(await halves(), []);
  });

  it('lets the last of two who write the same key win, each whole', async () => {
    const [one, other] = [randomBytes(MB), randomBytes(MB)];
    await Promise.all([store.write('a/1/pages.pdf', of(one), MB), store.write('a/1/pages.pdf', of(other), MB)]);
    const kept = await buffer(await store.read('a/1/pages.pdf'));
    assert.ok(kept.equals(one) || kept.equals(other));
    assert.deepEqual(await halves(), []);
  });

  for (const key of ['../outside', 'a/../../outside', '/etc/passwd', 'a//b', 'a/.', '.incoming/x', 'a/.hidden', '', 'a\0b', 'a\\..\\b', 'a/b/']) {
    it(`does not leave its folder by ${JSON.stringify(key)}`, async () => {
      await assert.rejects(store.write(key, of('x'), MB), RangeError);
      await assert.rejects(store.read(key), RangeError);
      await assert.rejects(store.removeAll(key), RangeError);
    });
  }

  it('clears what killed processes left, and nobody else’s', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const machine = hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-');
    const names = { killed: `${machine}_${gone}_${randomUUID()}`, running: `${machine}_${process.ppid}_${randomUUID()}`, elsewhere: `elsewhere_1_${randomUUID()}`, old: `elsewhere_2_${randomUUID()}` };
    for (const name of Object.values(names)) await writeFile(join(folder, '.incoming', name), 'half');
    const before = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(join(folder, '.incoming', names.old), before, before);
    await openFolderStore(folder);
    assert.deepEqual((await halves()).sort(), [names.running, names.elsewhere].sort());
  });
});

describe('documents in a folder on a full disk', () => {
  let folder: string;
  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'readback-full-'));
    // A disk of two megabytes; only root may have one.
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    if (mounted.status !== 0) this.skip();
  });
  after(async () => {
    spawnSync('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  });

  it('says so, loses nothing that was there, and goes on once there is room', async () => {
    const store = await openFolderStore(folder);
    const before = randomBytes(MB);
    await store.write('a/1/original', of(before), 10 * MB);
    await assert.rejects(store.write('a/2/original', of(randomBytes(4 * MB)), 10 * MB), failsWith('STORE_FULL'));
    await assert.rejects(store.write('a/1/original', of(randomBytes(4 * MB)), 10 * MB), failsWith('STORE_FULL'));
    assert.deepEqual(await readdir(join(folder, '.incoming')), [], 'nothing half is left to take up room');
    assert.ok((await buffer(await store.read('a/1/original'))).equals(before));

    await writeFile(join(folder, 'ballast'), Buffer.alloc(0));
    spawnSync('sh', ['-c', `cat /dev/zero > '${join(folder, 'ballast')}'`]);
    await assert.rejects(store.write('a/3/original', of('a few bytes'), MB), failsWith('STORE_FULL'));
    assert.ok((await buffer(await store.read('a/1/original'))).equals(before));
    const again = await openFolderStore(folder);
    assert.ok((await buffer(await again.read('a/1/original'))).equals(before), 'a full disk does not keep it from starting');

    execFileSync('rm', [join(folder, 'ballast')]);
    const small = randomBytes(MB / 2);
    await store.write('a/3/original', of(small), MB);
    assert.ok((await buffer(await store.read('a/3/original'))).equals(small));
  });
});
