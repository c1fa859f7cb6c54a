import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { StampSet } from '../../../connector/tracking/ingest/stamp-set.js';

const MANY = 1_000_000;
const anId = (): string => randomBytes(12).toString('base64url');

describe('a set of stamps', () => {
  it('has what was added and not deleted, in whatever order', () => {
    const set = new StampSet();
    const truth = new Set<string>();
    // Few different first words, so that places are fought for.
    const ids = Array.from({ length: 3_000 }, (_, index) => Buffer.concat([Buffer.from([index % 7, 0, 0, 0]), randomBytes(8)]).toString('base64url'));
    for (let turn = 0; turn < 20_000; turn++) {
      const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
      if (Math.random() < 0.5) {
        set.add(id);
        truth.add(id);
      } else {
        set.delete(id);
        truth.delete(id);
      }
    }
    assert.equal(set.size, truth.size);
    for (const id of ids) assert.equal(set.has(id), truth.has(id), id);
  });

  it('never has what is no id', () => {
    const set = new StampSet();
    set.add(anId());
    for (const odd of ['', 'x', 'A'.repeat(16), 'A'.repeat(17), '../../etc/passwd']) {
      set.add(odd);
      assert.equal(set.has(odd), false, odd);
    }
    assert.equal(set.size, 1);
  });

  it('of a million takes well under 50 MB', () => {
    const set = new StampSet();
    const bytes = randomBytes(12 * MANY);
    for (let at = 0; at < bytes.length; at += 12) set.add(bytes.toString('base64url', at, at + 12));
    const words = Object.values(set).find((value): value is Uint32Array => value instanceof Uint32Array);
    assert.equal(set.size, MANY);
    assert.ok((words?.byteLength ?? Infinity) < 30e6, `${words?.byteLength ?? 0} bytes`);
    assert.ok(set.has(bytes.toString('base64url', 0, 12)) && !set.has(anId()));
  }).timeout(20_000);
});
