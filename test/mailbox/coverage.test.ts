import assert from 'node:assert/strict';
import { judge, READABLE_FOR_MS, sentenceOf, STALE_MS, stateOf, type Gap, type Reads, type WatchFacts } from '../../connector/mailbox/coverage/coverage.js';

const NOW = new Date('2026-11-23T10:40:00Z');
const MINUTE_MS = 60_000;
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS);

describe('whether a mailbox is watched', () => {
  const well: WatchFacts = {
    now: NOW,
    subscriptions: [
      { place: 'inbox', expiresAt: at(600) },
      { place: 'sentitems', expiresAt: at(600) },
    ],
    unread_ms: 0,
    failing: null,
  };
  for (const [what, facts, reason] of [
    ['all is well', {}, null],
    ['it was read just in time', { unread_ms: STALE_MS }, null],
    ['a reading failed, and is tried again', { failing: 'EXCHANGE_UNREACHABLE', unread_ms: 10 * MINUTE_MS }, null],
    ['reading has failed for too long', { failing: 'EXCHANGE_UNREACHABLE', unread_ms: STALE_MS + 1 }, 'unreachable'],
    ['nothing has been read, and nothing failed: nobody was there', { unread_ms: STALE_MS + 1 }, 'down'],
    ['Exchange refuses, at once', { failing: 'MAILBOX_DENIED' }, 'denied'],
    ['nothing is subscribed', { subscriptions: [] }, 'subscription'],
    ['the Inbox is not subscribed', { subscriptions: [{ place: 'sentitems', expiresAt: at(600) }] }, 'subscription'],
    ['a subscription has expired', { subscriptions: [{ place: 'inbox', expiresAt: NOW }, { place: 'sentitems', expiresAt: at(600) }] }, 'subscription'],
    ['only the one for the whole mailbox stands', { subscriptions: [{ place: 'other', expiresAt: at(600) }] }, 'subscription'],
  ] as const) {
    it(`${reason === null ? 'yes' : `no, ${reason}`}: ${what}`, () => {
      assert.deepEqual(judge({ ...well, ...facts }), reason === null ? { watched: true } : { watched: false, reason });
    });
  }
});

describe('what became of a gap', () => {
  const gap: Gap = { from: at(-60), until: at(-10), reason: 'unreachable' };
  const all = (minutes: number): Reads => ({ inbox: at(minutes), sentitems: at(minutes), other: at(minutes) });
  for (const [state, what, changes, reads] of [
    ['open', 'lasts', { until: null }, all(0)],
    ['closed', 'nothing read since', {}, all(-11)],
    ['closed', 'other folders not read since', {}, { ...all(0), other: at(-11) }],
    ['closed', 'Sent Items never read', {}, { ...all(0), sentitems: null }],
    ['filled', 'everything read since', {}, all(-10)],
    ['unfilled', 'the mailbox was disconnected', { reason: 'removed' }, all(0)],
    ['unfilled', 'longer than deleted mail can be read', { from: new Date(NOW.getTime() - READABLE_FOR_MS - 11 * MINUTE_MS) }, all(0)],
    ['filled', 'as long as deleted mail can be read', { from: new Date(at(-10).getTime() - READABLE_FOR_MS) }, all(0)],
  ] as const) {
    it(`${state}: ${what}`, () => {
      assert.equal(stateOf({ ...gap, ...changes }, reads), state);
      assert.match(sentenceOf({ ...gap, ...changes }, state), /^[A-Z].*\.$/);
    });
  }
});
