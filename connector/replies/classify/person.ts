/** Answers by people: whatever no rule before calls automatic. */
import { NOTHING_KNOWN, type Classification } from './classification.js';
import type { Mail } from './mail.js';

export function findPerson(mail: Mail): Classification | null {
  const says = mail.body === null ? 'Nothing in the header of this mail says that a machine wrote it.' : 'Nothing in this mail says that a machine wrote it.';
  return { ...NOTHING_KNOWN, kind: 'human_reply', reasons: [{ code: 'no-sign-of-a-machine', says }] };
}
