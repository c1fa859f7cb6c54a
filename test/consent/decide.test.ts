import assert from 'node:assert/strict';
import { countryOfAddress } from '../../connector/consent/country.js';
import { consentLine, decideMode, type ConsentState, type RecipientFacts } from '../../connector/consent/decide.js';
import { strictest, type Mode } from '../../connector/consent/modes.js';
import { defaultPolicy, policyInForce, type PolicyInForce } from '../../connector/consent/policy.js';

const POLICIES = {
  'not chosen': policyInForce(null, undefined),
  strict: defaultPolicy('strict'),
  'by country': defaultPolicy('by-country'),
  'all on': defaultPolicy('all-on'),
} satisfies Record<string, PolicyInForce>;

/** `anna@flynn.fr`, or with what is known of her: `given anna@flynn.fr`, `colleague rep@contoso.example`, `refused …`. */
function facts(text: string): RecipientFacts {
  const words = text.split(' ');
  const address = words.at(-1) ?? '';
  const consent = (['given', 'refused', 'withdrawn'] as const).find((state) => words.includes(state)) ?? ('unknown' satisfies ConsentState);
  return { address, consent, isColleague: words.includes('colleague'), country: countryOfAddress(address) };
}

describe('how much a mail may tell', () => {
  const TABLE: readonly (readonly [keyof typeof POLICIES, Mode, string, Mode, string])[] = [
    // policy       wanted       recipients                                          mode         because
    ['not chosen', 'full', 'anna@encom.com', 'replies', 'not-chosen'],
    ['not chosen', 'full', 'given anna@encom.com', 'full', ''],
    ['not chosen', 'full', 'colleague riley@contoso.example', 'replies', 'not-chosen'],
    ['not chosen', 'off', 'anna@encom.com', 'off', ''],
    ['strict', 'full', 'anna@encom.com', 'replies', 'policy-strict'],
    ['strict', 'links', 'anna@encom.com', 'replies', 'policy-strict'],
    ['strict', 'anonymous', 'anna@encom.com', 'replies', 'policy-strict'],
    ['strict', 'replies', 'anna@encom.com', 'replies', ''],
    ['strict', 'full', 'given anna@encom.fr', 'full', ''],
    ['strict', 'full', 'given anna@encom.fr, bob@encom.fr', 'replies', 'policy-strict'],
    ['by country', 'full', 'anna@encom.fr', 'replies', 'policy-country'],
    ['by country', 'full', 'anna@encom.it', 'replies', 'policy-country'],
    ['by country', 'full', 'anna@encom.de', 'anonymous', 'policy-country'],
    ['by country', 'links', 'anna@encom.de', 'anonymous', 'policy-country'],
    ['by country', 'anonymous', 'anna@encom.de', 'anonymous', ''],
    ['by country', 'full', 'anna@encom.co.uk', 'anonymous', 'policy-country'],
    ['by country', 'full', 'anna@encom.com.br', 'full', ''],
    ['by country', 'full', 'anna@encom.com', 'replies', 'policy-unknown-country'],
    ['by country', 'full', 'anna@encom.io', 'replies', 'policy-unknown-country'],
    ['by country', 'full', 'anna@encom.de, bob@encom.fr, carl@encom.us', 'replies', 'policy-country policy-country'],
    ['by country', 'full', 'given anna@encom.fr', 'full', ''],
    ['by country', 'full', 'colleague riley@contoso.us', 'replies', 'policy-colleague'],
    ['all on', 'full', 'anna@encom.fr', 'full', ''],
    ['all on', 'full', 'refused anna@encom.us', 'replies', 'refused'],
    ['all on', 'full', 'withdrawn anna@encom.us', 'replies', 'withdrawn'],
    ['all on', 'full', 'bob@encom.us, refused anna@encom.us', 'replies', 'refused'],
    ['all on', 'off', 'refused anna@encom.us', 'off', ''],
    ['all on', 'links', 'colleague riley@contoso.example', 'links', ''],
    ['all on', 'full', '', 'full', ''],
  ];
  for (const [policy, wanted, recipients, mode, because] of TABLE) {
    it(`${policy}, ${wanted} wanted, to ${recipients === '' ? 'nobody yet' : recipients}: ${mode}`, () => {
      const decision = decideMode(wanted, recipients === '' ? [] : recipients.split(', ').map(facts), POLICIES[policy]);
      assert.deepEqual([decision.mode, decision.because.map(({ code }) => code).join(' ')], [mode, because]);
    });
  }

  it('names the strictest first', () => {
    const { because } = decideMode('full', ['anna@encom.de', 'refused bob@encom.us'].map(facts), POLICIES['by country']);
    assert.deepEqual(because.map(({ address }) => address), ['bob@encom.us', 'anna@encom.de']);
    assert.equal(because[1]?.says, 'anna@encom.de has not agreed, and is in Germany.');
  });

  it('is never more than was wanted', () => {
    for (const wanted of ['full', 'links', 'anonymous', 'replies', 'off'] as const) {
      for (const policy of Object.values(POLICIES)) {
        const { mode } = decideMode(wanted, [facts('anna@encom.de')], policy);
        assert.equal(strictest(mode, wanted), mode);
      }
    }
  });
});

describe('what a mail says about tracking at its end', () => {
  const TABLE: readonly (readonly [keyof typeof POLICIES, Mode, string, 'ask' | 'take-back' | null])[] = [
    ['strict', 'full', 'anna@encom.com', 'ask'],
    ['strict', 'replies', 'anna@encom.com', null],
    ['strict', 'full', 'given anna@encom.com', 'take-back'],
    ['strict', 'anonymous', 'given anna@encom.com', null],
    ['strict', 'full', 'refused anna@encom.com', null],
    ['strict', 'full', 'withdrawn anna@encom.com', null],
    ['strict', 'full', 'colleague riley@contoso.example', null],
    ['by country', 'full', 'anna@encom.fr', 'ask'],
    ['by country', 'full', 'anna@encom.us', null],
    ['all on', 'full', 'anna@encom.fr', null],
    ['all on', 'full', 'given anna@encom.fr', 'take-back'],
    ['not chosen', 'full', 'anna@encom.fr', null],
  ];
  for (const [policy, wanted, recipient, line] of TABLE) {
    it(`${policy}, ${wanted} wanted, to ${recipient}: ${line ?? 'nothing'}`, () => assert.equal(consentLine(wanted, facts(recipient), POLICIES[policy]), line));
  }
  it('is nothing where the administrator does not want to ask', () => assert.equal(consentLine('full', facts('anna@encom.fr'), { ...defaultPolicy('strict'), asks: false }), null));
});

describe('the country of an address', () => {
  const TABLE: readonly (readonly [string, string | null])[] = [
    ['anna@encom.fr', 'FR'],
    ['anna@ENCOM.FR.', 'FR'],
    ['anna@encom.co.uk', 'GB'],
    ['anna@mail.encom.com.br', 'BR'],
    ['anna@encom.com', null],
    ['anna@encom.uk.com', null],
    ['anna@encom.eu', null],
    ['anna@encom.io', null],
    ['anna@encom.ai', null],
    ['anna@encom.co', null],
    ['anna@encom.tv', null],
    ['anna@encom.me', null],
    ['anna@encom.example', null],
    ['anna@encom.xx', null],
    ['anna@[192.0.2.1]', null],
    ['anna', null],
  ];
  for (const [address, country] of TABLE) it(`${address}: ${country ?? 'unknown'}`, () => assert.equal(countryOfAddress(address), country));
});
