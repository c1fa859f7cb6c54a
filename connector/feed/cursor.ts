/**
 * A place in the Live Feed, in the order in which lines became visible: `<xid>.<id>`, the
 * transaction that last changed the line and the line's id. Ids alone commit out of order, so
 * whoever reads "id > last" skips lines: docs/decisions/the-live-feed-is-read-in-commit-order.md.
 */
import { z } from 'zod';

const MAX_XID = 2n ** 64n - 1n;
const MAX_ID = 2n ** 63n - 1n;
const FORM = /^(\d{1,20})\.(\d{1,19})$/;

export interface Cursor {
  /** PostgreSQL's 64-bit transaction id (xid8). */
  readonly xid: bigint;
  readonly id: bigint;
}

/** Null for what is no cursor. */
export function parseCursor(text: string): Cursor | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, xid = '', id = ''] = match;
  const cursor = { xid: BigInt(xid), id: BigInt(id) };
  return cursor.xid <= MAX_XID && cursor.id <= MAX_ID ? cursor : null;
}

export function formatCursor({ xid, id }: Cursor): string {
  return `${xid.toString()}.${id.toString()}`;
}

/** Negative if `a` comes first, 0 if they are the same place. */
export function compareCursors(a: Cursor, b: Cursor): number {
  if (a.xid !== b.xid) return a.xid < b.xid ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
}

/** The place before every line of transactions that had not ended: ids begin at 1. */
export function horizonCursor(xmin: bigint): Cursor {
  return { xid: xmin, id: 0n };
}

export const cursorSchema = z
  .string()
  .regex(FORM, 'is no cursor')
  .transform((text, context) => {
    const cursor = parseCursor(text);
    if (cursor !== null) return cursor;
    context.addIssue({ code: 'custom', message: 'is no cursor' });
    return z.NEVER;
  });
