/** Who is in a campaign, whatever mailbox it goes out from. */
import type { EntityManager } from 'typeorm';
import { findMessage, type Message } from '../tracking/index.js';
import type { EnrollmentKey } from './unsubscribe-token.js';

/** Those of these addresses whose people are in a campaign, anywhere in the organisation, by any address of theirs. */
export async function enrolledAmong(tx: EntityManager, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ address: string }[]>(
    `select address from person_addresses known
     where address = any ($1::text[])
       and exists (select from enrollments where enrollments.person_id = known.person_id and state <> 'ended')`,
    [addresses],
  );
  return new Set(rows.map(({ address }) => address));
}

/** The last mail of a campaign to this person that was handed over; null if none was. */
export async function lastMessageOf(tx: EntityManager, { mailboxId, id }: EnrollmentKey): Promise<Message | null> {
  const [found] = await tx.query<{ message_id: string }[]>(
    `select message_id from step_sends where mailbox_id = $1 and enrollment_id = $2 and (state = 'sent' or handed_over) order by position desc limit 1`,
    [mailboxId, id],
  );
  return found === undefined ? null : findMessage(tx, mailboxId, found.message_id);
}
