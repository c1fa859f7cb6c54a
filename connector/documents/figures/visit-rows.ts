/** Visits as figures and lines of the feed read them, with what their shares and mails say of who it was. */
import type { EntityManager } from 'typeorm';
import type { Mode } from '../../consent/index.js';
import { isToSeveral, messagesOfStamps, type DeviceKind, type ToldMessage } from '../../tracking/index.js';

export interface PageTime {
  readonly page: number;
  readonly time_ms: number;
}

export interface VisitRow {
  readonly mailboxId: string;
  readonly id: string;
  readonly shareId: string;
  readonly documentId: string;
  readonly version: number;
  readonly pageCount: number;
  readonly documentName: string;
  readonly stampId: string;
  /** Of the share. */
  readonly mode: Mode;
  readonly startedAt: Date;
  readonly lastAt: Date;
  /** Keyed hash of network, then of program (read/reader-key.ts); null in anonymous mode. */
  readonly reader: Buffer | null;
  readonly device: DeviceKind;
  readonly gave: string | null;
  readonly timed: boolean;
  readonly verdict: string | null;
  readonly reason: string | null;
  readonly certain: boolean | null;
  readonly path: readonly number[];
  readonly pageNow: number | null;
  readonly finished: boolean;
  readonly downloads: number;
  readonly activityId: string | null;
  readonly withoutImages: boolean;
  /** In order of pages. */
  readonly pages: readonly PageTime[];
}

/** Whom a share was sent to. */
export interface Whom {
  /** Null: a bare link, or its mail is not known yet. */
  readonly message: ToldMessage | null;
  /** More than one person could be its reader, or nobody knows who. */
  readonly several: boolean;
}

const COLUMNS = `
  visit.mailbox_id as "mailboxId", visit.id, visit.share_id as "shareId", visit.document_id as "documentId", visit.version, version.pages as "pageCount",
  document.name as "documentName", visit.stamp_id as "stampId", share.mode, visit.started_at as "startedAt", visit.last_at as "lastAt", visit.reader, visit.device,
  visit.gave_address as gave, visit.timed, visit.verdict, visit.reason, visit.certain, array_remove(visit.path, null) as path, visit.page_now as "pageNow",
  visit.finished_at is not null as finished, visit.downloads, visit.activity_id::text as "activityId", visit.without_images as "withoutImages",
  (select coalesce(jsonb_agg(jsonb_build_object('page', page, 'time_ms', time_ms) order by page), '[]')
   from page_views view where view.mailbox_id = visit.mailbox_id and view.visit_id = visit.id) as pages`;

const FROM = `visits visit
  join shares share on share.id = visit.share_id
  join documents document on document.id = visit.document_id
  join document_versions version on version.document_id = visit.document_id and version.version = visit.version`;

/** @param where on `visit`; in order of time */
export async function visitRows(tx: EntityManager, where: string, parameters: readonly unknown[]): Promise<VisitRow[]> {
  return tx.query<VisitRow[]>(`select ${COLUMNS} from ${FROM} where ${where} order by visit.started_at, visit.id`, [...parameters]);
}

/** By stamp id. */
export async function whomOf(tx: EntityManager, stamps: readonly { readonly mailboxId: string; readonly stampId: string }[]): Promise<(stampId: string) => Whom> {
  const unique = [...new Map(stamps.map(({ mailboxId, stampId }) => [stampId, { mailboxId, stampId }])).values()];
  const messages = await messagesOfStamps(tx, unique);
  return (stampId) => {
    const message = messages.get(stampId) ?? null;
    return { message, several: message === null || isToSeveral(message) };
  };
}
