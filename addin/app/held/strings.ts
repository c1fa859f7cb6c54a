/** Words of the page of mails that did not go. */
import type { HeldMail } from '../api/shapes.js';

export const heldWords = {
  title: 'Mails that did not go',
  lead: 'These mails were planned, but something came in first, so they stayed. Those that have gone since are marked and not counted.',
  thisWeek: 'This week:',
  total: (count: number) => `${count} in all`,
  what: { ended: 'will not go', paused: 'goes later', waiting: 'waits for you', went: 'has gone since' } satisfies Record<HeldMail['what'], string>,
  to: 'to',
  day: (day: number) => `day ${day}`,
  wouldHaveGone: 'would have gone',
  heldBack: 'Held back by',
  found: {
    notification: 'Exchange told us at once',
    sweep: 'found by the regular check',
    last_look: 'found by the last look before sending',
    waiting: 'found when the mail it answers was known',
  } satisfies Record<HeldMail['foundBy'], string>,
  before: (time: string) => `${time} before it would have gone`,
  someone: 'somebody',
  of: {
    reply: 'answered',
    auto_reply: 'answered automatically',
    bounce: 'could not be reached',
    calendar: 'answered an invitation',
    receipt: 'sent a receipt',
    other: 'wrote',
  },
  why: 'Why?',
  whyFor: (name: string) => `Why, for ${name}`,
  hide: 'Hide',
  toFeed: 'Answer in the Live Feed',
  older: 'Older',
  empty: {
    title: 'Nothing had to be held back yet',
    says: 'When somebody answers, is away or cannot be reached, the next mail of their campaign stays here instead of going out: with the mail that held it, when it would have gone, and what noticed it.',
    action: 'Go to the campaigns',
  },
} as const;
