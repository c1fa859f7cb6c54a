/** What was read: of a document, of one share, of all documents of a mail. Only of shares of the rep who asks. */
import type { EntityManager } from 'typeorm';
import { policyOf, tellsPageInView, type Mode, type PolicyKind } from '../../consent/index.js';
import { ReadbackError } from '../../errors.js';
import type { Figures } from '../api.js';
import { countsAsRead } from './counting.js';
import { cannotBeKnown, isShown } from './known.js';
import { summaryOf } from './summary.js';
import { addressesOf } from './tell.js';
import { visitRows, whomOf, type VisitRow } from './visit-rows.js';

export interface FiguresQuestion {
  readonly version?: number | undefined;
  /** Own visits and machines are listed, too. */
  readonly all: boolean;
}

export interface FiguresOptions {
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
  readonly now: Date;
}

export interface SentShare {
  readonly mailboxId: string;
  readonly id: string;
  readonly documentId: string;
  readonly stampId: string;
  readonly mode: Mode;
}

const COLUMNS = `share.mailbox_id as "mailboxId", share.id, share.document_id as "documentId", share.stamp_id as "stampId", share.mode`;

/** Of one share. Throws NOT_FOUND, also for those of others. */
export async function figuresOfShare(tx: EntityManager, repId: string, shareId: string, question: FiguresQuestion, options: FiguresOptions): Promise<Figures> {
  const [share] = await tx.query<SentShare[]>(`select ${COLUMNS} from shares share where share.id = $1 and share.rep_id = $2`, [shareId, repId]);
  if (share === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document of yours that was sent.');
  return figuresOf(tx, share.documentId, [share], question, options);
}

/**
 * Of a document, wherever the rep sent it.
 * @param mayBeSeen whether the rep may see the document itself; throws NOT_FOUND. Not asked where they sent it.
 */
export async function figuresOfDocument(tx: EntityManager, repId: string, documentId: string, mayBeSeen: () => Promise<unknown>, question: FiguresQuestion, options: FiguresOptions): Promise<Figures> {
  const shares = await tx.query<SentShare[]>(`select ${COLUMNS} from shares share where share.document_id = $1 and share.rep_id = $2`, [documentId, repId]);
  if (shares.length === 0) await mayBeSeen();
  return figuresOf(tx, documentId, shares, question, options);
}

export async function figuresOf(tx: EntityManager, documentId: string, shares: readonly SentShare[], { version: asked, all }: FiguresQuestion, { setting, now }: FiguresOptions): Promise<Figures> {
  const { name, version, pages: pageCount } = await versionOf(tx, documentId, asked);
  const found = await visitRows(tx, 'visit.share_id = any ($1::uuid[]) and visit.version = $2', [shares.map(({ id }) => id), version]);
  const visits = shownAmong(found);
  const whom = await whomOf(tx, shares);
  const stamps = [...new Set(shares.map(({ stampId }) => stampId))];
  const addresses = new Map<string, ReadonlySet<string> | null>();
  for (const stampId of stamps) addresses.set(stampId, await addressesOf(tx, whom(stampId)));
  const live = tellsPageInView(await policyOf(tx, setting));
  const summary = summaryOf({ visits, pageCount, whom, addressesOf: (stampId) => addresses.get(stampId) ?? null, now, live, all });
  return { documentId, documentName: name, version, pageCount, ...summary, cannotBeKnown: cannotBeKnown(await standingsOf(tx, shares), visits.length < found.filter(({ mode, verdict }) => mode !== 'anonymous' || countsAsRead({ verdict })).length) };
}

/** Of what is only counted, nothing where the figures would tell who it was: own visits and machines hide nobody. */
function shownAmong(visits: readonly VisitRow[]): VisitRow[] {
  const anonymous = new Map<string, number>();
  for (const { mode, shareId } of visits.filter(countsAsRead)) if (mode === 'anonymous') anonymous.set(shareId, (anonymous.get(shareId) ?? 0) + 1);
  return visits.filter(({ mode, shareId, verdict }) => mode !== 'anonymous' || (countsAsRead({ verdict }) && isShown(anonymous.get(shareId) ?? 0)));
}

/** The one asked for, else what readers get; throws NOT_FOUND. */
async function versionOf(tx: EntityManager, documentId: string, asked: number | undefined): Promise<{ readonly name: string; readonly version: number; readonly pages: number }> {
  const [row] = await tx.query<{ name: string; version: number; pages: number }[]>(
    `select document.name, version.version, coalesce(version.pages, 0) as pages
     from documents document join document_versions version on version.document_id = document.id
     where document.id = $1 and ($2::int is null or version.version = $2)
     order by version.state = 'ready' desc, version.version desc limit 1`,
    [documentId, asked ?? null],
  );
  if (row === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such version of a document.');
  return row;
}

async function standingsOf(tx: EntityManager, shares: readonly SentShare[]): Promise<{ readonly mode: Mode; readonly silenced: 'consent' | 'switched-off' | null }[]> {
  return tx.query(
    `select coalesce(message.mode, share.mode) as mode, silenced.why as silenced
     from unnest($1::uuid[], $2::text[], $3::text[]) as share (mailbox_id, stamp_id, mode)
     left join lateral (select mode from messages where messages.mailbox_id = share.mailbox_id and messages.stamp_id = share.stamp_id order by sent_at desc nulls last limit 1) as message on true
     left join lateral (select why from silenced_stamps silenced where silenced.mailbox_id = share.mailbox_id and silenced.stamp_id = share.stamp_id order by why limit 1) as silenced on true`,
    [shares.map(({ mailboxId }) => mailboxId), shares.map(({ stampId }) => stampId), shares.map(({ mode }) => mode)],
  );
}
