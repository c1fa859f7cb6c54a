/** Viewed, not seen, or cannot be known: the table, and rates that leave the last out. */
import assert from 'node:assert/strict';
import { rates, SEEN_REASONS, stateOf, type SeenFacts, type SeenReason, type SeenState } from '../../../connector/tracking/judge/states.js';

const USUAL: SeenFacts = {
  mode: 'full',
  becauseOfConsent: false,
  tracking: true,
  hasPixel: true,
  isPlainText: false,
  ambiguous: false,
  people: 1,
  isOwn: false,
  views: 0,
  appleLoaded: false,
  actedWithoutView: false,
};

const ROWS: readonly (readonly [what: string, facts: Partial<SeenFacts>, state: SeenState, reason: SeenReason])[] = [
  ['nothing happened', {}, 'not-seen', 'not-yet'],
  ['a view', { views: 1 }, 'viewed', 'viewed'],
  ['a view, and a click after it', { views: 1, actedWithoutView: false }, 'viewed', 'viewed'],
  ['a view, and Apple loaded too: it was opened elsewhere', { views: 1, appleLoaded: true }, 'viewed', 'viewed'],
  ['Apple loaded', { appleLoaded: true }, 'cannot-be-known', 'apple-mail'],
  ['an answer without images', { actedWithoutView: true }, 'cannot-be-known', 'images-off'],
  ['an answer from Apple Mail', { actedWithoutView: true, appleLoaded: true }, 'cannot-be-known', 'images-off'],
  ['several people, nobody saw it', { people: 3 }, 'not-seen', 'nobody-yet'],
  ['several people, a view', { people: 3, views: 1 }, 'cannot-be-known', 'one-of-several'],
  ['several people, Apple loaded', { people: 2, appleLoaded: true }, 'cannot-be-known', 'apple-mail'],
  ['plain text', { isPlainText: true, hasPixel: false }, 'cannot-be-known', 'plain-text'],
  ['no image in it', { hasPixel: false }, 'cannot-be-known', 'no-image'],
  ['its image is in another mail too', { ambiguous: true, views: 2 }, 'cannot-be-known', 'ambiguous'],
  ['links only', { mode: 'links', hasPixel: false }, 'cannot-be-known', 'links-only'],
  ['links only because nobody agreed to more', { mode: 'links', hasPixel: false, becauseOfConsent: true }, 'cannot-be-known', 'no-consent'],
  ['anonymous', { mode: 'anonymous', views: 1 }, 'cannot-be-known', 'anonymous'],
  ['replies only', { mode: 'replies', hasPixel: false }, 'cannot-be-known', 'replies-only'],
  ['replies only, for want of consent', { mode: 'replies', hasPixel: false, becauseOfConsent: true }, 'cannot-be-known', 'no-consent'],
  ['off', { mode: 'off', hasPixel: false }, 'cannot-be-known', 'off'],
  ['switched off before anybody saw it', { tracking: false }, 'cannot-be-known', 'switched-off'],
  ['switched off after a view', { tracking: false, views: 1 }, 'viewed', 'viewed'],
  ['an own address', { isOwn: true }, 'cannot-be-known', 'own-address'],
];

describe('states: whether a person saw a mail', () => {
  for (const [what, facts, state, reason] of ROWS) {
    it(`${what} → ${state}, ${reason}`, () => {
      const seen = stateOf({ ...USUAL, ...facts });
      assert.deepEqual([seen.state, seen.reason, seen.says], [state, reason, SEEN_REASONS[reason].says]);
    });
  }

  it('every reason stands in the table', () => assert.deepEqual(Object.keys(SEEN_REASONS).sort(), [...new Set(ROWS.map(([, , , reason]) => reason))].sort()));
});

describe('states: rates', () => {
  const states = (...facts: readonly Partial<SeenFacts>[]): ReturnType<typeof stateOf>[] => facts.map((one) => stateOf({ ...USUAL, ...one }));

  it('are viewed of what can be known', () => {
    assert.deepEqual(rates(states({ views: 1 }, { views: 2 }, {}, {}, { appleLoaded: true }, { mode: 'replies' })), { viewed: 2, knowable: 4, unknown: 2, rate: 0.5 });
  });

  it('leave out mails to several people, also while nobody has seen them', () => {
    assert.deepEqual(rates(states({ views: 1 }, { people: 2 }, { people: 2, views: 1 })), { viewed: 1, knowable: 1, unknown: 2, rate: 1 });
  });

  it('are none where nothing can be known', () => {
    assert.deepEqual(rates(states({ mode: 'off' })), { viewed: 0, knowable: 0, unknown: 1, rate: null });
    assert.deepEqual(rates([]), { viewed: 0, knowable: 0, unknown: 0, rate: null });
  });
});
