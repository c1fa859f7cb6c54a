/** Shares as the API shows them. */
import type { EntityManager } from 'typeorm';
import type { Keys } from '../../config/index.js';
import type { Person } from '../../feed/index.js';
import type { Mode } from '../../consent/index.js';
import type { Share } from '../api.js';
import type { Place } from '../library/place.js';
import { isShown } from '../figures/known.js';
import { COUNTS, READER } from './readers-counted.js';
import { shareToken, shareUrl } from './share-token.js';

export interface SharesOf {
  readonly mailboxId: string;
  readonly ids?: readonly string[] | undefined;
  readonly documentId?: string | undefined;
  /** What a message carries. */
  readonly stampIds?: readonly string[] | undefined;
  readonly before?: Place | undefined;
  readonly limit?: number | undefined;
}

interface Row {
  readonly id: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly mode: Mode;
  readonly allowDownload: boolean;
  readonly expiresAt: Date | null;
  readonly hasPasscode: boolean;
  readonly askAddress: boolean;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: Person;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly sentAt: Date | null;
  readonly recipients: readonly Person[];
  readonly readers: number;
  readonly time_ms: number;
  readonly lastOpenedAt: Date | null;
}

/** Shares of a mailbox, newest first. */
export async function shareRows(tx: EntityManager, { keys, publicUrl }: { readonly keys: Keys; readonly publicUrl: string }, { mailboxId, ids, documentId, stampIds, before, limit }: SharesOf): Promise<Share[]> {
  const rows = await tx.query<Row[]>(
    `select share.id, share.document_id as "documentId", document.name as "documentName", share.mode, share.allow_download as "allowDownload", share.expires_at as "expiresAt",
       share.passcode_hash is not null as "hasPasscode", share.ask_address as "askAddress", share.revoked_at as "revokedAt", share.created_at as "createdAt",
       jsonb_build_object('address', rep.address, 'name', rep.name) as "createdBy",
       message.id as "messageId", message.subject, message.sent_at as "sentAt",
       (select coalesce(jsonb_agg(jsonb_build_object('address', address, 'name', name) order by array_position(array['to', 'cc', 'bcc'], kind), address), '[]')
        from message_recipients recipient where recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id) as recipients,
       (select count(distinct ${READER})::int from visits visit where visit.share_id = share.id and ${COUNTS}) as readers,
       (select max(visit.started_at) from visits visit where visit.share_id = share.id and ${COUNTS}) as "lastOpenedAt",
       (select coalesce(sum(page.time_ms), 0)::float8 from visits visit join page_views page on page.mailbox_id = visit.mailbox_id and page.visit_id = visit.id
        where visit.share_id = share.id and ${COUNTS}) as time_ms
     from shares share
     join documents document on document.id = share.document_id
     join reps rep on rep.id = share.rep_id
     left join messages message on message.mailbox_id = share.mailbox_id and message.stamp_id = share.stamp_id and not message.stamp_ambiguous
     where share.mailbox_id = $1
       and ($2::uuid[] is null or share.id = any ($2::uuid[]))
       and ($3::uuid is null or share.document_id = $3)
       and ($4::text[] is null or share.stamp_id = any ($4::text[]))
       and ($5::timestamptz is null or (share.created_at, share.id) < ($5, $6::uuid))
     order by share.created_at desc, share.id desc limit $7`,
    [mailboxId, ids ?? null, documentId ?? null, stampIds ?? null, before?.createdAt ?? null, before?.id ?? null, limit ?? null],
  );
  return rows.map(({ messageId, subject, sentAt, recipients, expiresAt, revokedAt, createdAt, lastOpenedAt, ...row }) => ({
    ...row,
    url: shareUrl(publicUrl, shareToken(keys, row.id)),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    lastOpenedAt: lastOpenedAt?.toISOString() ?? null,
    // Of few the count would tell who it was.
    ...(row.mode === 'anonymous' && !isShown(row.readers) ? { readers: 0, time_ms: 0, lastOpenedAt: null } : {}),
    message: messageId === null ? null : { id: messageId, subject: subject ?? '', sentAt: sentAt?.toISOString() ?? null, recipients: [...recipients] },
  }));
}
