/** What is known of a mail made into the facts that decide who saw it (judge/states.ts). Pure. */
import { stateOf, type PersonState, type SeenFacts } from '../judge/states.js';
import type { ClicksKnown } from './api.js';
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

function factsOf(row: MessageRow): Omit<SeenFacts, 'people' | 'isOwn' | 'actedWithoutView'> {
  const { stampId, mode, because, source, isTest, recipients, tracking, refusedBy, hasPixel, plain, ambiguous, appleLoaded, figures } = row;
  const [only] = recipients.length === 1 ? recipients : [];
  return {
    mode,
    because,
    askedBy: source === 'step' ? 'campaign' : 'rep',
    isStamped: stampId !== null,
    isTest,
    silenced: silencedHow(row),
    refusedBy,
    quotedOn: row.quotedOn,
    only: only === undefined ? null : only.name.trim() || only.address,
    tracking,
    hasPixel,
    isPlainText: plain,
    ambiguous,
    views: figures?.views ?? 0,
    appleLoaded,
  };
}

/** Whether it can be known that a link of the mail was clicked. */
export function clicksOf({ stampId, mode, refused, quotedOn, tracking, links, figures }: MessageRow): ClicksKnown {
  if (stampId === null || refused || mode === 'replies' || mode === 'off') return 'not-recorded';
  if (mode === 'anonymous') return 'together';
  if (links === 0 && (figures?.clicks ?? 0) === 0) return 'no-links';
  if (quotedOn && (figures?.clicks ?? 0) === 0) return 'not-recorded';
  return tracking ? 'recorded' : 'switched-off';
}

/** A mail that could tell nothing but replies anyway lost nothing with a refusal. */
function silencedHow({ refused, neverRecorded, hasPixel, links, plain }: MessageRow): SeenFacts['silenced'] {
  if (!refused || !(hasPixel || links > 0 || plain)) return 'no';
  return neverRecorded ? 'always' : 'later';
}

function hasActed({ figures }: MessageRow): boolean {
  return (figures?.clicks ?? 0) + (figures?.documents ?? 0) > 0;
}
