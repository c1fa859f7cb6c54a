/** Words about whether replies are being watched. */
import type { CoverageGap, Rehearsal } from './api.js';

type RehearsalCounts = Pick<Rehearsal, 'replies' | 'outOfOffice' | 'doubtful'>;

/** "214 replies, 31 out-of-office, 3 doubtful" */
function countsInWords({ replies, outOfOffice, doubtful }: RehearsalCounts): string {
  return `${replies} ${replies === 1 ? 'reply' : 'replies'}, ${outOfOffice} out-of-office, ${doubtful} doubtful`;
}

export const watchedWords = {
  title: 'Replies watched',
  watched: (address: string) => `Replies to ${address} are being watched`,
  notWatched: (address: string) => `Replies to ${address} are not being watched`,
  notSince: (moment: string) => `Not watched since ${moment}`,
  meanwhile: 'Campaign mails from this mailbox wait meanwhile, and nobody can be added. Readback goes on trying; replies that arrive are found as soon as it can read the mailbox.',
  facts: {
    since: 'Watched since',
    notification: 'Exchange last told us of a mail',
    read: 'Inbox last read',
    sweep: 'Every folder last checked',
    tracked: 'Counts mail that came after',
    never: 'not yet',
    notNow: 'not now',
  },
  gaps: {
    title: 'Gaps',
    none: 'No gaps in the last 90 days: every reply of this time was seen.',
    noneSince: (moment: string) => `No gaps since ${moment}: every reply of this time was seen.`,
    noneKnown: 'None so far.',
    open: (moment: string) => `since ${moment}`,
    states: { open: 'not over', closed: 'being read', filled: 'nothing missed', unfilled: 'answers may be missing' } satisfies Record<CoverageGap['state'], string>,
    late: (count: number) => (count === 1 ? '1 answer was found late.' : `${count} answers were found late.`),
    noneLate: 'No answer came in that time.',
  },
  rehearsal: {
    title: 'Try it on your last 90 days',
    says: 'Readback goes through this mailbox once and counts what it would have found. Nothing is changed, nobody is written to, and only the counts are kept.',
    start: 'Start',
    again: 'Start again',
    waiting: 'Starts in a moment.',
    soFar: (percent: number, counts: RehearsalCounts) => `${percent} % · so far ${countsInWords(counts)}`,
    result: countsInWords,
    triedAgain: 'It is tried again.',
    failed: 'It did not come to its end. Nothing was changed.',
    doubtful: (count: number) => (count === 1 ? '1: it looks like an answer but names no mail. You would be asked if it fits a mail of yours' : `${count}: they look like answers but name no mail. You would be asked about those that fit a mail of yours`),
    counted: {
      replies: 'Replies by people',
      outOfOffice: 'Out-of-office',
      otherAutomatic: 'Other automatic answers',
      bounces: 'Not delivered',
      calendar: 'Calendar answers',
      receipts: 'Receipts',
      doubtful: 'Doubtful',
      time: 'Mail from',
    },
  },
  all: {
    title: 'All mailboxes',
    allWatched: (count: number) => (count === 1 ? 'The only mailbox is being watched.' : `All ${count} mailboxes are being watched.`),
    someNot: (bad: number, count: number) => (bad === 1 ? `1 of ${count} mailboxes is not being watched.` : `${bad} of ${count} mailboxes are not being watched.`),
    since: 'since',
    gapsOf: (count: number) => (count === 0 ? 'no gaps' : count === 1 ? '1 gap' : `${count} gaps`),
    unfilled: (count: number) => (count === 1 ? 'in one answers may be missing' : `in ${count} answers may be missing`),
    details: (address: string) => `Details of ${address}`,
    none: 'No mailbox is connected yet.',
  },
} as const;
