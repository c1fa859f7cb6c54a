/**
 * How much a message tells (DESIGN "Consent"): its tracking mode. It stands in the stamp, so the
 * order of `MODES` is part of the stamp's format.
 *
 *     full        pixel and links, by person
 *     links       links only
 *     anonymous   pixel and links, counted without knowing whose
 *     replies     nothing but replies
 *     off         nothing
 */
export const MODES = ['full', 'links', 'anonymous', 'replies', 'off'] as const;
export type Mode = (typeof MODES)[number];

/** Why a mail tells less than was wanted. */
export type LimitCode = 'refused' | 'withdrawn' | 'not-chosen' | 'policy-strict' | 'policy-country' | 'policy-other-country' | 'policy-unknown-country' | 'policy-colleague';

const STRICTEST_FIRST: readonly Mode[] = ['off', 'replies', 'anonymous', 'links', 'full'];

/** The stricter of two modes: what both allow. */
export function strictest(one: Mode, other: Mode): Mode {
  return STRICTEST_FIRST.indexOf(one) <= STRICTEST_FIRST.indexOf(other) ? one : other;
}
