/**
 * Was a mailbox really being watched? Decided from plain facts: a mailbox is watched while both its
 * folders are subscribed and its Inbox is read to its end again and again. What is not watched is a
 * gap, from the moment before which everything is known to have been read.
 *
 *     watched ──subscription lost, reading denied, failing or not happening──▶ gap open
 *        ▲                                                                        │
 *        └──────── subscribed and read again: gap closed ◀────────────────────────┘
 *                        │
 *                        ├── every folder read since it closed ──▶ filled
 *                        └── cannot be read any more ────────────▶ unfilled
 */
import { FOLDERS, SWEEP_EVERY_MS } from '../jobs.js';
import type { Place } from '../types.js';

/** An Inbox not read for longer than this is not being watched: a sweep was missed. */
export const STALE_MS = SWEEP_EVERY_MS + 10 * 60_000;
/** Deleted mail can be had back for 14 days (Exchange Online: recoverable items), and then not read any more. */
export const READABLE_FOR_MS = 14 * 86_400_000;

export const GAP_REASONS = ['subscription', 'denied', 'unreachable', 'down', 'removed'] as const;
/**
 * `subscription`: Exchange had ended it, or would make none · `denied`: Exchange refused to let us
 * read · `unreachable`: reading failed otherwise · `down`: no connector ran · `removed`: the mailbox
 * was disconnected.
 */
export type GapReason = (typeof GAP_REASONS)[number];

export interface WatchFacts {
  /** Of the time Exchange lives in. */
  readonly now: Date;
  readonly subscriptions: readonly { readonly place: Place; readonly expiresAt: Date }[];
  /** How long ago the Inbox was last read to its end, or the mailbox connected, by a clock nobody sets. */
  readonly unread_ms: number;
  /** Code of the failure since then; null if none. */
  readonly failing: string | null;
}

export type Verdict = { readonly watched: true } | { readonly watched: false; readonly reason: GapReason };

export function judge({ now, subscriptions, unread_ms, failing }: WatchFacts): Verdict {
  if (failing === 'MAILBOX_DENIED') return { watched: false, reason: 'denied' };
  if (unread_ms > STALE_MS) return { watched: false, reason: failing === null ? 'down' : 'unreachable' };
  const stands = (folder: Place): boolean => subscriptions.some(({ place, expiresAt }) => place === folder && expiresAt > now);
  return FOLDERS.every(stands) ? { watched: true } : { watched: false, reason: 'subscription' };
}

export interface Gap {
  /** All mail received before was read. */
  readonly from: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
  readonly reason: GapReason;
}

/** When each place of the mailbox was last read to its end: the moment that reading began. */
export type Reads = Readonly<Record<Place, Date | null>>;

/** `closed`: watched again, but not everything of its time has been read yet. */
export type GapState = 'open' | 'closed' | 'filled' | 'unfilled';

export function stateOf({ from, until, reason }: Gap, reads: Reads): GapState {
  if (until === null) return 'open';
  if (reason === 'removed') return 'unfilled';
  const read = Object.values(reads).every((at) => at !== null && at >= until);
  if (!read) return 'closed';
  return until.getTime() - from.getTime() > READABLE_FOR_MS ? 'unfilled' : 'filled';
}

const BECAUSE: Record<GapReason, string> = {
  subscription: 'Exchange was not telling us of new mail',
  denied: 'Exchange refused access to the mailbox',
  unreachable: 'the mailbox could not be read',
  down: 'Readback was not running',
  removed: 'the mailbox was disconnected',
};

/** Why, as a sentence. */
export function sentenceOf({ reason }: Pick<Gap, 'reason'>, state: GapState): string {
  const because = BECAUSE[reason];
  switch (state) {
    case 'open':
      return `Not watched: ${because}.`;
    case 'closed':
      return `Watched again; ${because}. What came in is being read.`;
    case 'filled':
      return `Everything that came in was read afterwards; ${because}.`;
    case 'unfilled':
      return reason === 'removed' ? `Answers of this time were not read: ${because}.` : `Answers of this time may be missing: ${because}, longer than Exchange keeps deleted mail.`;
  }
}
