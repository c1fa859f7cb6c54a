/**
 * What an incoming mail of ours to act upon is treated as: a pure function of its kind.
 *
 *     human reply, meeting request, other time proposed, invitation accepted   answer
 *     no sign of what it is                                                    answer: people write in many ways, and a
 *                                                                              reply missed is worse than one too many
 *     a machine's, of no other kind: notices, newsletters                      nothing
 *     out of office                                                            absence: the next mails go later
 *     no longer works here                                                     departed: ends, and names who came after
 *     invitation declined, tentative, cancelled                                calendar: the rep is asked
 *     could not be delivered                                                   bounce
 *     receipts, acknowledgements, lists, challenges, the unclear               nothing: they inform
 */
import type { ActivityKind } from '../../feed/index.js';
import type { Classification } from '../classify/index.js';
import { isMachineMail } from '../match/index.js';

export type Treatment = 'answer' | 'absence' | 'departed' | 'calendar' | 'bounce' | 'nothing';

type Facts = Pick<Classification, 'kind' | 'automatic' | 'calendar' | 'reasons'>;

export function treatmentOf({ kind, automatic, calendar, reasons }: Facts): Treatment {
  switch (kind) {
    case 'human_reply':
      return 'answer';
    case 'other':
      return isMachineMail({ kind, reasons }) ? 'nothing' : 'answer';
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
export function lineKindOf(facts: Facts): ActivityKind {
  const { kind } = facts;
  switch (kind) {
    case 'human_reply':
      return 'reply';
    case 'other':
      return treatmentOf(facts) === 'answer' ? 'reply' : 'auto_reply';
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
