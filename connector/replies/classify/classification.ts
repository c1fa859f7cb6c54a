/** What kind of mail came in, and what is known of it: the answer of `classify`. */
import type { Address } from '../../mailbox/index.js';

/** `other`: none of these; ordinary mail, notifications, newsletters. */
export const MAIL_KINDS = ['human_reply', 'auto_reply', 'bounce_hard', 'bounce_soft', 'bounce_delayed', 'receipt', 'calendar', 'other'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export interface Reason {
  /** Stable code of what gave it away. */
  readonly code: string;
  /** The words of the mail that did, cut to 200 characters. */
  readonly says: string;
}

/** An automatic answer. */
export interface AutomaticAnswer {
  readonly sort: 'out_of_office' | 'departed' | 'acknowledgement' | 'challenge' | 'list' | 'unknown';
  /** First day the person is back, ISO 8601 date, in the writer's calendar; null if not stated. */
  readonly returnDate: string | null;
  /** Whom to turn to instead: the stand-in, or who took over from somebody departed. */
  readonly standIn: Address | null;
}

export interface FailedRecipient {
  /** Lower-cased SMTP address as the report names it. */
  readonly address: string;
  /** Whom the mail was written to, where the report names another address than the one that failed; else null. */
  readonly original: string | null;
  readonly severity: 'hard' | 'soft' | 'delayed';
  /** Enhanced status code (RFC 3463), such as 5.1.1; null if none is stated. */
  readonly status: string | null;
  /** SMTP reply code, such as 550; null if none is stated. */
  readonly smtp: number | null;
}

export interface Bounce {
  readonly recipients: readonly FailedRecipient[];
  /** Message-ID of the mail that came back; null where the report names none. */
  readonly originalMessageId: string | null;
  /** The most telling status of the report, also where no recipient is named. */
  readonly status: string | null;
  readonly smtp: number | null;
}

export interface Classification {
  readonly kind: MailKind;
  /** Strongest first; never empty. */
  readonly reasons: readonly Reason[];
  /** Of an auto_reply. */
  readonly automatic: AutomaticAnswer | null;
  /** Of a bounce. */
  readonly bounce: Bounce | null;
  /** Of a calendar mail. `request`: the person invites; `proposal`: another time is proposed. */
  readonly calendar: 'request' | 'accepted' | 'declined' | 'tentative' | 'proposal' | 'cancelled' | null;
  /** Of a receipt: Message-ID of the mail it is about, if named. */
  readonly receipt: { readonly originalMessageId: string | null; readonly sort: 'read' | 'deleted' | 'delivered' } | null;
  /** A person asks for no more mail: the words that say so. */
  readonly wantsNoMore: Reason | null;
}

export const NOTHING_KNOWN = { automatic: null, bounce: null, calendar: null, receipt: null, wantsNoMore: null } as const;
