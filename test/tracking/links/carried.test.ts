import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { keysFrom } from '../../../connector/config/index.js';
import type { Mode } from '../../../connector/consent/index.js';
import { carriedBy, isCarried } from '../../../connector/tracking/links/carried.js';
import { mintStamp, sharedStamp } from '../../../connector/tracking/stamp.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailboxId = randomUUID();
const shared = sharedStamp(keys, mailboxId, 'a scope');

type Which = 'own' | 'shared' | null;

/** What stands in a mail of each mode, beside the stamp in its header; and which requests on its own stamp can come from it. */
const TABLE: readonly (readonly [mode: Mode, pixel: Which, links: Which, viewed: boolean, clicked: boolean])[] = [
  ['full', 'own', 'own', true, true],
  ['links', null, 'own', false, true],
  ['anonymous', 'shared', 'shared', false, false],
  ['replies', null, null, false, false],
  ['off', null, null, false, false],
];

describe('what a mail carries', () => {
  for (const [mode, pixel, links, viewed, clicked] of TABLE) {
    it(`in mode ${mode}: pixel ${pixel ?? 'none'}, links ${links ?? 'none'}`, () => {
      const own = mintStamp(keys, mailboxId, mode);
      const textOf = (which: Which): string | null => (which === null ? null : which === 'own' ? own.text : shared.text);
      assert.deepEqual(carriedBy(keys, own, 'a scope'), { pixel: textOf(pixel), links: textOf(links) });
      assert.deepEqual([isCarried(own, 'pixel'), isCarried(own, 'click')], [viewed, clicked]);
    });
  }

  it('of a stamp that is shared: both', () => assert.deepEqual([isCarried(shared, 'pixel'), isCarried(shared, 'click')], [true, true]));
});
