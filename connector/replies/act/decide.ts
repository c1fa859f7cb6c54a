/**
 * For whom an answer speaks: a pure function. The answerer's own enrollment ends (one that has
 * ended since the message went is still their own: who answers again does not answer for others);
 * if there is none, that of the only enrolled person in To, because somebody on CC or a colleague answered for
 * them. With several enrolled people in To nobody's ends by itself: the rep is asked. Senders in
 * the organisation's own domains end nothing.
 */
export interface AnswerFacts {
  readonly fromOwnDomain: boolean;
  /** Null: nobody we know. */
  readonly answererPersonId: string | null;
  /** The answerer was in a campaign that has ended since the message went. */
  readonly hasEnded: boolean;
  /** People in To of the message that was answered. */
  readonly toPersonIds: readonly string[];
}

export interface Candidate {
  readonly personId: string;
  /** A finished enrollment sends nothing more, but is shown as answered. */
  readonly state: 'active' | 'waiting' | 'finished' | 'ended';
}

export interface Decision<E> {
  readonly end: readonly E[];
  readonly ask: readonly E[];
}

export function decide<E extends Candidate>(answer: AnswerFacts, enrollments: readonly E[]): Decision<E> {
  if (answer.fromOwnDomain) return { end: [], ask: [] };
  const own = enrollments.filter(({ personId }) => personId === answer.answererPersonId);
  if (own.length > 0 || answer.hasEnded) return { end: own, ask: [] };
  const inTo = enrollments.filter(({ personId }) => answer.toPersonIds.includes(personId));
  const open = inTo.filter(({ state }) => state === 'active' || state === 'waiting');
  const considered = open.length > 0 ? open : inTo;
  const people = new Set(considered.map(({ personId }) => personId));
  if (people.size <= 1) return { end: considered, ask: [] };
  return { end: [], ask: open };
}
