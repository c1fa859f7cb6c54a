/** Whether a visit counts, and why: pure. */
import { reasonText } from '../../tracking/index.js';
import type { Visit } from '../api.js';
import type { VisitRow } from './visit-rows.js';

/** Codes that only visits have. */
const REASONS: Readonly<Record<string, string>> = {
  'agreed': 'Counted as a person because they agreed, in the document, that its pages are told.',
  'not-judged': 'Not judged yet.',
};

export function countsAsRead({ verdict }: Pick<VisitRow, 'verdict'>): boolean {
  return verdict === 'human' || verdict === 'proxy';
}

export function reasonOf({ reason }: Pick<VisitRow, 'reason'>): Visit['reason'] {
  const code = reason ?? 'not-judged';
  return { code, says: REASONS[code] ?? reasonText(code, 'document') };
}
