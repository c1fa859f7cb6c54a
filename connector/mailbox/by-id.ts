/** Mailboxes as they stand in the database, for those who work in a transaction of their own. */
import { In, type EntityManager } from 'typeorm';
import { mailboxEntity } from './entities.js';
import type { Mailbox } from './types.js';

/** Also those that are no longer connected. */
export async function mailboxesById(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Mailbox>> {
  const found = await tx.findBy(mailboxEntity, { id: In([...new Set(ids)]) });
  return new Map(found.map((mailbox) => [mailbox.id, mailbox]));
}
