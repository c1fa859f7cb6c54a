/**
 * Whether a document was passed on to somebody else: pure, and careful. A person reads on a phone and
 * a computer, at home and at work; that alone is nobody else.
 *
 *     gave another address than the recipient's                      it was passed on
 *     two read at the same time, in different networks, with
 *     different programs on the same kind of device                   probably
 *     three or more readers who share neither network nor program     probably, from the third on
 *     mail to several people, bare links                              cannot be told
 */
import { networkOf, programOf } from './readers.js';
import type { VisitRow } from './visit-rows.js';

export type ForwardedFacts = Pick<VisitRow, 'id' | 'reader' | 'device' | 'gave' | 'startedAt' | 'lastAt'>;

const READERS = 3;
/** Two glances that only touch each other are not two readers at once. */
const TOGETHER_MS = 5_000;

const TOGETHER = 'Probably passed on: it was read in two places at the same time.';
const SEVERAL = 'Probably passed on: it was read by three or more readers in different places.';

/**
 * Why each visit probably was somebody else's, by visit id.
 * @param visits of one share that count, in order of time
 * @param addresses of the one recipient, in lower case; null: nobody knows who could have read it, or several could
 */
export function forwardedOf(visits: readonly ForwardedFacts[], addresses: ReadonlySet<string> | null): Map<string, string> {
  const forwarded = new Map<string, string>();
  if (addresses === null) return forwarded;
  const others = visits.filter(({ gave }) => gave === null || !addresses.has(gave));
  for (const { id, gave } of others) if (gave !== null) forwarded.set(id, `Passed on: it was opened by ${gave}.`);
  const unnamed = others.filter(({ gave }) => gave === null);
  const group = groupsOf(unnamed);
  const first = new Map<number, number>();
  for (const { id } of unnamed) {
    const of = group.get(id);
    if (of === undefined) continue;
    if (!first.has(of)) first.set(of, first.size);
    if ((first.get(of) ?? 0) >= READERS - 1) forwarded.set(id, SEVERAL);
  }
  for (const [at, one] of unnamed.entries()) {
    if (unnamed.slice(0, at).some((earlier) => areTwo(earlier, one))) forwarded.set(one.id, forwarded.get(one.id) ?? TOGETHER);
  }
  return forwarded;
}

function areTwo(one: ForwardedFacts, other: ForwardedFacts): boolean {
  if (one.reader === null || other.reader === null || one.device !== other.device || one.device === 'unknown') return false;
  const together_ms = Math.min(one.lastAt.getTime(), other.lastAt.getTime()) - Math.max(one.startedAt.getTime(), other.startedAt.getTime());
  return together_ms >= TOGETHER_MS && networkOf(one.reader) !== networkOf(other.reader) && programOf(one.reader) !== programOf(other.reader);
}

/** Visits that share a network or a program, directly or through others, are one group. By visit id. */
function groupsOf(visits: readonly ForwardedFacts[]): Map<string, number> {
  const groupOf = new Map<string, number>();
  const group = new Map<string, number>();
  for (const [number, { id, reader }] of visits.entries()) {
    if (reader === null) continue;
    const marks = [`network ${networkOf(reader)}`, `program ${programOf(reader)}`];
    const joined = new Set(marks.flatMap((mark) => groupOf.get(mark) ?? []));
    const into = Math.min(number, ...joined);
    for (const mark of marks) groupOf.set(mark, into);
    if (joined.size > 1) for (const known of [groupOf, group]) for (const [key, value] of known) if (joined.has(value)) known.set(key, into);
    group.set(id, into);
  }
  return group;
}
