/** Viewed, not seen, or cannot be known: the table, and rates that leave the last out. */
import assert from 'node:assert/strict';
import { rates, SEEN_REASONS, stateOf, type SeenFacts, type SeenReason, type SeenState } from '../../../connector/tracking/judge/states.js';

const USUAL: SeenFacts = {
  mode: 'full',
  because: 'asked',
  askedBy: 'rep',
  isStamped: true,
  isTest: false,
  silenced: 'no',
  refusedBy: [],
  only: 'Lora',
  tracking: true,
  quotedOn: false,
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
  ['anonymous', { mode: 'anonymous', views: 1 }, 'cannot-be-known', 'anonymous'],
  ['replies only', { mode: 'replies', hasPixel: false }, 'cannot-be-known', 'replies-only'],
  ['replies only, for want of consent', { mode: 'replies', hasPixel: false, because: 'policy-strict' }, 'cannot-be-known', 'no-consent'],
  ['links only, for want of consent in their country', { mode: 'links', hasPixel: false, because: 'policy-country' }, 'cannot-be-known', 'no-consent'],
  ['replies only, because somebody had refused', { mode: 'replies', hasPixel: false, because: 'refused' }, 'cannot-be-known', 'had-refused'],
  ['replies only, because somebody had taken it back', { mode: 'replies', hasPixel: false, because: 'withdrawn' }, 'cannot-be-known', 'had-refused'],
  ['replies only by policy', { mode: 'replies', hasPixel: false, because: 'not-chosen' }, 'cannot-be-known', 'policy'],
  ['replies only, and nobody knows why', { mode: 'replies', hasPixel: false, because: null }, 'cannot-be-known', 'replies-only'],
  ['written without Readback', { mode: 'replies', hasPixel: false, isStamped: false, because: 'policy-strict' }, 'cannot-be-known', 'not-stamped'],
  ['a test', { isTest: true, isOwn: true }, 'cannot-be-known', 'test-mail'],
  ['refused later', { mode: 'replies', silenced: 'later' }, 'cannot-be-known', 'refused-later'],
  ['carries more than was allowed', { mode: 'replies', silenced: 'always', because: 'refused' }, 'cannot-be-known', 'not-recorded'],
  ['off', { mode: 'off', hasPixel: false }, 'cannot-be-known', 'off'],
  ['switched off before anybody saw it', { tracking: false }, 'cannot-be-known', 'switched-off'],
  ['switched off after a view', { tracking: false, views: 1 }, 'viewed', 'viewed'],
  ['quoted to somebody who may not be tracked before anybody saw it', { quotedOn: true, actedWithoutView: true }, 'cannot-be-known', 'quoted-on'],
  ['quoted to somebody who may not be tracked after a view', { quotedOn: true, views: 1 }, 'viewed', 'viewed'],
  ['an own address', { isOwn: true }, 'cannot-be-known', 'own-address'],
];

describe('states: whether a person saw a mail', () => {
  for (const [what, facts, state, reason] of ROWS) {
    it(`${what} → ${state}, ${reason}`, () => {
      const seen = stateOf({ ...USUAL, ...facts });
      assert.deepEqual([seen.state, seen.reason], [state, reason]);
    });
  }

  const SENTENCES: readonly (readonly [facts: Partial<SeenFacts>, says: string])[] = [
    [{ mode: 'replies', silenced: 'later', refusedBy: ['Lora'] }, 'Lora refused later: what was recorded was erased, and nothing more is.'],
    [{ mode: 'replies', silenced: 'later' }, 'Somebody it went to refused later, or had their data erased: what was recorded was erased, and nothing more is.'],
    [{ mode: 'replies', because: 'policy-strict' }, 'Sent without image and tracked links, because Lora had not agreed, and your organisation tracks only who has.'],
    [{ mode: 'replies', because: 'policy-other-country' }, 'Sent without image and tracked links, because Lora had not agreed, which your organisation asks for in their country.'],
    [{ mode: 'replies', because: 'policy-unknown-country' }, 'Sent without image and tracked links, because Lora had not agreed, and nobody knows in which country they are.'],
    [{ mode: 'links', because: 'policy-colleague' }, 'Sent with tracked links only, because Lora is a colleague, and your organisation’s policy allows no more.'],
    [{ mode: 'replies', because: 'not-chosen' }, 'Sent without image and tracked links, because no administrator had chosen yet whom your organisation tracks.'],
    [{ mode: 'replies', because: 'refused', only: null, people: 2 }, 'Sent without image and tracked links, because somebody it went to had refused to be tracked.'],
    [{ mode: 'replies', because: 'withdrawn' }, 'Sent without image and tracked links, because Lora had agreed once, and taken it back.'],
    [{ mode: 'replies', silenced: 'always', because: 'refused' }, 'Nothing of it is recorded but replies, because Lora had refused to be tracked.'],
    [{ mode: 'replies' }, 'Only replies to this mail are tracked, as you chose.'],
    [{ mode: 'links', askedBy: 'campaign' }, 'Of this mail only links and replies are tracked, as its campaign says.'],
    [{ mode: 'replies', because: null }, 'Only replies to this mail are tracked.'],
    [{ tracking: false }, 'You switched tracking of this mail off.'],
  ];
  for (const [facts, says] of SENTENCES) it(`says: ${says}`, () => assert.equal(stateOf({ ...USUAL, ...facts }).says, says));

  it('says no state twice', () => {
    for (const { says } of Object.values(SEEN_REASONS)) assert.doesNotMatch(says, /nobody can know|cannot be known/i);
  });

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
