/**
 * What mail that answers none of ours means for the campaigns of its sender: pure functions. "Same
 * person, other thread" and "same company" are rules of each team.
 */
import { wholeSecond } from '../../clock.js';
import { companyDomainOf } from '../../identity/index.js';
import type { Mailbox, MailItem } from '../../mailbox/index.js';
import type { Candidate } from './decide-answer.js';

/** Of newsletters and notifications (RFC 2369, and what senders of bulk mail add for their figures). */
const BULK_HEADERS = ['list-unsubscribe', 'feedback-id'];
/** Of mailing lists (RFC 2369, RFC 2919): sent to everybody on the list, not to the rep. */
const LIST_HEADERS = ['list-id', 'list-post'];

/** False for newsletters, and for mail that went to a list the rep is on. */
export function isToRep({ headers, to, cc }: Pick<MailItem, 'headers' | 'to' | 'cc'>, { addresses }: Pick<Mailbox, 'addresses'>): boolean {
  const isNamed = [...to, ...cc].some(({ address }) => addresses.includes(address));
  const has = (names: readonly string[]): boolean => headers.some(({ name }) => names.includes(name.toLowerCase()));
  return !has(BULK_HEADERS) && (isNamed || !has(LIST_HEADERS));
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
      wholeSecond(one.enrolledAt) <= receivedAt &&
      ((personId !== null && one.personId === personId && one.endOnOtherThread) ||
        (one.endOnSameCompany && company !== null && companyDomainOf(one.address) === company)),
  );
}
