/** Addresses that do not exist, as a report of failed delivery said: nobody of the team writes to them. */
import type { EntityManager } from 'typeorm';

export interface Undeliverable {
  readonly address: string;
  /** Enhanced status code (RFC 3463). */
  readonly status: string;
}

export async function markUndeliverable(
  tx: EntityManager,
  teamId: string,
  addresses: readonly Undeliverable[],
  { mailboxId, activityId, at }: { readonly mailboxId: string; readonly activityId: string; readonly at: Date },
): Promise<void> {
  await tx.query(
    `insert into undeliverable_addresses (team_id, address, status, at, mailbox_id, activity_id)
     select $1, address, status, $4, $5, $6 from unnest($2::text[], $3::text[]) as failed (address, status)
     order by address on conflict do nothing`,
    [teamId, addresses.map(({ address }) => address), addresses.map(({ status }) => status), at, mailboxId, activityId],
  );
}

/** Takes back what a line marked. */
export async function unmarkUndeliverable(tx: EntityManager, mailboxId: string, activityId: string): Promise<void> {
  await tx.query('delete from undeliverable_addresses where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId]);
}

interface Line {
  readonly mailboxId: string;
  readonly activityId: string;
}

/** True if a line marked an address. */
export async function hasMarked(tx: EntityManager, { mailboxId, activityId }: Line): Promise<boolean> {
  return (await tx.query<unknown[]>('select from undeliverable_addresses where mailbox_id = $1 and activity_id = $2 limit 1', [mailboxId, activityId])).length > 0;
}

/**
 * Those of the addresses (lower case) that are marked, each with its status.
 * @param except what this line marked does not count
 */
export async function undeliverableAmong(tx: EntityManager, teamId: string, addresses: readonly string[], except?: Line): Promise<ReadonlyMap<string, string>> {
  const found = await tx.query<Undeliverable[]>(
    `select address, status from undeliverable_addresses
     where team_id = $1 and address = any ($2::text[]) and ($3::uuid is null or mailbox_id <> $3 or activity_id <> $4::bigint)`,
    [teamId, addresses, except?.mailboxId ?? null, except?.activityId ?? null],
  );
  return new Map(found.map(({ address, status }) => [address, status]));
}
