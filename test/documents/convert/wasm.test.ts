import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentKind } from '../../../connector/documents/index.js';
import { ConversionProblem } from '../../../connector/documents/convert/converters/converter.js';
import { wasmConverter } from '../../../connector/documents/convert/converters/wasm.js';
import { inspectContent } from '../../../connector/documents/convert/inspect/inspect.js';
import { openPages } from '../../../connector/documents/convert/pages/pages.js';
import * as schema from '../../../connector/schema.js';
import { useTestDatabase } from '../../database.js';
import { docxOf, pptxOf } from '../files/ooxml-files.js';
import { drawn, Readers } from '../read/open.js';
import { World } from '../world.js';
import { installedConverter } from './converter-installed.js';

const never = new AbortController().signal;

describe('LibreOffice as WebAssembly', function (this: Mocha.Suite) {
  // A conversion takes seconds, and minutes where others want the same cores.
  this.timeout(20 * 60_000);
  let folder = '';
  let installed = '';
  before('install it', async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-wasm-'));
    installed = (await installedConverter()).folder;
  });
  after(() => rm(folder, { recursive: true, force: true }));
  /** What was made of each kind, to be read. */
  const made = new Map<DocumentKind, string>();

  /** Converts to a file of this name; gives its path. */
  const converted = async (content: Buffer | string, format: 'docx' | 'pptx' | 'doc' | 'ppt' | 'rtf', name = 'pages.pdf'): Promise<string> => {
    const own = await mkdtemp(join(folder, 'one-'));
    const input = join(own, `document.${format}`);
    await writeFile(input, content);
    const output = join(own, name);
    await wasmConverter(installed).convert({ input, format, folder: own, output, signal: never });
    return output;
  };
  const pagesOf = async (path: string): Promise<number> => (await openPages(path, never)).pages;

  for (const [format, older, content] of [['docx', 'doc', docxOf({ pages: 3 })], ['pptx', 'ppt', pptxOf({ slides: 4 })]] as const) {
    it(`makes pages of .${format}, and of .${older}`, async () => {
      const pages = format === 'docx' ? 3 : 4;
      const pdf = await converted(content, format);
      assert.equal(await pagesOf(pdf), pages);
      const old = await converted(content, format, `older.${older}`);
      const finding = await inspectContent(old, `offer.${older}`);
      assert.equal(finding.accepted && finding.kind, older);
      const oldPdf = await converted(await readFile(old), older);
      assert.equal(await pagesOf(oldPdf), pages);
      made.set(format, pdf).set(older, oldPdf);
    });
  }

  it('makes pages of RTF', async () => {
    assert.equal(await pagesOf(await converted('{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}One\\par\\page Two}', 'rtf')), 2);
  });

  describe('its pages, in the reader’s browser', () => {
    const test = useTestDatabase(schema);
    const world = new World(() => test.database);
    const readers = new Readers();
    before(async () => {
      await Promise.all([world.start(), readers.start()]);
    });
    afterEach(() => readers.closePages());
    after(() => Promise.all([world.stop(), readers.stop()]));

    it('are drawn, with words to select, whatever they were made of', async () => {
      assert.deepEqual([...made.keys()].sort(), ['doc', 'docx', 'ppt', 'pptx']);
      for (const [kind, path] of made) {
        const { pages, sizes } = await openPages(path, never);
        const share = await world.share(await world.document({ pdf: await readFile(path), kind, fileName: `offer.${kind}`, pages, sizes }));
        const page = await readers.open(world.at(share));
        await drawn(page, 1);
        assert.match((await page.locator('.page[data-page="1"] .textLayer').textContent()) ?? '', /\w{3,}/, kind);
        await page.keyboard.press('End');
        await drawn(page, pages);
      }
    });
  });

  it('refuses what it cannot read', async () => {
    await assert.rejects(converted('PK\u0003\u0004 nothing', 'docx'), (error) => error instanceof ConversionProblem && ['refused', 'crashed'].includes(error.fault));
  });
});
