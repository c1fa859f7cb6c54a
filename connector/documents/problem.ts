/** Why a version cannot be read, or not yet, in one sentence. Pure. */
import { REFUSALS, type RefusalCode, type VersionState } from './kinds.js';

export interface Problem {
  /** A code of `REFUSALS`, or of what it waits for. */
  readonly code: string;
  readonly says: string;
}

const MISSING = 'Its pages are made as soon as LibreOffice is installed. The file is kept.';

/** What a version waits for. */
const WAITS: Readonly<Record<string, string>> = {
  'converter-missing': MISSING,
  'converter-away': 'The server that makes pages does not answer. The file is kept, and tried again every minute.',
  'store-full': 'There was no room left for its pages. The file is kept, and tried again every minute.',
};

export function problemOf(state: VersionState, code: string | null): Problem | null {
  if (state === 'waiting') return { code: code ?? 'converter-missing', says: WAITS[code ?? ''] ?? MISSING };
  if (state !== 'failed') return null;
  const known = code !== null && isRefusal(code) ? code : 'converter-failed';
  return { code: known, says: REFUSALS[known] };
}

function isRefusal(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}
