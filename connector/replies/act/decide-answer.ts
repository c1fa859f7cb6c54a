/**
 * For whom an answer speaks, and whose address it came from: a pure function.
 *
 *     a colleague                         nothing ends
 *     the answerer is in a campaign       their own ends (one that ended since the mail went is still
 *                                         their own: who answers again does not answer for others)
 *     otherwise, who in To is             one: theirs ends, somebody on CC or a colleague answered for them
 *                                         several: those of the answerer's company end, about the rest the rep is asked
 *     by the team's rule                  the same person's in other threads, everybody's at the company
 *
 * Somebody in To whose campaign ended since the mail went counts among the several: the rest are
 * not "the only one" because of that.
 */
import { companyDomainOf } from '../../identity/index.js';

export interface AnswerFacts {
  readonly fromColleague: boolean;
  readonly from: string;
  /** Null: nobody we know. */
  readonly personId: string | null;
  /** The mailbox the answered mail went from. */
  readonly mailboxId: string;
  /** Everybody the answered mail went to. */
  readonly recipients: readonly { readonly kind: 'to' | 'cc' | 'bcc'; readonly address: string; readonly personId: string | null }[];
  /** People whose campaign in this mailbox ended since the mail went. */
  readonly endedSince: ReadonlySet<string>;
  /** The enrollment whose mail was answered; null: it was written by hand, or is unknown. */
  readonly threadEnrollmentId: string | null;
}

export interface Candidate {
  readonly id: string;
  readonly mailboxId: string;
  readonly personId: string;
  readonly address: string;
  /** A finished enrollment sends nothing more, but is shown as answered. */
  readonly state: 'active' | 'waiting' | 'finished' | 'ended';
  readonly endOnOtherThread: boolean;
  /** Its team ends everybody's at a company, and is the team of the answered mail. */
  readonly endOnSameCompany: boolean;
}

export interface AnswerDecision<E> {
  readonly end: readonly E[];
  /** Whose the answer may be: the rep says. */
  readonly ask: readonly E[];
  /** The person whom the answerer's address is from now on one of; null: nobody for sure. */
  readonly join: string | null;
  /** People the answerer may be: the rep is asked. */
  readonly offer: readonly string[];
}

/** @param enrollments those of the answerer and the people in To that have not ended, in every mailbox, and of the company where a rule wants it */
export function decideAnswer<E extends Candidate>(answer: AnswerFacts, enrollments: readonly E[]): AnswerDecision<E> {
  if (answer.fromColleague) return { end: [], ask: [], join: null, offer: [] };
  const here = enrollments.filter(({ mailboxId }) => mailboxId === answer.mailboxId);
  const own = here.filter(({ personId }) => personId === answer.personId);
  const isOwn = own.length > 0 || (answer.personId !== null && answer.endedSince.has(answer.personId));
  const { end, ask } = isOwn ? { end: own.filter((one) => isInThread(answer, one)), ask: [] } : spokenFor(answer, here);
  const join = joinOf(answer);
  const person = answer.personId ?? join;
  const byRule = enrollments.filter(
    (one) =>
      isOpen(one) &&
      ((person !== null && one.personId === person && one.endOnOtherThread) || (one.endOnSameCompany && isOfCompany(answer.from, one.address))),
  );
  const all = enrollments.filter((one) => end.includes(one) || byRule.includes(one));
  const left = ask.filter((one) => !all.includes(one));
  return { end: all, ask: left, join, offer: join === null && left.length === 0 ? offersOf(answer, end) : [] };
}

function isInThread({ threadEnrollmentId }: AnswerFacts, { id, endOnOtherThread }: Candidate): boolean {
  return endOnOtherThread || threadEnrollmentId === null || threadEnrollmentId === id;
}

function spokenFor<E extends Candidate>({ from, recipients, endedSince }: AnswerFacts, here: readonly E[]): Pick<AnswerDecision<E>, 'end' | 'ask'> {
  const to = new Set(recipients.flatMap(({ kind, personId }) => (kind === 'to' && personId !== null ? [personId] : [])));
  const inTo = here.filter(({ personId }) => to.has(personId));
  const open = inTo.filter(isOpen);
  const considered = open.length > 0 ? open : inTo;
  const people = new Set([...considered.map(({ personId }) => personId), ...[...endedSince].filter((id) => to.has(id))]);
  if (people.size <= 1) return { end: considered, ask: [] };
  const end = open.filter(({ address }) => isOfCompany(from, address));
  return { end, ask: open.filter((one) => !end.includes(one)) };
}

/** A new address joins only who alone can be meant: the one recipient of its company, written to in To. */
function joinOf(answer: AnswerFacts): string | null {
  if (!isNewAddress(answer)) return null;
  const atCompany = answer.recipients.filter(({ address }) => isOfCompany(answer.from, address));
  const [only] = atCompany;
  return atCompany.length === 1 && only?.kind === 'to' ? only.personId : null;
}

function offersOf(answer: AnswerFacts, ended: readonly Candidate[]): string[] {
  return isNewAddress(answer) ? [...new Set(ended.map(({ personId }) => personId))] : [];
}

/** No recipient of the answered mail, and nobody we know. */
function isNewAddress({ from, personId, recipients }: AnswerFacts): boolean {
  return from !== '' && personId === null && !recipients.some(({ address }) => address === from);
}

function isOpen({ state }: Candidate): boolean {
  return state === 'active' || state === 'waiting';
}

function isOfCompany(from: string, address: string): boolean {
  const company = companyDomainOf(from);
  return company !== null && company === companyDomainOf(address);
}
