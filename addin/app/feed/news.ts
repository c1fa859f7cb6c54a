/**
 * What is news among the lines that stream in. A line that only changes where it stands, because
 * the rep answered its question or took it back, is none: it is not counted, does not light up,
 * is not read out and gets no dot. Nor is one that counts no more. What happens again has a new
 * time, and is news; but a document that is only read on, page after page, is not.
 */
import type { Activity } from '../api/shapes.js';
import { isWithdrawn } from './lines.js';

export interface News {
  /** The lines that tell of something new. */
  readonly news: readonly Activity[];
  /** By id of a line that only changed: the cursor it last was news with. */
  readonly newsCursors: ReadonlyMap<string, string>;
}

/** @param lines the lines as they were. @param arrived those that came in, each later than what is known of it. */
export function newsOf(lines: readonly Activity[], arrived: readonly Activity[], before: ReadonlyMap<string, string>): News {
  const known = new Map(lines.map((line) => [line.id, line]));
  const newsCursors = new Map(before);
  const news: Activity[] = [];
  for (const line of arrived) {
    const was = known.get(line.id);
    if (was && (was.at === line.at || isWithdrawn(line) || onlyReadsOn(was, line))) {
      newsCursors.set(line.id, newsCursors.get(line.id) ?? was.cursor);
    } else if (!isWithdrawn(line)) {
      newsCursors.delete(line.id);
      news.push(line);
    }
    known.set(line.id, line);
  }
  return { news, newsCursors };
}

function onlyReadsOn({ count, data: { document: before } }: Activity, { count: nowCount, data: { document: after } }: Activity): boolean {
  return before !== undefined && after !== undefined && count === nowCount && before.downloads === after.downloads && before.finished === after.finished;
}
