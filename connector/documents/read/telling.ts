/**
 * How much may be told of whoever opens a share: pure. What was decided when its mail went holds;
 * a bare link, of which nobody knows who opens it, and somebody who gave another address, are asked
 * for by the policy as it is now.
 *
 *     silenced, refused, off          nothing, and nothing is asked
 *     full                            opened, pages and times
 *     links, anonymous                opened; pages and times once the reader agrees
 *     replies, for want of consent    nothing; all of it, of this visit, once the reader agrees
 *     replies, as the rep chose       nothing
 */
import { strictest, type Mode, type ModeDecision } from '../../consent/index.js';

export interface TellingFacts {
  /** Of the share, or of its mail where that tells less. */
  readonly mode: Mode;
  /** Somebody it went to refused, or its sender switched tracking off. */
  readonly silenced: boolean;
  /** Who opens it is whom its mail was made for: what it may tell was decided then. */
  readonly decided: boolean;
  /** What would be allowed for who opens it, were everything wanted. */
  readonly allowed: ModeDecision;
}

export interface Telling {
  /** In which a hit and a visit are kept; `replies` and `off`: none is. */
  readonly mode: Mode;
  /** Pages and times. `ask`: only once the reader agrees. */
  readonly times: 'on' | 'ask' | 'off';
}

const NOTHING: Telling = { mode: 'off', times: 'off' };

export function telling({ mode, silenced, decided, allowed }: TellingFacts): Telling {
  const refused = allowed.because.some(({ code }) => code === 'refused' || code === 'withdrawn');
  if (silenced || refused || mode === 'off') return NOTHING;
  const effective = decided ? mode : strictest(mode, allowed.mode);
  switch (effective) {
    case 'full':
      return { mode: 'full', times: 'on' };
    case 'links':
    case 'anonymous':
      return { mode: effective, times: 'ask' };
    case 'replies':
      return { mode: 'replies', times: isForWantOfConsent(allowed) ? 'ask' : 'off' };
    case 'off':
      return NOTHING;
  }
}

/** Whether anything was opened may be told, before the reader said anything. */
export function tellsOpening({ mode }: Telling): boolean {
  return mode === 'full' || mode === 'links' || mode === 'anonymous';
}

/** Colleagues are not asked for what they agree to. */
function isForWantOfConsent({ mode, because }: ModeDecision): boolean {
  return mode === 'replies' && because.every(({ code }) => code !== 'policy-colleague');
}
