/**
 * Whether one person saw one mail. Never two states but three: viewed, not seen, and **cannot be
 * known**, with the reason. The last is no failure to be hidden in a percentage: rates leave it out.
 *
 * In this order: what makes it impossible to know at all, then what was seen, then what makes the
 * absence of a view say nothing.
 */
import type { Mode } from '../../consent/modes.js';

export const SEEN_STATES = ['viewed', 'not-seen', 'cannot-be-known'] as const;
export type SeenState = (typeof SEEN_STATES)[number];

export interface SeenFacts {
  /** How much the mail tells, as it was sent. */
  readonly mode: Mode;
  /** Somebody's missing consent is why it tells no more. */
  readonly becauseOfConsent: boolean;
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

/** One sentence for people by code. */
export const SEEN_REASONS = {
  'viewed': { state: 'viewed', says: 'Seen by a person.' },
  'not-yet': { state: 'not-seen', says: 'Not seen so far.' },
  'nobody-yet': { state: 'not-seen', says: 'None of the people it went to has seen it so far.' },
  'own-address': { state: 'cannot-be-known', says: 'This is an address of yours: your own views are not counted.' },
  'switched-off': { state: 'cannot-be-known', says: 'Nobody can know: you switched tracking of this mail off.' },
  'no-consent': { state: 'cannot-be-known', says: 'Nobody can know: without everybody’s consent the mail went without tracking of views.' },
  'off': { state: 'cannot-be-known', says: 'Nobody can know: this mail is not tracked.' },
  'replies-only': { state: 'cannot-be-known', says: 'Nobody can know: only replies to this mail are tracked.' },
  'links-only': { state: 'cannot-be-known', says: 'Nobody can know: of this mail only the links are tracked.' },
  'anonymous': { state: 'cannot-be-known', says: 'Nobody can know: views are counted without knowing whose they are.' },
  'plain-text': { state: 'cannot-be-known', says: 'Nobody can know: a plain text mail carries no image that could be loaded.' },
  'no-image': { state: 'cannot-be-known', says: 'Nobody can know: this mail carries no image that could be loaded.' },
  'ambiguous': { state: 'cannot-be-known', says: 'Nobody can know: another mail carries the same image, and the two can’t be told apart.' },
  'one-of-several': { state: 'cannot-be-known', says: 'Nobody can know: one of the people it went to saw it, and nothing tells who.' },
  'apple-mail': { state: 'cannot-be-known', says: 'Nobody can know: Apple Mail loads the images of every mail by itself, read or not.' },
  'images-off': { state: 'cannot-be-known', says: 'Nobody can know from images: the mail program had them off. But there was an answer, or something was opened.' },
} as const satisfies Record<string, { readonly state: SeenState; readonly says: string }>;

export type SeenReason = keyof typeof SEEN_REASONS;

export interface PersonState {
  readonly state: SeenState;
  /** Stable code of why. */
  readonly reason: SeenReason;
  readonly says: string;
}

const BY_MODE: Readonly<Record<Exclude<Mode, 'full'>, SeenReason>> = { off: 'off', replies: 'replies-only', links: 'links-only', anonymous: 'anonymous' };

export function stateOf(facts: SeenFacts): PersonState {
  const reason = reasonOf(facts);
  return { reason, ...SEEN_REASONS[reason] };
}

function reasonOf({ mode, becauseOfConsent, tracking, hasPixel, isPlainText, ambiguous, people, isOwn, views, appleLoaded, actedWithoutView }: SeenFacts): SeenReason {
  if (isOwn) return 'own-address';
  if (mode !== 'full') return becauseOfConsent ? 'no-consent' : BY_MODE[mode];
  if (isPlainText) return 'plain-text';
  if (!hasPixel) return 'no-image';
  if (ambiguous) return 'ambiguous';
  if (views > 0) return people > 1 ? 'one-of-several' : 'viewed';
  if (!tracking) return 'switched-off';
  if (actedWithoutView) return 'images-off';
  if (appleLoaded) return 'apple-mail';
  return people > 1 ? 'nobody-yet' : 'not-yet';
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
