/** Failed deliveries that mean something only together: refusals by policy, and soft ones. */
import type { EntityManager } from 'typeorm';

export type FailureSort = 'policy' | 'soft';

export async function recordFailures(
  tx: EntityManager,
  mailboxId: string,
  activityId: string,
  failures: readonly { readonly address: string; readonly sort: FailureSort }[],
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into failed_deliveries (mailbox_id, activity_id, address, sort, at)
     select $1, $2, address, sort, $5 from unnest($3::text[], $4::text[]) as failed (address, sort) on conflict do nothing`,
    [mailboxId, activityId, failures.map(({ address }) => address), failures.map(({ sort }) => sort), at],
  );
}

/** How many reports of soft failures came for each address within `[since, until]`. */
export async function softFailures(tx: EntityManager, mailboxId: string, addresses: readonly string[], since: Date, until: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ address: string; reports: number }[]>(
    `select address, count(*)::int as reports from failed_deliveries
     where mailbox_id = $1 and sort = 'soft' and address = any ($2::text[]) and at between $3 and $4 group by address`,
    [mailboxId, addresses, since, until],
  );
  return new Map(rows.map(({ address, reports }) => [address, reports]));
}

/** How many different recipients were refused by policy within `[since, until]`. */
export async function refusedRecipients(tx: EntityManager, mailboxId: string, since: Date, until: Date): Promise<number> {
  const [row] = await tx.query<{ recipients: number }[]>(
    `select count(distinct address)::int as recipients from failed_deliveries where mailbox_id = $1 and sort = 'policy' and at between $2 and $3`,
    [mailboxId, since, until],
  );
  return row?.recipients ?? 0;
}

/** What a line reported does not count any more. */
export async function forgetFailures(tx: EntityManager, mailboxId: string, activityId: string): Promise<void> {
  await tx.query('delete from failed_deliveries where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId]);
}
