/**
 * Turns hits by people into lines of the Live Feed. Runs in the transaction that wrote the hits,
 * or in the one that recorded their message when the hits were there first.
 */
import type { EntityManager } from 'typeorm';
import { appendMany, type NewActivity, type Person } from '../feed/index.js';
import { REASONS } from './verdict.js';

export interface StampKey {
  readonly mailboxId: string;
  readonly stampId: string;
}

/** Views of one message within this time are one line with a count. */
const REPEAT_WITHIN_MS = 10 * 60_000;

interface UntoldRow {
  readonly mailbox_id: string;
  readonly at: Date;
  readonly reason: string;
  readonly message_id: string;
  readonly subject: string;
  readonly ambiguous: boolean;
  readonly recipients: readonly Person[];
}

/** Tells the feed of all hits by people on these stamps that it does not know of yet. */
export async function tellViews(tx: EntityManager, stamps: readonly StampKey[]): Promise<void> {
  const untold = await tx.query<UntoldRow[]>(
      `with known as (
         select distinct message.mailbox_id, message.stamp_id
         from unnest($1::uuid[], $2::text[]) as wanted (mailbox_id, stamp_id)
         join messages message using (mailbox_id, stamp_id)
       ), telling as (
         update hits set told = true
         from known
         where hits.mailbox_id = known.mailbox_id and hits.stamp_id = known.stamp_id and not hits.told
         returning hits.mailbox_id, hits.stamp_id, hits.at, hits.id, hits.reason
       )
       select telling.mailbox_id, telling.at, telling.reason, message.id as message_id, message.subject,
         message.stamp_ambiguous as ambiguous,
         (select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name) order by kind desc, address), '[]')
          from message_recipients recipient
          where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id) as recipients
       from telling
       join lateral (
         select * from messages
         where messages.mailbox_id = telling.mailbox_id and messages.stamp_id = telling.stamp_id
         order by sent_at desc nulls last limit 1
       ) as message on true
       order by telling.at, telling.id`,
      [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
    );
  await appendMany(tx, untold.map(lineOf));
}

function lineOf(hit: UntoldRow): NewActivity {
  const [only] = hit.recipients.length === 1 && !hit.ambiguous ? hit.recipients : [];
  return {
    mailboxId: hit.mailbox_id,
    at: hit.at,
    kind: 'view',
    messageId: hit.message_id,
    groupKey: `view:${hit.message_id}:${Math.floor(hit.at.getTime() / REPEAT_WITHIN_MS)}`,
    data: {
      subject: hit.subject,
      reason: REASONS[hit.reason] ?? hit.reason,
      ...(only === undefined ? { oneOf: [...hit.recipients] } : { person: only }),
    },
  };
}
