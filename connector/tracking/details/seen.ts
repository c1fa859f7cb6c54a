/** What is known of a mail made into the facts that decide who saw it (judge/states.ts). Pure. */
import { stateOf, type PersonState, type SeenFacts } from '../judge/states.js';
import type { MessageRow } from './rows.js';

/** Of one of the people it went to. */
export function seenOfOne(row: MessageRow, address: string, hasReplied: boolean, own: ReadonlySet<string>): PersonState {
  const people = row.recipients.length;
  return stateOf({ ...factsOf(row), people, isOwn: own.has(address.toLowerCase()), actedWithoutView: hasReplied || (people === 1 && hasActed(row)) });
}

/** Of the mail as a whole: seen by anybody. */
export function seenOfAll(row: MessageRow, hasReplied: boolean, own: ReadonlySet<string>): PersonState {
  const facts = factsOf(row);
  const people = facts.views > 0 ? 1 : row.recipients.length;
  const isOwn = row.recipients.length > 0 && row.recipients.every(({ address }) => own.has(address.toLowerCase()));
  return stateOf({ ...facts, people, isOwn, actedWithoutView: hasReplied || hasActed(row) });
}

function factsOf({ stampId, mode, refused, tracking, hasPixel, plain, ambiguous, appleLoaded, figures }: MessageRow): Omit<SeenFacts, 'people' | 'isOwn' | 'actedWithoutView'> {
  return {
    mode: stampId === null || refused ? 'replies' : mode,
    becauseOfConsent: refused,
    tracking,
    hasPixel,
    isPlainText: plain,
    ambiguous,
    views: figures?.views ?? 0,
    appleLoaded,
  };
}

function hasActed({ figures }: MessageRow): boolean {
  return (figures?.clicks ?? 0) + (figures?.documents ?? 0) > 0;
}
