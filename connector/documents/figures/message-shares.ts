/** The documents a mail carries. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { SentShare } from './figures.js';

/** In the order they were put into it. Throws NOT_FOUND. */
export async function sharesOfMessage(tx: EntityManager, mailboxId: string, messageId: string): Promise<SentShare[]> {
  const [message] = await tx.query<{ stampId: string | null }[]>('select stamp_id as "stampId" from messages where mailbox_id = $1 and id = $2', [mailboxId, messageId]);
  if (message === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such mail.');
  return tx.query<SentShare[]>(
    `select mailbox_id as "mailboxId", id, document_id as "documentId", stamp_id as "stampId", mode from shares where mailbox_id = $1 and stamp_id = $2 order by created_at, id`,
    [mailboxId, message.stampId],
  );
}
