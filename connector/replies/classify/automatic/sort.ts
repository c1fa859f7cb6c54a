/** Which sort of automatic answer the evidence speaks for. */
import type { AutomaticAnswer } from '../classification.js';
import type { Evidence } from './evidence.js';

type Sort = AutomaticAnswer['sort'];

/** The first sort with any of its codes wins: from the most particular to the most general. */
const SORTS: readonly (readonly [Sort, readonly string[]])[] = [
  ['list', ['says-list', 'list-subject', 'list-administrivia']],
  ['challenge', ['says-challenge', 'challenge-subject', 'challenge-program']],
  ['departed', ['says-departed']],
  ['out_of_office', ['says-absence', 'absence-subject']],
  ['acknowledgement', ['says-received', 'received-subject', 'ticket-acknowledgement', 'says-ticket', 'otrs-loop', 'ticket-number', 'says-will-answer']],
  ['out_of_office', ['automatic-class', 'exchange-rule', 'says-back-and-instead', 'says-back', 'says-instead', 'says-later']],
];

export function sortOf(evidence: readonly Evidence[]): Sort {
  const codes = new Set(evidence.filter(({ weight }) => weight >= 0).map(({ code }) => code));
  // Somebody away who also says that the mail was received is away; somebody gone for good is not back on a date.
  if (codes.has('says-absence') && (codes.has('says-back') || codes.has('absence-subject'))) return 'out_of_office';
  if (codes.has('says-back') && codes.has('says-later')) return 'out_of_office';
  return SORTS.find(([, wanted]) => wanted.some((code) => codes.has(code)))?.[0] ?? 'unknown';
}
