import assert from 'node:assert/strict';
import { IDLE_AFTER_MS } from '../../connector/documents/viewer-limits.js';
import { DWELL_MS, PageTimes } from '../../viewer/reading/times.js';

type Step = number | `see ${number}` | 'hide' | 'show' | 'sign';

/** What is told after these steps; a number lets so many milliseconds go by, with the reader giving a sign of life before. */
function told(steps: readonly Step[]): { times: Record<number, number>; path: readonly number[]; now: number | null } {
  let now = 1_000;
  const times = new PageTimes(() => now);
  for (const step of steps) {
    if (typeof step === 'number') now += step;
    else if (step === 'hide' || step === 'show') times.show(step === 'show');
    else if (step === 'sign') times.sign();
    else times.see(Number(step.slice(4)));
  }
  const sums = times.sums();
  return { times: Object.fromEntries(sums.pages.map(({ page, time_ms }) => [page, time_ms])), path: sums.path, now: sums.now };
}

describe('times of pages', () => {
  const table: readonly [string, readonly Step[], ReturnType<typeof told>][] = [
    ['nothing seen', [500], { times: {}, path: [], now: null }],
    ['the first page counts from the start', ['see 1', 100], { times: { 1: 100 }, path: [1], now: 1 }],
    ['one behind the other', ['see 1', 2_000, 'see 2', 3_000], { times: { 1: 2_000, 2: 3_000 }, path: [1, 2], now: 2 }],
    ['back again', ['see 1', 1_000, 'see 2', 1_000, 'see 1', 1_000], { times: { 1: 2_000, 2: 1_000 }, path: [1, 2, 1], now: 1 }],
    ['pages that rush by are not read', ['see 1', 1_000, 'see 2', 50, 'see 3', DWELL_MS - 1, 'see 4', 1_000], { times: { 1: 1_000, 4: 1_000 }, path: [1, 4], now: 4 }],
    ['a page read after passing by counts whole', ['see 1', 1_000, 'see 2', 200, 'sign', 200], { times: { 1: 1_000, 2: 400 }, path: [1, 2], now: 2 }],
    ['back to the page one came from, past others', ['see 1', 1_000, 'see 2', 50, 'see 1', 1_000], { times: { 1: 2_000 }, path: [1], now: 1 }],
    ['hidden time does not count', ['see 1', 1_000, 'hide', 60_000, 'show', 1_000], { times: { 1: 2_000 }, path: [1], now: 1 }],
    ['hidden: nothing is in view', ['see 1', 1_000, 'hide', 10], { times: { 1: 1_000 }, path: [1], now: null }],
    ['idle after a minute', ['see 1', 10 * IDLE_AFTER_MS], { times: { 1: IDLE_AFTER_MS }, path: [1], now: null }],
    ['a sign in time keeps it going', ['see 1', IDLE_AFTER_MS - 1, 'sign', IDLE_AFTER_MS - 1], { times: { 1: 2 * IDLE_AFTER_MS - 2 }, path: [1], now: 1 }],
    ['back from idling, the pause does not count', ['see 1', 5 * IDLE_AFTER_MS, 'sign', 1_000], { times: { 1: IDLE_AFTER_MS + 1_000 }, path: [1], now: 1 }],
    ['another page while idle (by a script) does not count', ['see 1', 2 * IDLE_AFTER_MS, 'see 2', 5_000], { times: { 1: IDLE_AFTER_MS }, path: [1], now: null }],
    ['the same page seen again and again is one stay', ['see 1', 500, 'see 1', 500, 'see 1', 500], { times: { 1: 1_500 }, path: [1], now: 1 }],
  ];
  for (const [what, steps, expected] of table) it(what, () => assert.deepEqual(told(steps), expected));

  it('asking often changes nothing', () => {
    let now = 0;
    const times = new PageTimes(() => now);
    times.see(1);
    for (let second = 0; second < 20; second += 1) {
      now += 100.4;
      times.sums();
    }
    assert.deepEqual(times.sums().pages, [{ page: 1, time_ms: 2_008 }]);
  });
});
