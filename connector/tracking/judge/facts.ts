/** What judging knows, and what it gives: plain data, so that it can be repeated when the rules change. */
import type { Mode } from '../../consent/modes.js';
import type { HitKind } from '../hit.js';

export const VERDICTS = ['human', 'proxy', 'prefetch', 'scanner', 'self'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What is known of the own side at a hit, strongest first. `said-…`: the rep said so. `signal`: the
 * add-in said that the rep was looking, on this network; `signal-proxy`: through the image proxy of
 * their client. `taught`: from where the rep said "this was me" before. `own-network`: from where
 * the rep signed in lately.
 */
export const KNOWN = ['said-other', 'said-own', 'own-device', 'colleague-device', 'signal', 'signal-proxy', 'taught', 'own-network'] as const;
export type Known = (typeof KNOWN)[number];

export interface HitFacts {
  readonly id: string;
  readonly at: Date;
  readonly stampId: string;
  readonly kind: HitKind;
  readonly link: number | null;
  readonly method: string;
  readonly agent: string;
  /** Class of the network; null: in no table. */
  readonly network: string | null;
  readonly addressHash: string | null;
  readonly prefetching: boolean;
  readonly known: Known | null;
}

/** Which of a mail's links, or one of its documents. */
export type Place = number | 'document' | null;

/** Where somebody who followed a link of a mail went: documents are all one place. */
export function placeOf({ kind, link }: Pick<HitFacts, 'kind' | 'link'>): Place {
  return kind === 'document' ? 'document' : link;
}

export interface RecipientFacts {
  readonly address: string;
  /** One of the rep's own addresses. */
  readonly isOwn: boolean;
}

export interface MessageFacts {
  readonly id: string;
  readonly mailboxId: string;
  readonly stampId: string;
  /** Null while it is only known as a draft. */
  readonly sentAt: Date | null;
  /** The effective mode. */
  readonly mode: Mode;
  /** Made by "Send me a test": every hit is the rep's. */
  readonly isTest: boolean;
  readonly recipients: readonly RecipientFacts[];
  /** Two sent mails carry its stamp: it is not known which of them this is about. */
  readonly ambiguous?: boolean;
  /** Equal for messages of one thread; null: unknown. */
  readonly thread: string | null;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Stable code of the rule that decided; its sentence stands in reasons.ts. */
  readonly reason: string;
  /** False: "probably". */
  readonly certain: boolean;
  /** The newer message of the thread that was really looked at; this hit counts for nothing. */
  readonly quotedBy: string | null;
}
