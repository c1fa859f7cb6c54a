/**
 * What mail that answers none of ours means for the campaigns of its sender: pure functions. "Same
 * person, other thread" and "same company" are rules of each team.
 */
import { companyDomainOf } from '../../identity/index.js';
import type { Mailbox, MailItem } from '../../mailbox/index.js';
import type { Candidate } from './decide-answer.js';

/** Mail of mailing lists and newsletters (RFC 2369, RFC 2919), whoever wrote it: sent to everybody on a list, not to the rep. */
const LIST_HEADERS: ReadonlySet<string> = new Set(['list-id', 'list-post', 'list-unsubscribe']);

/** False for mail that went to a list the rep is on. */
export function isToRep({ headers, to, cc }: Pick<MailItem, 'headers' | 'to' | 'cc'>, { addresses }: Pick<Mailbox, 'addresses'>): boolean {
  const isNamed = [...to, ...cc].some(({ address }) => addresses.includes(address));
  const names = headers.map(({ name }) => name.toLowerCase());
  return !names.includes('list-unsubscribe') && (isNamed || !names.some((name) => LIST_HEADERS.has(name)));
}

export interface OtherFacts {
  readonly from: string;
  /** Null: nobody we know. */
  readonly personId: string | null;
  readonly receivedAt: Date;
}

interface Enrolled extends Candidate {
  readonly enrolledAt: Date;
}

/** Those who end because this person wrote. Mail from before somebody was enrolled means nothing for the campaign. */
export function decideOther<E extends Enrolled>({ from, personId, receivedAt }: OtherFacts, enrollments: readonly E[]): E[] {
  const company = companyDomainOf(from);
  return enrollments.filter(
    (one) =>
      (one.state === 'active' || one.state === 'waiting') &&
      one.enrolledAt <= receivedAt &&
      ((personId !== null && one.personId === personId && one.endOnOtherThread) ||
        (one.endOnSameCompany && company !== null && companyDomainOf(one.address) === company)),
  );
}
