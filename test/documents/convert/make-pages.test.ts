import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jpeg from 'jpeg-js';
import { ConversionProblem } from '../../../connector/documents/convert/converters/converter.js';
import { ReadbackError } from '../../../connector/errors.js';
import { entities, migrations } from '../../../connector/schema.js';
import { until, useTestDatabase } from '../../database.js';
import { docxOf } from '../files/ooxml-files.js';
import { pdfOf } from '../files/pdf-files.js';
import { aRep, filesIn } from '../library-server.js';
import { converterGiving, converting, startConversions, type ConversionWorld } from './conversion-world.js';

const PATIENTLY = { timeout_ms: 100_000 };

describe('pages of a document', function (this: Mocha.Suite) {
  this.timeout(120_000);
  const test = useTestDatabase({ entities, migrations });
  let world: ConversionWorld | undefined;
  let folder = '';
  let pdf = '';
  const docx = docxOf({ pages: 3 });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-pages-'));
    pdf = join(folder, 'three.pdf');
    await writeFile(pdf, await pdfOf({ pages: 3 }));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await world?.close();
    world = undefined;
    await test.database.dataSource.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues');
  });

  const start = async (options?: Parameters<typeof startConversions>[1]): Promise<ConversionWorld> => {
    world = await startConversions(test.database, options);
    world.library.as(await aRep(test.database));
    return world;
  };
  const ends = (at: ConversionWorld, id: string): Promise<unknown> => until(async () => ['ready', 'failed'].includes((await at.version(id)).state), PATIENTLY);

  it('of a PDF are counted, measured and drawn', async () => {
    const at = await start();
    const { id } = await at.library.upload('offer.pdf', await pdfOf({ pages: 4, sizes: [[595, 842], [842, 595]] }));
    await ends(at, id);
    const { state, pages, sizes, pictures, progress, problem } = await at.version(id);
    assert.deepEqual({ state, pages, sizes, pictures, progress, problem }, { state: 'ready', pages: 4, sizes: [[595, 842], [842, 595], [595, 842], [842, 595]], pictures: 4, progress: 100, problem: null });
    assert.deepEqual(await filesIn(at.library.folder), [`${id}/1/original`, ...[1, 2, 3, 4].map((page) => `${id}/1/thumbnails/${page}.jpg`)]);
    const picture = jpeg.decode(Buffer.from(await (await at.library.ask('GET', `/documents/${id}/versions/1/thumbnails/1`)).arrayBuffer()));
    assert.deepEqual([picture.width, picture.height], [320, 453]);
    assert.ok(picture.data.some((value) => value < 100), 'there is something on it');
  });

  it('of a Word file wait for a converter, and go on by themselves once there is one', async () => {
    const at = await start();
    const { id } = await at.library.upload('offer.docx', docx);
    await until(async () => (await at.version(id)).state === 'waiting', PATIENTLY);
    assert.equal((await at.version(id)).problem, 'converter-missing');
    await at.conversion.resume();
    assert.equal((await at.version(id)).state, 'waiting', 'without one nothing changes');
    at.converter = converterGiving(pdf);
    await at.conversion.resume();
    await ends(at, id);
    assert.deepEqual([(await at.version(id)).state, (await at.version(id)).pages], ['ready', 3]);
    assert.ok((await filesIn(at.library.folder)).includes(`${id}/1/pages.pdf`));
  });

  const faults = [
    ['refused', 'converter-failed', 1],
    ['memory', 'too-much-memory', 1],
    ['crashed', 'converter-failed', 3],
    ['slow', 'too-slow', 3],
  ] as const;
  for (const [fault, code, tries] of faults) {
    it(`of a file whose conversion is ${fault} fail as ${code} after ${tries === 1 ? 'one try' : `${tries} tries`}`, async () => {
      let seen = 0;
      const at = await start();
      at.converter = converting(() => {
        seen += 1;
        return Promise.reject(new ConversionProblem(fault, ''));
      });
      const { id } = await at.library.upload('offer.docx', docx);
      await ends(at, id);
      assert.deepEqual([(await at.version(id)).problem, seen], [code, tries]);
      assert.deepEqual(await filesIn(at.library.folder), [`${id}/1/original`], 'the original is kept');
    });
  }

  it('of a damaged file fail as damaged, where the converter does not take it', async () => {
    const at = await start();
    at.converter = converting(() => Promise.reject(new ConversionProblem('refused', '')));
    const damaged = Buffer.from(docx);
    const place = damaged.indexOf('word/document.xml') + 100;
    damaged[place] = (damaged[place] ?? 0) ^ 0xff;
    const { id } = await at.library.upload('offer.docx', damaged);
    await ends(at, id);
    assert.equal((await at.version(id)).problem, 'corrupt');
  });

  it('wait for a server that is away, and for room on a full disk, and lose nothing', async () => {
    let full = true;
    const at = await start({
      store: (real) => ({
        write: (key, content, atMost_bytes) => {
          if (!full) return real.write(key, content, atMost_bytes);
          content.destroy();
          return Promise.reject(new ReadbackError('STORE_FULL'));
        },
        read: (key, range) => real.read(key, range),
        size: (key) => real.size(key),
        remove: (key) => real.remove(key),
        removeAll: (key) => real.removeAll(key),
        local: (key) => real.local(key),
      }),
    });
    at.converter = converting(() => Promise.reject(new ConversionProblem('away', '')));
    const { id } = await at.library.upload('offer.docx', docx);
    await until(async () => (await at.version(id)).problem === 'converter-away', PATIENTLY);
    at.converter = converterGiving(pdf);
    await until(async () => {
      const { state, problem } = await at.version(id);
      return state === 'waiting' && problem === 'store-full';
    }, PATIENTLY);
    full = false;
    await ends(at, id);
    assert.deepEqual([(await at.version(id)).state, (await at.version(id)).tries], ['ready', 0]);
  });

  it('of a connector that is killed in the middle are made by another', async () => {
    const at = await start({ runsJobs: false });
    const { id } = await at.library.upload('offer.docx', docx);
    const other = fork(fileURLToPath(new URL('stuck-connector.js', import.meta.url)), [test.url, at.library.folder]);
    const messages: unknown[] = [];
    other.on('message', (message) => messages.push(message));
    await until(() => messages.includes('converting'), PATIENTLY);
    assert.equal((await at.version(id)).state, 'converting');
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
    const here = await startConversions(test.database, { store: () => at.library.documents.store });
    try {
      here.converter = converterGiving(pdf);
      await ends(at, id);
      assert.equal((await at.version(id)).state, 'ready');
    } finally {
      await here.close();
    }
  });

  it('can be read before all pictures are there; those that are missing are drawn later', async () => {
    const at = await start();
    const { id } = await at.library.upload('offer.pdf', await pdfOf({ pages: 60 }));
    await ends(at, id);
    await until(async () => (await at.version(id)).pictures === 60, PATIENTLY);
    // As a connector leaves it that was killed after the first pictures.
    await test.database.dataSource.query('update document_versions set pictures = 24 where document_id = $1', [id]);
    for (const page of [25, 40, 60]) await at.library.documents.store.remove(`${id}/1/thumbnails/${page}.jpg`);
    await until(async () => {
      // Its job may not have ended yet; a connector looks every now and then, too.
      await at.conversion.resume();
      return (await at.version(id)).pictures === 60;
    }, PATIENTLY);
    assert.equal((await filesIn(at.library.folder)).filter((name) => name.endsWith('.jpg')).length, 60);
  });

  it('of a document that is deleted meanwhile leave nothing behind', async () => {
    const at = await start();
    let release: (() => void) | undefined;
    at.converter = converting(async ({ output }) => {
      await new Promise<void>((resolve) => (release = resolve));
      await writeFile(output, await pdfOf({ pages: 1 }));
    });
    const { id } = await at.library.upload('offer.docx', docx);
    await until(() => release !== undefined, PATIENTLY);
    assert.equal((await at.library.ask('DELETE', `/documents/${id}`)).status, 204);
    release?.();
    await until(async () => (await test.database.dataSource.query<unknown[]>('select from graphile_worker.jobs')).length === 0, PATIENTLY);
    assert.deepEqual((await filesIn(at.library.folder)).filter((name) => name.startsWith(id)), []);
  });
});
