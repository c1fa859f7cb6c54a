/**
 * How bad a failure is. What the server said weighs more than the codes it gave, because the same
 * codes mean anything ("550", "5.0.0", "5.1.1" for a refusal); a specific code weighs more than
 * nothing said. A delay is one only while it is still being tried.
 */
import { found, fold } from '../phrases.js';
import { CAUSES } from './causes.js';
import { isVague, type Codes } from './codes.js';

export type Severity = 'hard' | 'soft' | 'delayed';

export interface Judged {
  readonly severity: Severity;
  /** Code of the cause, and its words. */
  readonly cause: { readonly code: string; readonly says: string } | null;
}

export interface Outcome extends Codes {
  /** RFC 3464 Action; '' where not stated. */
  readonly action: string;
  /** What was said of this recipient. */
  readonly said: string;
}

const ADDRESS_OR_LINK = /(?:https?:\/\/|mailto:)[^\s<>()]{1,500}|<?[^\s<>():;,"]{1,128}@[^\s<>():;,"]{1,255}>?/g;
const LONGEST = 4_000;

export function judge({ action, status, smtp, said }: Outcome): Judged {
  if (action === 'delayed') return { severity: 'delayed', cause: { code: 'delayed', says: 'Action: delayed' } };
  const cause = causeIn(said);
  const temporary = smtp !== null ? smtp < 500 : (status?.startsWith('4.') ?? false);
  if (cause !== null) return { severity: cause.severity === 'hard' && temporary && action !== 'failed' ? 'soft' : cause.severity, cause };
  if (status !== null && !isVague(status)) return { severity: severityOfStatus(status), cause: { code: 'status', says: status } };
  if (smtp !== null) return { severity: smtp >= 500 && smtp !== 552 && smtp !== 554 ? 'hard' : 'soft', cause: { code: 'smtp', says: String(smtp) } };
  if (status !== null) return { severity: status.startsWith('5.') ? 'hard' : 'soft', cause: { code: 'status', says: status } };
  return { severity: 'soft', cause: null };
}

function causeIn(said: string): { code: string; severity: 'hard' | 'soft'; says: string } | null {
  const words = fold(said.slice(0, LONGEST).replace(ADDRESS_OR_LINK, ' ').replace(/\s+/g, ' '));
  for (const { code, severity, pattern } of CAUSES) {
    const says = found(words, pattern);
    if (says !== null) return { code, severity, says };
  }
  return null;
}

/** RFC 3463 section 3: 5.1.x is about addresses, of which .7 and .8 are the sender's. */
function severityOfStatus(status: string): Severity {
  const [kind, subject, detail] = status.split('.').map(Number);
  if (kind === 4) return 'soft';
  if (subject === 1) return detail === 7 || detail === 8 ? 'soft' : 'hard';
  if (subject === 4) return detail === 4 || detail === 3 ? 'hard' : 'soft';
  return 'soft';
}
