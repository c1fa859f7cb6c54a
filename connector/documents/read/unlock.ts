/** Whether what a reader typed opens a share: the passcode, and an address that looks like one. */
import type { EntityManager } from 'typeorm';
import { isPasscode } from '../share/passcode.js';
import type { UnlockRequest, ViewerState } from '../viewer-api.js';
import { attempt } from './attempts.js';
import type { Shared } from './shared.js';

type Problem = Extract<ViewerState, { state: 'locked' }>['problem'];

/** Form only: that somebody has typed an address proves nothing about whose it is. */
const ADDRESS = /^[^\s\p{Cc}@<>"',;:()[\]\\]+@[^\s\p{Cc}@<>"',;:()[\]\\.]+(\.[^\s\p{Cc}@<>"',;:()[\]\\.]+)+$/u;

export function looksLikeAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text.trim());
}

/** Null: it opens. The address comes first, so that a passcode is not tried for nothing. */
export async function problemOf(tx: EntityManager, shared: Shared, origin: Buffer, { passcode, address }: UnlockRequest, now: Date): Promise<Problem> {
  const { passcodeHash, askAddress } = shared;
  if (askAddress && !looksLikeAddress(address ?? '')) return 'wrong-address';
  if (passcodeHash === null) return null;
  const judged = await attempt(tx, { shareId: shared.id, origin, at: now }, () => isPasscode(passcode ?? '', passcodeHash));
  if (judged === 'right') return null;
  return judged === 'wrong' ? 'wrong-passcode' : 'too-often';
}
