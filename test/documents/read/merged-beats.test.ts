import assert from 'node:assert/strict';
import type { ToldBeat } from '../../../connector/documents/read/beat-rows.js';
import { mergedBeats } from '../../../connector/documents/read/merged-beats.js';

const beat = (sequence: number, pathFrom: number, path: readonly number[], pages: Readonly<Record<number, number>> = {}, now: number | null = null): ToldBeat => ({
  sequence,
  pathFrom,
  path: [...path],
  pages: Object.entries(pages).map(([page, time_ms]) => ({ page: Number(page), time_ms })),
  now,
});

describe('two beats of one visit made one', () => {
  const TABLE: readonly (readonly [what: string, one: ToldBeat, other: ToldBeat, merged: ToldBeat])[] = [
    ['in order', beat(1, 0, [1, 2], { 1: 10 }, 2), beat(2, 2, [3], { 1: 10, 2: 20 }, 3), beat(2, 0, [1, 2, 3], { 1: 10, 2: 20 }, 3)],
    ['the other way round', beat(2, 2, [3], { 2: 20 }, 3), beat(1, 0, [1, 2], { 1: 10 }, 2), beat(2, 0, [1, 2, 3], { 1: 10, 2: 20 }, 3)],
    ['the same twice', beat(1, 0, [1], { 1: 10 }, 1), beat(1, 0, [1], { 1: 10 }, 1), beat(1, 0, [1], { 1: 10 }, 1)],
    ['with one lost between', beat(1, 0, [1], {}, 1), beat(3, 3, [4], {}, 4), beat(3, 0, [1, 0, 0, 4], {}, 4)],
    ['the last of a closed page tells no path', beat(1, 0, [1, 2], { 1: 10 }, 2), beat(2, 0, [], { 1: 15 }, null), beat(2, 0, [1, 2], { 1: 15 }, null)],
    ['neither tells a path', beat(1, 0, [], { 1: 1 }), beat(2, 0, [], { 1: 2 }), beat(2, 0, [], { 1: 2 })],
  ];
  for (const [what, one, other, merged] of TABLE) it(what, () => assert.deepEqual(mergedBeats(one, other), merged));
});
