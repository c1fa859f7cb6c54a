/** What is written down as proof of a match, with a sentence for reps. Pure. */
import type { Evidence } from '../../feed/index.js';

export interface Proof {
  readonly evidence: Evidence;
}

type IdRung = Extract<Evidence['rung'], 'in-reply-to' | 'references' | 'parent' | 'report'>;

const OF_IDS: Readonly<Record<IdRung, readonly [header: string, says: (id: string) => string]>> = {
  'in-reply-to': ['In-Reply-To', (id) => `It says itself that it answers this mail: its In-Reply-To is ${id}.`],
  references: ['References', (id) => `It says itself that it belongs to the thread of this mail: ${id} stands in its References.`],
  parent: ['X-MS-Exchange-Parent-Message-Id', (id) => `The mail server that answered names this mail: ${id}.`],
  report: ['Original-Message-ID', (id) => `It reports on this mail: the mail that came back is ${id}.`],
};

export function idEvidence(rung: IdRung, id: string): Proof & { readonly id: string } {
  const [header, says] = OF_IDS[rung];
  return { id, evidence: { rung, header, messageId: id, says: says(id) } };
}

/** The report names nobody's id, but whose mailbox it was about. */
export function failedRecipientEvidence(address: string): Evidence {
  return { rung: 'report', header: 'Final-Recipient', messageId: address, says: `It reports on mail to ${address}, and this mail was the last one sent there.` };
}

export function stampEvidence(stampId: string): Evidence {
  return { rung: 'stamp', header: 'quoted image', messageId: stampId, says: 'It quotes this mail: the image that tells whether it was seen stands in its text.' };
}

export function unsubscribeEvidence(enrollmentId: string): Evidence {
  return { rung: 'stamp', header: 'quoted address', messageId: enrollmentId, says: 'It quotes this mail: its own address for unsubscribing stands in the text.' };
}

export function threadEvidence(threadId: string): Evidence {
  return { rung: 'thread', header: 'Thread-Index', messageId: threadId, says: 'Outlook counts it to the thread of this mail, and it has one of the same people. It does not say which mail it answers.' };
}

/** Nobody of the same people, but of the same company. */
export function companyEvidence(subject: string, domain: string): Evidence {
  return { rung: 'subject', header: 'Subject', messageId: subject, says: `It is about “${subject}” as this mail was, and comes from ${domain}, where this mail went. It does not say which mail it answers.` };
}

export function subjectEvidence(subject: string): Evidence {
  return { rung: 'subject', header: 'Subject', messageId: subject, says: `It is about “${subject}” as this mail was, and has one of the same people. It does not say which mail it answers.` };
}
