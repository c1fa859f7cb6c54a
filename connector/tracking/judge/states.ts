/**
 * Whether one person saw one mail. Never two states but three: viewed, not seen, and **cannot be
 * known**, with the reason. The last is no failure to be hidden in a percentage: rates leave it out.
 *
 * In this order: what makes it impossible to know at all, then what was seen, then what makes the
 * absence of a view say nothing.
 */
import type { Mode } from '../../consent/modes.js';
import { LIMIT_REASONS, SENT_WITH, whyLimited, type ModeBecause } from './why-less.js';

export const SEEN_STATES = ['viewed', 'not-seen', 'cannot-be-known'] as const;
export type SeenState = (typeof SEEN_STATES)[number];

export interface SeenFacts {
  /** How much the mail tells, as it was sent. */
  readonly mode: Mode;
  /** Why it was sent in this mode; null: nobody knows. */
  readonly because: ModeBecause | null;
  /** Who asked for the mode. */
  readonly askedBy: 'rep' | 'campaign';
  /** It carries no stamp: written by hand, without Readback. */
  readonly isStamped: boolean;
  readonly isTest: boolean;
  /** Nothing of it is recorded but replies: somebody refused later, or it carries more than was allowed when it went. */
  readonly silenced: 'no' | 'later' | 'always';
  /** Names of those who refuse it now; empty: they are not known any more, or agreed again. */
  readonly refusedBy: readonly string[];
  /** Whom it went to, where that is one person. */
  readonly only: string | null;
  /** It was quoted in a mail to somebody who may not be tracked: nothing of it is recorded since. */
  readonly quotedOn: boolean;
  /** False: the rep switched tracking of this mail off. */
  readonly tracking: boolean;
  readonly hasPixel: boolean;
  readonly isPlainText: boolean;
  /** Another mail carries the same pixel. */
  readonly ambiguous: boolean;
  /** How many people it went to: one body for all of them. */
  readonly people: number;
  /** This one is an address of the rep's own. */
  readonly isOwn: boolean;
  /** By people, of the whole mail. */
  readonly views: number;
  /** Apple Mail loaded the images by itself. */
  readonly appleLoaded: boolean;
  /** This person answered, or alone could have clicked. */
  readonly actedWithoutView: boolean;
}

/** One sentence for people by code; `sentenceOf` adds to some what is known beside. It never repeats the state. */
export const SEEN_REASONS = {
  'viewed': { state: 'viewed', says: 'Seen by a person.' },
  'not-yet': { state: 'not-seen', says: 'Not seen so far.' },
  'nobody-yet': { state: 'not-seen', says: 'None of the people it went to has seen it so far.' },
  'own-address': { state: 'cannot-be-known', says: 'This is an address of yours: your own views are not counted.' },
  'test-mail': { state: 'cannot-be-known', says: 'You sent this mail to yourself as a test: every view of it is yours.' },
  'switched-off': { state: 'cannot-be-known', says: 'You switched tracking of this mail off.' },
  'refused-later': { state: 'cannot-be-known', says: 'Somebody it went to refused later, or had their data erased: what was recorded was erased, and nothing more is.' },
  'not-recorded': { state: 'cannot-be-known', says: 'The mail carries more than was allowed: nothing of it is recorded but replies.' },
  'had-refused': { state: 'cannot-be-known', says: 'Somebody it went to had refused to be tracked.' },
  'no-consent': { state: 'cannot-be-known', says: 'Somebody it went to had not agreed.' },
  'policy': { state: 'cannot-be-known', says: 'Your organisation’s policy allowed no more.' },
  'not-stamped': { state: 'cannot-be-known', says: 'It was written without Readback: only replies to it are noticed.' },
  'quoted-on': { state: 'cannot-be-known', says: 'A later mail quoted it to somebody who may not be tracked, and nothing tells whose loading it is: nothing of it is recorded since.' },
  'off': { state: 'cannot-be-known', says: 'This mail is not tracked.' },
  'replies-only': { state: 'cannot-be-known', says: 'Only replies to this mail are tracked.' },
  'links-only': { state: 'cannot-be-known', says: 'Of this mail only links and replies are tracked.' },
  'anonymous': { state: 'cannot-be-known', says: 'Views are counted without knowing whose they are.' },
  'plain-text': { state: 'cannot-be-known', says: 'A plain text mail carries no image that could be loaded.' },
  'no-image': { state: 'cannot-be-known', says: 'This mail carries no image that could be loaded.' },
  'ambiguous': { state: 'cannot-be-known', says: 'Another mail carries the same image, and the two can’t be told apart.' },
  'one-of-several': { state: 'cannot-be-known', says: 'One of the people it went to saw it, and nothing tells who.' },
  'apple-mail': { state: 'cannot-be-known', says: 'Apple Mail loads the images of every mail by itself, read or not.' },
  'images-off': { state: 'cannot-be-known', says: 'The mail program loaded no images.' },
} as const satisfies Record<string, { readonly state: SeenState; readonly says: string }>;

