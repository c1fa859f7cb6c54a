/** Answers by when they came in: what was found late after a gap in the watching. */
import type { EntityManager } from 'typeorm';

/** How many answers of people to this mailbox's mail were received in that time. Exchange tells whole seconds. */
export async function answersBetween(tx: EntityManager, mailboxId: string, from: Date, until: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from replies where mailbox_id = $1 and kind = 'human_reply' and received_at between date_trunc('second', $2::timestamptz) and $3`,
    [mailboxId, from, until],
  );
  return row?.count ?? 0;
}
