import assert from 'node:assert/strict';
import { bareSubject, subjectKey } from '../../connector/tracking/index.js';

const SAME: readonly (readonly [string, string])[] = [
  ['Re: Arcade lease', 'Arcade lease'],
  ['RE: Re: re: Arcade lease', 'Arcade lease'],
  ['Re[2]: Arcade lease', 'Arcade lease'],
  ['RE (3) : Arcade  lease ', 'Arcade lease'],
  ['AW: Arcade lease', 'Arcade lease'],
  ['Antw.: Arcade lease', 'Arcade lease'],
  ['TR : RE : Arcade lease', 'Arcade lease'],
  ['RÉP : Arcade lease', 'Arcade lease'],
  ['R: I: Arcade lease', 'Arcade lease'],
  ['SV: VS: VB: Arcade lease', 'Arcade lease'],
  ['Odp: PD: Arcade lease', 'Arcade lease'],
  ['Ynt: İLT: Arcade lease', 'Arcade lease'],
  ['На: Отв: Arcade lease', 'Arcade lease'],
  ['回复：Arcade lease', 'Arcade lease'],
  ['答复: 转发： Arcade lease', 'Arcade lease'],
  ['[EXT] Re: [arcade-list] Arcade lease', 'Arcade lease'],
  ['***SPAM*** Fwd: Arcade lease', 'Arcade lease'],
  ['EXTERNAL: RE: Arcade lease', 'Arcade lease'],
  ['Automatic reply: Arcade lease', 'Arcade lease'],
  ['Automatische Antwort: Arcade lease', 'Arcade lease'],
  ['Réponse automatique : Arcade lease', 'Arcade lease'],
  ['Undeliverable: Arcade lease', 'Arcade lease'],
  ['Accepted: Arcade lease', 'Arcade lease'],
  ['re: ARCADE LEASE', 'Arcade lease'],
  ['Re:\u00a0Arcade\u200b lease', 'Arcade lease'],
];

const OTHER: readonly (readonly [string, string])[] = [
  ['Arcade lease', 'Arcade lease 2'],
  ['Invoice: Arcade lease', 'Arcade lease'],
  ['Regarding: Arcade lease', 'Arcade lease'],
];

const TELLS_NOTHING = ['', 'Re:', 'Re: Hello', 'Hi there', 'AW: Guten Tag', 'Re: Quick question', 'Fwd: Thank you!', 'RE: [list] ', 'Budget', 'Kostenvoranschlag', '2026', '– – –', '返信: 契約'];

describe('the subject of a thread', () => {
  for (const [one, other] of SAME) it(`“${one}” is “${other}”`, () => assert.equal(subjectKey(one), subjectKey(other) ?? 'none'));
  for (const [one, other] of OTHER) it(`“${one}” is not “${other}”`, () => assert.notEqual(subjectKey(one), subjectKey(other)));
  for (const subject of TELLS_NOTHING) it(`“${subject}” tells nothing`, () => assert.equal(subjectKey(subject), null));

  it('needs fewer characters where each says more', () => assert.notEqual(subjectKey('Re: 店舗契約の件'), null));

  it('is shown without prefixes', () => assert.equal(bareSubject('AW: [list] Re: Arcade: the lease'), 'Arcade: the lease'));

  it('takes no time, however long and however often answered', () => {
    const begun = performance.now();
    for (const piece of ['Re: ', '[x] ', '[', 'Re', '*** ', ' ', '(', 'Auto '] as const) subjectKey(piece.repeat(1_000_000));
    assert.ok(performance.now() - begun < 1_000);
  });
});
