/** The table of how much may be told of whoever opens a document. */
import assert from 'node:assert/strict';
import { decideMode, defaultPolicy, policyInForce, type ConsentState, type Mode, type PolicyInForce } from '../../../connector/consent/index.js';
import { telling, tellsOpening } from '../../../connector/documents/read/telling.js';

const STRICT = defaultPolicy('strict');
const ALL_ON = defaultPolicy('all-on');
const NOT_CHOSEN = policyInForce(null, undefined);

interface Opens {
  readonly mode: Mode;
  readonly consent?: ConsentState;
  readonly policy?: PolicyInForce;
  readonly silenced?: boolean;
  readonly isColleague?: boolean;
  /** It is whom the mail was made for. */
  readonly decided?: boolean;
}

type Row = readonly [what: string, opens: Opens, told: string];

const TABLE: readonly Row[] = [
  ['a mail in full', { mode: 'full' }, 'full, times on'],
  ['a mail with links only', { mode: 'links' }, 'links, times ask'],
  ['a mail that is only counted', { mode: 'anonymous' }, 'anonymous, times ask'],
  ['a mail in full, silenced', { mode: 'full', silenced: true }, 'nothing, times off'],
  ['a mail in full, whose recipient refused meanwhile', { mode: 'full', consent: 'refused' }, 'nothing, times off'],
  ['a mail in full, whose recipient took it back', { mode: 'full', consent: 'withdrawn' }, 'nothing, times off'],
  ['a mail that is off', { mode: 'off' }, 'nothing, times off'],
  ['replies only, for want of consent', { mode: 'replies', policy: STRICT }, 'nothing, times ask'],
  ['replies only, while nobody has chosen', { mode: 'replies', policy: NOT_CHOSEN }, 'nothing, times ask'],
  ['replies only, as the rep chose: they agreed', { mode: 'replies', policy: STRICT, consent: 'given' }, 'nothing, times off'],
  ['replies only, as the rep chose: all on', { mode: 'replies', policy: ALL_ON }, 'nothing, times off'],
  ['replies only, to a colleague', { mode: 'replies', policy: STRICT, isColleague: true }, 'nothing, times off'],
  ['replies only, refused', { mode: 'replies', policy: STRICT, consent: 'refused' }, 'nothing, times off'],
  ['a link to anybody, all on', { mode: 'full', policy: ALL_ON, decided: false }, 'full, times on'],
  ['a link to anybody, under the strict policy', { mode: 'full', policy: STRICT, decided: false }, 'nothing, times ask'],
  ['somebody else’s address, who never said anything, strict', { mode: 'full', policy: STRICT, decided: false }, 'nothing, times ask'],
  ['somebody else’s address, who agreed, strict', { mode: 'full', policy: STRICT, consent: 'given', decided: false }, 'full, times on'],
  ['somebody else’s address, who refused', { mode: 'full', policy: ALL_ON, consent: 'refused', decided: false }, 'nothing, times off'],
];

describe('how much is told of who opens a document', () => {
  for (const [what, { mode, consent = 'unknown', policy = ALL_ON, silenced = false, isColleague = false, decided = true }, told] of TABLE) {
    it(`${what} → ${told}`, () => {
      const allowed = decideMode('full', [{ address: 'flynn@flynnsarcade.com', consent, isColleague, country: null }], policy);
      const found = telling({ mode, silenced, decided, allowed });
      assert.equal(`${tellsOpening(found) ? found.mode : 'nothing'}, times ${found.times}`, told);
    });
  }
});
