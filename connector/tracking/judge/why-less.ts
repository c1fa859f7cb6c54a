/**
 * Why a mail tells less than everything, as it was decided when it was sent, in words. Consent and
 * policy change afterwards; what is told of a mail must not, so the code is stored with the mail.
 */
import type { LimitCode, Mode } from '../../consent/modes.js';

/** What limited it, or `asked`: it tells what the rep or the campaign asked for. */
export type ModeBecause = LimitCode | 'asked';

/** The kinds of limits that are told apart: consent was missing, policy, somebody had refused. */
export type LimitReason = 'no-consent' | 'policy' | 'had-refused';

export const LIMIT_REASONS: Readonly<Record<LimitCode, LimitReason>> = {
  'refused': 'had-refused',
  'withdrawn': 'had-refused',
  'policy-strict': 'no-consent',
  'policy-country': 'no-consent',
  'policy-other-country': 'no-consent',
  'policy-unknown-country': 'no-consent',
  'policy-colleague': 'policy',
  'not-chosen': 'policy',
};

/** @param who name or address of whom it went to; null: one of several */
export function whyLimited(code: LimitCode, who: string | null): string {
  const person = who ?? 'somebody it went to';
  switch (code) {
    case 'refused':
      return `because ${person} had refused to be tracked`;
    case 'withdrawn':
      return `because ${person} had agreed once, and taken it back`;
    case 'not-chosen':
      return 'because no administrator had chosen yet whom your organisation tracks';
    case 'policy-strict':
      return `because ${person} had not agreed, and your organisation tracks only who has`;
    case 'policy-country':
    case 'policy-other-country':
      return `because ${person} had not agreed, which your organisation asks for in their country`;
    case 'policy-unknown-country':
      return `because ${person} had not agreed, and nobody knows in which country they are`;
    case 'policy-colleague':
      return `because ${person} is a colleague, and your organisation’s policy allows no more`;
  }
}

/** How a mail that was limited was sent; goes on with why. */
export const SENT_WITH: Readonly<Record<Mode, string>> = {
  full: 'Sent with tracking',
  links: 'Sent with tracked links only,',
  anonymous: 'Sent with views and clicks counted without names,',
  replies: 'Sent without image and tracked links,',
  off: 'Sent without tracking,',
};
