/**
 * Looks through a mailbox immediately before a mail goes, and says which mail there could not be
 * handled. Where the next look begins is told by Exchange's own times, so that it does not matter
 * how far its clock and ours are apart.
 */
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import { ReadbackError } from '../errors.js';
import type { Mailbox, Mailboxes, MailItem } from '../mailbox/index.js';
import { findByMessageIds, recipientsOf } from '../tracking/index.js';

/** A look goes back to before the newest mail of the look before it by this much: mail may become visible later than it was received. */
const OVERLAP_MS = 5 * 60_000;

interface LookParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly mailboxes: Pick<Mailboxes, 'lookThrough'>;
}

/** Handles what has come into any folder, also those that rules and junk filters sort into. Gives what cannot be handled. */
export async function lastLook({ dataSource, clock, mailboxes }: LookParts, mailbox: Mailbox): Promise<readonly MailItem[]> {
  const now = clock.now();
  const [before] = await dataSource.query<{ at: Date | null }[]>(
    `select greatest(min(enrolled_at), (select at from last_looks where mailbox_id = $1)) as at
     from enrollments where mailbox_id = $1 and state in ('active', 'waiting')`,
    [mailbox.id],
  );
  const since = new Date(Math.max(mailbox.trackedSince.getTime(), (before?.at ?? mailbox.trackedSince).getTime() - OVERLAP_MS));
  const { until, leftAlone } = await mailboxes.lookThrough(mailbox.id, since).catch((error: unknown) => {
    throw new ReadbackError('EXCHANGE_UNREACHABLE', 'The mailbox could not be looked through before a mail. It will be tried again.', {}, { cause: error });
  });
  if (until !== null) {
    // A mail may carry any time, also one to come.
    await dataSource.query(
      `insert into last_looks (mailbox_id, at) values ($1, least($2::timestamptz, $3::timestamptz))
       on conflict (mailbox_id) do update set at = greatest(last_looks.at, excluded.at)`,
      [mailbox.id, until, now],
    );
  }
  return leftAlone;
}

/** The mail that may be this person's answer: from their address or domain, or naming a mail we wrote to them. */
export async function concerning(dataSource: DataSource, items: readonly MailItem[], address: string): Promise<MailItem | null> {
  for (const item of items) {
    const from = item.from?.address ?? '';
    if (from === address || domainOf(from) === domainOf(address)) return item;
    const named = [item.inReplyTo, ...item.references, item.parentMessageId].filter((id) => id !== null);
    for (const message of (await findByMessageIds(dataSource.manager, named)).values()) {
      const recipients = await recipientsOf(dataSource.manager, message.mailboxId, message.id);
      if (recipients.some((recipient) => recipient.address === address)) return item;
    }
  }
  return null;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
