/** A mail being written, what we advise, and what one press can do about it. Plain data, the same in Outlook and in the web app. */
import type { Mode } from '../consent/modes.js';

export type Consent = 'unknown' | 'given' | 'refused' | 'withdrawn';

export interface DraftRecipient {
  readonly address: string;
  readonly consent: Consent;
}

/** A picture that people know the sender by. */
export interface Logo {
  /** An https address: a picture inside the mail gives nobody a reason to load images. */
  readonly address: string;
  /** What is shown where images stay off. */
  readonly text: string;
  /** In pixels. */
  readonly width: number;
}

export interface Draft {
  /** Null: plain text. */
  readonly html: string | null;
  readonly text: string;
  readonly recipients: readonly DraftRecipient[];
  /** How much the mail will tell, as it is now. */
  readonly mode: Mode;
  /** Domains of the sender's organisation. */
  readonly ownDomains?: readonly string[];
  readonly logo?: Logo;
}

export type TipCode = 'plain-text' | 'no-image' | 'no-link' | 'several-recipients' | 'refused' | 'no-consent' | 'other-domain';

export type Remedy =
  | { readonly kind: 'make-html'; readonly label: string }
  | { readonly kind: 'add-logo'; readonly label: string }
  | { readonly kind: 'link-addresses'; readonly label: string }
  | { readonly kind: 'leave-out'; readonly label: string; readonly address: string }
  | { readonly kind: 'set-mode'; readonly label: string; readonly mode: Mode }
  /** `link` counts all links of the mail from 0. */
  | { readonly kind: 'show-destination'; readonly label: string; readonly link: number; readonly shows: string };

export interface Tip {
  readonly code: TipCode;
  /** One sentence. */
  readonly says: string;
  /** What one press does about it; null: it takes a person. */
  readonly remedy: Remedy | null;
}
