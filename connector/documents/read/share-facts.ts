/** What is known of a share when somebody opens it, and how much may be told of them. */
import type { EntityManager } from 'typeorm';
import { decideMode, policyOf, recipientFacts, strictest, type Mode, type PolicyKind, type RecipientFacts } from '../../consent/index.js';
import { messagesOfStamps, silencedAmong } from '../../tracking/index.js';
import { telling, type Telling } from './telling.js';

export interface OpenedShare {
  readonly mailboxId: string;
  readonly id: string;
  readonly documentId: string;
  readonly stampId: string;
  readonly mode: Mode;
  readonly askAddress: boolean;
}

export interface TellingOptions {
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

/** Nobody knows who it is. */
const UNKNOWN: RecipientFacts = { address: 'somebody', consent: 'unknown', isColleague: false, country: null };

/** Null: there is none. */
export async function openedShare(tx: EntityManager, shareId: string): Promise<OpenedShare | null> {
  const [row] = await tx.query<OpenedShare[]>(
    `select mailbox_id as "mailboxId", id, document_id as "documentId", stamp_id as "stampId", mode, ask_address as "askAddress" from shares where id = $1`,
    [shareId],
  );
  return row ?? null;
}

/** @param gave the address the reader gave; null: none */
export async function tellingOf(tx: EntityManager, { mailboxId, stampId, mode }: Pick<OpenedShare, 'mailboxId' | 'stampId' | 'mode'>, gave: string | null, { setting }: TellingOptions): Promise<Telling> {
  const stamp = { mailboxId, stampId };
  const silenced = (await silencedAmong(tx, [stamp])).has(stampId);
  const message = (await messagesOfStamps(tx, [stamp])).get(stampId);
  // What is shared by many mails was made for all of them, and so was decided.
  const decided = gave === null && (message !== undefined || mode === 'anonymous');
  const people = gave !== null ? [gave] : (message?.people ?? []).map(({ address }) => address);
  const facts = people.length === 0 ? [UNKNOWN] : await recipientFacts(tx, people);
  const allowed = decideMode('full', facts, await policyOf(tx, setting));
  return telling({ mode: message === undefined ? mode : strictest(mode, message.mode), silenced, decided, allowed });
}
