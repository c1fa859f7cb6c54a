import assert from 'node:assert/strict';
import { stepFigures, type SentStep } from '../../connector/campaigns/fared.js';
import type { Mode } from '../../connector/consent/index.js';

const NO_FIGURES = { views: 0, firstViewedAt: null, lastViewedAt: null, clicks: 0, lastClickedAt: null, machines: 0, ownViews: 0, prefetches: 0 };

describe('figures of a campaign\'s mail', () => {
  const COUNTED = { views: 3, clicks: 1 };

  /** People it went to by mode, then views, clicks and whether they are too few. */
  const TABLE: readonly (readonly [string, Partial<Record<Mode, number>>, number, number, boolean])[] = [
    ['nobody', {}, 0, 0, false],
    ['one', { anonymous: 1 }, 0, 0, true],
    ['four', { anonymous: 4 }, 0, 0, true],
    ['five', { anonymous: 5 }, 3, 1, false],
    ['four, and many by name', { anonymous: 4, full: 20 }, 0, 0, true],
    ['five, and others by name', { anonymous: 5, full: 2 }, 3, 1, false],
    ['replies only, and one who agreed', { replies: 9, full: 1 }, 0, 0, false],
  ];
  for (const [who, modes, views, clicks, tooFewToCount] of TABLE) {
    it(`counted without knowing whose: ${who}`, () => {
      const sent = Object.entries(modes).flatMap(([mode, people]) => Array.from({ length: people }, (_, index) => sentStep(mode, `${mode} ${index}`)));
      const figures = stepFigures(sent, COUNTED);
      assert.deepEqual([figures.views, figures.clicks, figures.tooFewToCount], [views, clicks, tooFewToCount]);
    });
  }

  it('counted without knowing whose: many mails to few people', () => {
    const sent = Array.from({ length: 12 }, (_, index) => sentStep('anonymous', `person ${index % 3}`));
    assert.ok(stepFigures(sent, COUNTED).tooFewToCount);
  });
});

function sentStep(mode: string, address: string): SentStep {
  const [known = assert.fail()] = (['full', 'links', 'anonymous', 'replies', 'off'] satisfies Mode[]).filter((one) => one === mode);
  return { enrollmentId: `${address} once more`, address, position: 0, fared: { mode: known, seen: { state: 'cannot-be-known', reason: 'anonymous', says: '' }, figures: NO_FIGURES, repliedAt: null } };
}
