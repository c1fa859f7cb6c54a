import assert from 'node:assert/strict';
import { firstDueAt, maySendAt, stepDueAt } from '../../connector/campaigns/schedule.js';

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
