/**
 * What stands between a reader and the pages: a passcode, or an address to be given. What somebody
 * opened once stays open to them (ticket.ts) only as long as it is the same lock. Pure.
 */
import { createHash } from 'node:crypto';

export const LOCK_BYTES = 6;

export interface Lock {
  readonly passcodeHash: string | null;
  readonly askAddress: boolean;
}

export function isLocked({ passcodeHash, askAddress }: Lock): boolean {
  return passcodeHash !== null || askAddress;
}

/** Tells one lock from another, hex; all noughts: there is none. */
export function lockOf(lock: Lock): string {
  if (!isLocked(lock)) return '00'.repeat(LOCK_BYTES);
  return createHash('sha256').update(`${lock.askAddress} ${lock.passcodeHash ?? ''}`).digest('hex').slice(0, 2 * LOCK_BYTES);
}

/** Whether it was locked, or locked otherwise, since the ticket was given out. */
export function wasLockedSince(ticket: { readonly lock?: string }, lock: Lock): boolean {
  return isLocked(lock) && ticket.lock !== lockOf(lock);
}
