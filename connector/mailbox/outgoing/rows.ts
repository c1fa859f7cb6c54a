/**
 * The table `outgoing`: one row per mail to be sent, for ever. Its states:
 *
 *   drafting ──ids stored──▶ drafted ──mayGo──▶ sending ──▶ sent
 *      │                      │  ▲                 │
 *      └────────▶ abandoned ◀─┘  └──surely not sent┘
 *
 * `sending_at` names the attempt: whoever changes a row in `sending` must have seen that attempt.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { DraftIds } from '../types.js';

export type OutgoingState = 'drafting' | 'drafted' | 'sending' | 'sent' | 'abandoned';

export interface Outgoing {
  readonly state: OutgoingState;
  readonly itemId: string | null;
  readonly internetMessageId: string | null;
  readonly conversationId: string | null;
  readonly sendingAt: Date | null;
}

export interface OutgoingKey {
  readonly mailboxId: string;
  readonly key: string;
}

/** Begins a mail; false if it was begun before. */
export async function begin(tx: EntityManager, { mailboxId, key }: OutgoingKey, internetMessageId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into outgoing (mailbox_id, key, state, internet_message_id) values ($1, $2, 'drafting', $3)
     on conflict do nothing returning 1`,
    [mailboxId, key, internetMessageId],
  );
  return rows.length > 0;
}

/** @param lock keep others from changing it until the end of the transaction */
export async function findOutgoing(tx: EntityManager, { mailboxId, key }: OutgoingKey, lock: boolean): Promise<Outgoing | null> {
  const [row] = await tx.query<Outgoing[]>(
    `select state, item_id as "itemId", internet_message_id as "internetMessageId", conversation_id as "conversationId", sending_at as "sendingAt"
     from outgoing where mailbox_id = $1 and key = $2 ${lock ? 'for update' : ''}`,
    [mailboxId, key],
  );
  return row ?? null;
}

export async function setDrafted(tx: EntityManager, { mailboxId, key }: OutgoingKey, ids: DraftIds): Promise<void> {
  await tx.query(
    `update outgoing set state = 'drafted', item_id = $3, internet_message_id = $4, conversation_id = $5 where mailbox_id = $1 and key = $2`,
    [mailboxId, key, ids.itemId, ids.internetMessageId, ids.conversationId],
  );
}

export async function setState(tx: EntityManager, { mailboxId, key }: OutgoingKey, state: OutgoingState, sendingAt: Date | null): Promise<void> {
  await tx.query('update outgoing set state = $3, sending_at = $4 where mailbox_id = $1 and key = $2', [mailboxId, key, state, sendingAt]);
}

/** Ends an attempt; false if it is another's by now. */
export async function endAttempt(
  tx: EntityManager,
  { mailboxId, key }: OutgoingKey,
  attempt: Date,
  state: 'sent' | 'drafted',
  itemId: string,
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `with ended as (
       update outgoing set state = $4, item_id = $5
       where mailbox_id = $1 and key = $2 and state = 'sending' and date_trunc('milliseconds', sending_at) = $3 returning 1
     ) select * from ended`,
    [mailboxId, key, attempt, state, itemId],
  );
  return rows.length > 0;
}

/** Throws INTERNAL: the row must have been drafted before. */
export function idsOf(row: Outgoing): DraftIds {
  const { itemId, internetMessageId, conversationId } = row;
  if (itemId === null || internetMessageId === null) throw new ReadbackError('INTERNAL', `an outgoing mail is ${row.state} without a draft`);
  return { itemId, internetMessageId, conversationId };
}
