/** What a sender records about one person, and what they said about it, in plain words: a pure function. */
import type { ConsentState, Mode } from '../consent/index.js';

export interface Told {
  /** Of mails we know of. */
  readonly mails: number;
  readonly since: Date | null;
  readonly consent: ConsentState;
  /** When that was said; null for unknown. */
  readonly saidAt: Date | null;
  /** How much a mail to this person would tell today, at most. */
  readonly mode: Mode;
}

const NOT_RECORDED = 'Not recorded: whether you load images or open links.';
const IMAGES =
  'When images in such a mail are loaded, which program loaded them, and what kind of network it was in. The network address itself is not stored, only a scrambled form that cannot be turned back.';
const LINKS = 'When a link in such a mail is opened, and which.';

const BY_MODE: Readonly<Record<Mode, readonly string[]>> = {
  full: [IMAGES, LINKS],
  links: [LINKS, 'Not recorded: whether you load images.'],
  anonymous: ['That images were loaded and links opened, counted over everybody who got the same mail. Not recorded: whether it was you.'],
  replies: [NOT_RECORDED],
  off: [NOT_RECORDED],
};

/** One sentence per thing that is recorded. */
export function recorded({ mails, since, mode }: Told): string[] {
  const sent = mails === 0 ? 'When a mail is sent to you, and its subject. None was so far.' : `When a mail was sent to you, and its subject: ${mails === 1 ? 'one mail' : `${mails} mails`}${since === null ? '' : ` since ${day(since)}`}.`;
  return [sent, 'Whether you answer, when, from which address and under which subject. What you write is not stored.', ...BY_MODE[mode]];
}

/** What the person said, one sentence. */
export function choice({ consent, saidAt }: Told): string {
  const when = saidAt === null ? '' : ` on ${day(saidAt)}`;
  switch (consent) {
    case 'unknown':
      return 'You have not said yet whether you agree to be tracked.';
    case 'given':
      return `You agreed to be tracked${when}.`;
    case 'refused':
      return `You refused to be tracked${when}.`;
    case 'withdrawn':
      return `You agreed to be tracked once, and took that back${when}.`;
  }
}

/** 23 November 2026, in UTC. */
export function day(date: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
