/** Two beats of one visit as one that says what both say: pure. */
import { LONGEST_PATH } from '../viewer-api.js';
import type { ToldBeat } from './beat-rows.js';

export function mergedBeats(one: ToldBeat, other: ToldBeat): ToldBeat {
  const later = other.sequence >= one.sequence ? other : one;
  const times = new Map<number, number>();
  for (const { page, time_ms } of [...one.pages, ...other.pages]) times.set(page, Math.max(times.get(page) ?? 0, time_ms));
  return { sequence: later.sequence, now: later.now, pages: [...times].sort(([a], [b]) => a - b).map(([page, time_ms]) => ({ page, time_ms })), ...mergedPaths(one, other) };
}

/** No page has the number 0: it stands where neither says which page it was. */
function mergedPaths(one: ToldBeat, other: ToldBeat): Pick<ToldBeat, 'path' | 'pathFrom'> {
  const told = [one, other].filter(({ path }) => path.length > 0);
  const pathFrom = Math.min(LONGEST_PATH, ...told.map((beat) => beat.pathFrom));
  const end = Math.min(LONGEST_PATH, Math.max(pathFrom, ...told.map((beat) => beat.pathFrom + beat.path.length)));
  const path = Array.from({ length: Math.max(0, end - pathFrom) }, (_, index) => {
    const at = pathFrom + index;
    return told.map((beat) => beat.path[at - beat.pathFrom]).find((page) => page !== undefined) ?? 0;
  });
  return { path, pathFrom: told.length === 0 ? 0 : pathFrom };
}
