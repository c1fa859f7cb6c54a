/**
 * The ladder from an incoming mail to the message it answers. This first version has two rungs:
 * In-Reply-To, then every id in References from right to left (RFC 5322 section 3.6.4). Whoever
 * wrote it, from whatever address: only ids count.
 */
import type { Evidence } from '../feed/index.js';

export interface ThreadFacts {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

export interface Candidate {
  readonly rung: Evidence['rung'];
  readonly id: string;
}

/** A mail with more references than this is cut to its last ones: the parent stands at the end. */
const REFERENCES_AT_MOST = 1_000;

/** The ids a mail names, best evidence first, each once. */
export function candidatesOf({ inReplyTo, references }: ThreadFacts): Candidate[] {
  const seen = new Set<string>();
  const all: Candidate[] = [
    ...(inReplyTo === null ? [] : [{ rung: 'in-reply-to' as const, id: inReplyTo }]),
    ...references.slice(-REFERENCES_AT_MOST).reverse().map((id) => ({ rung: 'references' as const, id })),
  ];
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** What is written down as proof. */
export function evidenceOf({ rung, id }: Candidate): Evidence {
  const header = rung === 'in-reply-to' ? 'In-Reply-To' : 'References';
  return { rung, header, messageId: id, says: `Matched by ${header} ${id}` };
}
