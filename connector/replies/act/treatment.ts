/**
 * What an incoming mail of ours to act upon is treated as: a pure function of its kind.
 *
 *     human reply, meeting request, other time proposed, invitation accepted   answer
 *     of no kind, but it answers one of ours                                   answer: people write in many ways, and a
 *                                                                              mail too many costs more than one too few
 *     out of office                                                            absence: the next mails go later
 *     no longer works here                                                     departed: ends, and names who came after
 *     invitation declined, tentative, cancelled                                calendar: the rep is asked
 *     could not be delivered                                                   bounce
 *     receipts, acknowledgements, lists, challenges, the unclear               nothing: they inform
 */
import type { ActivityKind } from '../../feed/index.js';
import type { Classification } from '../classify/index.js';

export type Treatment = 'answer' | 'absence' | 'departed' | 'calendar' | 'bounce' | 'nothing';

type Facts = Pick<Classification, 'kind' | 'automatic' | 'calendar'>;

export function treatmentOf({ kind, automatic, calendar }: Facts): Treatment {
  switch (kind) {
    case 'human_reply':
    case 'other':
      return 'answer';
    case 'auto_reply':
      return automatic?.sort === 'out_of_office' ? 'absence' : automatic?.sort === 'departed' ? 'departed' : 'nothing';
    case 'calendar':
      if (calendar === null) return 'nothing';
      return calendar === 'request' || calendar === 'proposal' || calendar === 'accepted' ? 'answer' : 'calendar';
    case 'bounce_hard':
    case 'bounce_soft':
    case 'bounce_delayed':
      return 'bounce';
    case 'receipt':
      return 'nothing';
  }
}

/** The kind of line that tells of it. */
export function lineKindOf({ kind }: Pick<Classification, 'kind'>): ActivityKind {
  switch (kind) {
    case 'human_reply':
    case 'other':
      return 'reply';
    case 'bounce_hard':
    case 'bounce_soft':
    case 'bounce_delayed':
      return 'bounce';
    case 'auto_reply':
    case 'calendar':
    case 'receipt':
      return kind;
  }
}
