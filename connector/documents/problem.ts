/** Why a version cannot be read, or not yet, in one sentence. Pure. */
import { REFUSALS, type RefusalCode, type VersionState } from './kinds.js';

export interface Problem {
  /** A code of `REFUSALS`, or `converter-missing`. */
  readonly code: string;
  readonly says: string;
}

const WAITING: Problem = { code: 'converter-missing', says: 'Its pages are made as soon as LibreOffice is installed. The file is kept.' };

export function problemOf(state: VersionState, code: string | null): Problem | null {
  if (state === 'waiting') return WAITING;
  if (state !== 'failed') return null;
  const known = code !== null && isRefusal(code) ? code : 'converter-failed';
  return { code: known, says: REFUSALS[known] };
}

function isRefusal(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}
