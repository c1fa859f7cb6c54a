/**
 * The lines a page holds: newest first by when things happened, each once, the last version of
 * each. Pure functions; the order of two lines never depends on the order they arrived in.
 */
import type { Activity } from '../api/shapes.js';

/** Orders cursors by age: they are numbers separated by something that is none. Negative: `a` is older. */
export function compareCursors(a: string, b: string): number {
  const left = a.split(/\D+/);
  const right = b.split(/\D+/);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = BigInt(left[index] ?? '') - BigInt(right[index] ?? '');
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** The later of two cursors. */
export function laterCursor(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareCursors(a, b) < 0 ? b : a;
}

/** Newest first. */
function byTime(a: Activity, b: Activity): number {
  return b.at.localeCompare(a.at) || compareCursors(b.cursor, a.cursor);
}

/** Those of the incoming lines that say something the lines do not. */
export function unknownOf(lines: readonly Activity[], incoming: readonly Activity[]): Activity[] {
  const known = new Map(lines.map((line) => [line.id, line.cursor]));
  return incoming.filter(({ id, cursor }) => {
    const before = known.get(id);
    return before === undefined || compareCursors(before, cursor) < 0;
  });
}

/** The newest cursor among lines and a place in the stream. */
export function newestCursor(lines: readonly Activity[], cursor: string | null): string | null {
  return lines.reduce((newest, line) => laterCursor(newest, line.cursor), cursor);
}

/**
 * Lines with others put in. A line known already is replaced by its later version. Those that were
 * withdrawn stay among them, so that an older version that was on its way cannot bring them back.
 */
export function merge(lines: readonly Activity[], incoming: readonly Activity[]): Activity[] {
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const line of incoming) {
    const known = byId.get(line.id);
    if (!known || compareCursors(known.cursor, line.cursor) < 0) byId.set(line.id, line);
  }
  return [...byId.values()].sort(byTime);
}

/** Those that still count. */
export function standing(lines: readonly Activity[]): readonly Activity[] {
  return lines.some(isWithdrawn) ? lines.filter((line) => !isWithdrawn(line)) : lines;
}

export function isWithdrawn({ data }: Activity): boolean {
  return data.withdrawn !== undefined;
}

export const FILTERS = ['all', 'replies', 'views', 'documents', 'sent', 'campaign'] as const;
export type Filter = (typeof FILTERS)[number];

const KINDS: Record<Exclude<Filter, 'all'>, readonly Activity['kind'][]> = {
  replies: ['reply', 'auto_reply', 'calendar', 'receipt', 'mail', 'question'],
  views: ['view', 'click'],
  documents: ['document'],
  sent: ['sent', 'bounce', 'written', 'failed', 'alarm'],
  campaign: ['enrolled', 'ended', 'unsubscribe'],
};

export function passes(filter: Filter, line: Activity): boolean {
  if (filter === 'all' || KINDS[filter].includes(line.kind)) return true;
  return filter === 'campaign' && ((line.data.ended?.length ?? 0) > 0 || line.data.paused !== undefined || line.data.question !== undefined);
}

/** Lines without those that a later one tells anew: that replies were not watched, once they are again. */
export function withoutOutdated(lines: readonly Activity[]): readonly Activity[] {
  const over = new Set(lines.flatMap(({ data }) => (data.watching?.state === 'resumed' ? [data.watching.from] : [])));
  return over.size === 0 ? lines : lines.filter(({ data }) => data.watching?.state !== 'stopped' || !over.has(data.watching.from));
}

/** True where a line only goes on with what the line above it said: the same person and message. What was read of a document stands whole. */
export function goesOn(line: Activity, above: Activity | undefined): boolean {
  if (!above || line.messageId === null || line.messageId !== above.messageId) return false;
  if (above.data.question || line.data.question || line.kind === 'document') return false;
  return peopleOf(line) !== '' && peopleOf(line) === peopleOf(above);
}

function peopleOf({ data }: Activity): string {
  return (data.person ? [data.person] : (data.oneOf ?? [])).map(({ address }) => address.toLowerCase()).join(' ');
}

/** Midnight of the day a line belongs to, here. */
export function dayOf(line: Activity): number {
  const at = new Date(line.at);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