export type SeenReason = keyof typeof SEEN_REASONS;

export interface PersonState {
  readonly state: SeenState;
  /** Stable code of why. */
  readonly reason: SeenReason;
  readonly says: string;
}

const BY_MODE = { off: 'off', replies: 'replies-only', links: 'links-only', anonymous: 'anonymous' } as const satisfies Record<Exclude<Mode, 'full'>, SeenReason>;

export function stateOf(facts: SeenFacts): PersonState {
  const reason = reasonOf(facts);
  return { reason, state: SEEN_REASONS[reason].state, says: sentenceOf(reason, facts) };
}

function reasonOf({ mode, because, isStamped, isTest, silenced, tracking, quotedOn, hasPixel, isPlainText, ambiguous, people, isOwn, views, appleLoaded, actedWithoutView }: SeenFacts): SeenReason {
  if (isTest) return 'test-mail';
  if (isOwn) return 'own-address';
  if (!isStamped) return 'not-stamped';
  if (silenced !== 'no') return silenced === 'later' ? 'refused-later' : 'not-recorded';
  if (mode !== 'full') return because === null || because === 'asked' ? BY_MODE[mode] : LIMIT_REASONS[because];
  if (isPlainText) return 'plain-text';
  if (!hasPixel) return 'no-image';
  if (ambiguous) return 'ambiguous';
  if (views > 0) return people > 1 ? 'one-of-several' : 'viewed';
  if (quotedOn) return 'quoted-on';
  if (!tracking) return 'switched-off';
  if (actedWithoutView) return 'images-off';
  if (appleLoaded) return 'apple-mail';
  return people > 1 ? 'nobody-yet' : 'not-yet';
}

function sentenceOf(reason: SeenReason, { mode, because, askedBy, refusedBy, only }: SeenFacts): string {
  const { says } = SEEN_REASONS[reason];
  const limit = because === null || because === 'asked' ? null : whyLimited(because, only);
  switch (reason) {
    case 'refused-later':
      return refusedBy.length === 0 ? says : `${refusedBy.join(' and ')} refused later: what was recorded was erased, and nothing more is.`;
    case 'not-recorded':
      return limit === null ? says : `Nothing of it is recorded but replies, ${limit}.`;
    case 'had-refused':
    case 'no-consent':
    case 'policy':
      return limit === null ? says : `${SENT_WITH[mode]} ${limit}.`;
    case 'off':
    case 'replies-only':
    case 'links-only':
      return because === 'asked' ? `${says.slice(0, -1)}, as ${askedBy === 'rep' ? 'you chose' : 'its campaign says'}.` : says;
    default:
      return says;
  }
}

export interface Rates {
  readonly viewed: number;
  /** Viewed or not seen. */
  readonly knowable: number;
  readonly unknown: number;
  /** Viewed of knowable, 0 to 1; null: nothing can be known. */
  readonly rate: number | null;
}

/**
 * Of many people and mails. A mail to several people is left out also while nobody has seen it: it
 * could only ever count against.
 */
export function rates(states: readonly Pick<PersonState, 'state' | 'reason'>[]): Rates {
  const viewed = states.filter(({ state }) => state === 'viewed').length;
  const knowable = viewed + states.filter(({ state, reason }) => state === 'not-seen' && reason !== 'nobody-yet').length;
  return { viewed, knowable, unknown: states.length - knowable, rate: knowable === 0 ? null : viewed / knowable };
}
