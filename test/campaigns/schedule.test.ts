import assert from 'node:assert/strict';
import { dayOneOf, firstDueAt, maySendAt, stepDueAt } from '../../connector/campaigns/schedule.js';

const BERLIN = { hour: 9, zone: 'Europe/Berlin' };
const at = (iso: string): Date => new Date(iso);

describe('when mails are due', () => {
  const first: readonly (readonly [string, string, string])[] = [
    ['before the hour: the same day', '2026-11-23T06:30:00Z', '2026-11-23T08:00:00Z'],
    ['within the hour: at once', '2026-11-23T08:20:00Z', '2026-11-23T08:20:00Z'],
    ['after the hour: the next day', '2026-11-23T09:00:00Z', '2026-11-24T08:00:00Z'],
    ['Friday evening: Monday', '2026-11-27T18:00:00Z', '2026-11-30T08:00:00Z'],
    ['Saturday within the hour: Monday', '2026-11-28T08:10:00Z', '2026-11-30T08:00:00Z'],
    ['Sunday: Monday', '2026-11-29T12:00:00Z', '2026-11-30T08:00:00Z'],
    ['local midnight counts, not that of UTC', '2026-11-29T23:30:00Z', '2026-11-30T08:00:00Z'],
  ];
  for (const [what, now, due] of first) {
    it(`first mail, ${what}`, () => assert.equal(firstDueAt(at(now), BERLIN).toISOString(), at(due).toISOString()));
  }

  it('first mail of a later day comes as many days after day 1, and counts from it', () => {
    assert.equal(firstDueAt(at('2026-11-23T08:20:00Z'), BERLIN, 2).toISOString(), '2026-11-24T08:00:00.000Z');
    assert.equal(firstDueAt(at('2026-11-26T09:00:00Z'), BERLIN, 2).toISOString(), '2026-11-30T08:00:00.000Z');
    const started = dayOneOf(at('2026-11-24T08:00:00Z'), 2, BERLIN.zone);
    assert.equal(stepDueAt(started, 3, at('2026-11-24T08:00:00Z'), BERLIN).toISOString(), '2026-11-25T08:00:00.000Z');
  });

  const later: readonly (readonly [string, string, number, string, string])[] = [
    ['day 3 after Monday is Wednesday', '2026-11-23T08:20:00Z', 3, '2026-11-23T08:20:00Z', '2026-11-25T08:00:00Z'],
    ['day 3 after Thursday is Saturday: Monday', '2026-11-26T08:00:00Z', 3, '2026-11-26T08:00:00Z', '2026-11-30T08:00:00Z'],
    ['never on the day of the mail before', '2026-11-23T08:00:00Z', 3, '2026-11-25T10:00:00Z', '2026-11-26T08:00:00Z'],
    ['the hour stays the same over the change of the clocks', '2026-10-23T07:00:00Z', 4, '2026-10-23T07:00:00Z', '2026-10-26T08:00:00Z'],
  ];
  for (const [what, started, day, last, due] of later) {
    it(`later mail, ${what}`, () => assert.equal(stepDueAt(at(started), day, at(last), BERLIN).toISOString(), at(due).toISOString()));
  }

  it('mails may go on working days from the hour on', () => {
    assert.equal(maySendAt(at('2026-11-23T07:59:00Z'), BERLIN), false);
    assert.equal(maySendAt(at('2026-11-23T08:00:00Z'), BERLIN), true);
    assert.equal(maySendAt(at('2026-11-28T08:00:00Z'), BERLIN), false);
  });
});
