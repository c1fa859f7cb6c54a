import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectContent } from '../../../connector/documents/convert/inspect/inspect.js';
import { compoundOf, currentUser, wordHead } from '../files/compound-file.js';
import { docxOf, pptxOf } from '../files/ooxml-files.js';
import { pdfOf } from '../files/pdf-files.js';
import { zipOf } from '../files/zip-file.js';

const SEED = 20_261_123;
const ROUNDS = 400;
/** Far more than any takes; one that goes in a circle takes for ever. */
const SLOW_MS = 5_000;

describe('whatever is in a file', function (this: Mocha.Suite) {
  this.timeout(300_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-fuzz-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const seeds: readonly (readonly [name: string, make: () => Buffer | Promise<Buffer>])[] = [
    ['offer.docx', () => docxOf({ pages: 2 })],
    ['offer.pptx', () => pptxOf({ slides: 2 })],
    ['offer.doc', () => compoundOf({ WordDocument: wordHead(false), '1Table': Buffer.alloc(5_000, 7), Data: Buffer.alloc(20_000, 1) })],
    ['offer.ppt', () => compoundOf({ 'PowerPoint Document': Buffer.alloc(30_000, 1), 'Current User': currentUser(false) })],
    ['locked.docx', () => compoundOf({ EncryptionInfo: Buffer.alloc(200), EncryptedPackage: Buffer.alloc(9_000) })],
    ['odt.docx', () => zipOf([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true }])],
    ['offer.pdf', () => pdfOf({ pages: 1 })],
  ];
  for (const [name, make] of seeds) {
    it(`it is found out what ${name} is, cut off, overwritten or with bits turned`, async () => {
      const good = await make();
      const next = numbersFrom(SEED);
      const path = join(folder, name);
      const codes = new Map<string, number>();
      for (let round = 0; round < ROUNDS; round += 1) {
        await writeFile(path, mutated(good, next));
        const startedAt = performance.now();
        const finding = await inspectContent(path, name).catch((error: unknown) => {
          throw new Error(`round ${round} of seed ${SEED}`, { cause: error });
        });
        assert.ok(performance.now() - startedAt < SLOW_MS, `round ${round} took too long`);
        const code = finding.accepted ? 'accepted' : finding.code;
        if (!finding.accepted) assert.match(finding.says, /^[A-Z].*\.$/);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      assert.ok(codes.size > 1, 'damage is seen');
    });
  }
});

function mutated(good: Buffer, next: (below: number) => number): Buffer {
  const bytes = Buffer.from(good);
  const kind = next(4);
  if (kind === 0) return bytes.subarray(0, next(bytes.length));
  if (kind === 1) {
    const at = next(bytes.length);
    bytes.fill(next(256), at, Math.min(bytes.length, at + 1 + next(600)));
    return bytes;
  }
  // Where places and sizes stand: the header of a compound file, the end of an archive.
  const span = kind === 2 ? Math.min(bytes.length, 1_024) : bytes.length;
  const from = kind === 2 && next(2) === 0 ? bytes.length - span : 0;
  for (let flips = 1 + next(8); flips > 0; flips -= 1) {
    const at = from + next(span);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
  }
  return bytes;
}

/** The same numbers for the same seed (mulberry32's recurrence). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
