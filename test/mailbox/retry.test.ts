import assert from 'node:assert/strict';
import { retryDelay, type Outcome } from '../../connector/mailbox/graph/retry.js';

const NOW = new Date('2026-11-23T10:00:00Z');
const BASE: Outcome = { method: 'GET', sends: false, status: 200, retryAfter: null, attempt: 1, now: NOW };

describe('when a request to Graph is made again', () => {
  const table: readonly [what: string, outcome: Partial<Outcome>, delay_ms: number | null][] = [
    ['an answer', {}, null],
    ['a refusal', { status: 404 }, null],
    ['a server error that would come again', { status: 500 }, null],
    ['throttled', { status: 429 }, 100],
    ['throttled, with the seconds to wait', { status: 429, retryAfter: '7' }, 7_000],
    ['throttled, with a date', { status: 429, retryAfter: 'Mon, 23 Nov 2026 10:00:05 GMT' }, 5_000],
    ['throttled, with nonsense', { status: 429, retryAfter: 'soon' }, 100],
    ['asked to wait less than the own backoff', { status: 429, retryAfter: '0', attempt: 3 }, 400],
    ['asked to wait longer than a job should', { status: 429, retryAfter: '600' }, null],
    ['reading while Exchange is away', { status: 503 }, 100],
    ['reading that timed out', { status: 504, attempt: 2 }, 200],
    ['reading without an answer', { status: null }, 100],
    ['changing', { method: 'PATCH', status: 503 }, 100],
    ['deleting', { method: 'DELETE', status: null }, 100],
    ['the fourth time', { status: 503, attempt: 4 }, null],
    ['creating that was rejected', { method: 'POST', status: 429 }, 100],
    ['creating that may have been done: 503', { method: 'POST', status: 503 }, null],
    ['creating that may have been done: 504', { method: 'POST', status: 504 }, null],
    ['creating without an answer', { method: 'POST', status: null }, null],
    ['sending, whatever the answer', { method: 'POST', sends: true, status: 429 }, null],
  ];
  for (const [what, outcome, delay_ms] of table) {
    it(`${what}: ${delay_ms === null ? 'not' : `after ${delay_ms} ms`}`, () => {
      assert.equal(retryDelay({ ...BASE, ...outcome }, 100), delay_ms);
    });
  }
});
