/**
 * The row of a visit, made at the first sign of the running page: machines that only fetch pages
 * leave a hit and no visit. Its stamp is locked meanwhile, so that whoever judges, refuses or erases
 * comes either before it, and is seen, or after it, and sees it.
 */
import type { EntityManager } from 'typeorm';
import { lockStamps, openedWithoutImages, type DeviceKind } from '../../tracking/index.js';
import { openedShare, tellingOf, type OpenedShare, type TellingOptions } from './share-facts.js';
import { eraseVisit } from './erase.js';
import { tellsOpening, type Telling } from './telling.js';
import type { VisitTicket } from './ticket.js';

export interface Arrival {
  readonly ticket: VisitTicket;
  /** Keyed hashes (reader-key.ts). */
  readonly reader: Buffer;
  readonly device: DeviceKind;
  /** The address the reader gave; null: none. */
  readonly gave: string | null;
  /** The reader says now that pages and times may be told. */
  readonly agrees: boolean;
  /** The request came from a device of a rep: whose. */
  readonly ownDevice: { readonly repId: string } | null;
}

/** A hit may be settled from another clock's moment. */
const HIT_WITHIN = `interval '1 minute'`;

interface Verdict {
  readonly verdict: string | null;
  readonly reason: string | null;
  readonly certain: boolean | null;
}

const NOT_JUDGED: Verdict = { verdict: null, reason: null, certain: null };

/** False: nothing may be stored of it. */
export async function makeVisit(tx: EntityManager, options: TellingOptions, arrival: Arrival, now: Date): Promise<boolean> {
  const { ticket, reader, device, agrees } = arrival;
  const share = await openedShare(tx, ticket.shareId);
  if (share === null) return false;
  await lockStamps(tx, [share.stampId], 'shared');
  const wasRefused = await isRefused(tx, ticket.visitId);
  if (wasRefused && !agrees) return false;
  // What is allowed hangs on who it is, and they have said so to the page.
  if (share.askAddress && arrival.gave === null) return false;
  const gave = share.askAddress ? arrival.gave : null;
  const told = await tellingOf(tx, share, gave, options);
  if (!mayBeMade(told, agrees)) {
    // Who it is was not known when the page was given out.
    if (gave !== null && !tellsOpening(told)) await eraseVisit(tx, share, ticket.visitId, now);
    return false;
  }
  if (wasRefused) await tx.query('delete from refused_visits where id = $1', [ticket.visitId]);
  const { verdict, reason, certain } = tellsOpening(told) && !wasRefused ? await verdictOf(tx, share, ticket) : await agreedVerdict(tx, share, arrival);
  const withoutImages = told.mode === 'full' && (await openedWithoutImages(tx, share, ticket.at));
  await tx.query(
    `insert into visits (mailbox_id, id, share_id, document_id, version, stamp_id, started_at, last_at, reader, device, gave_address, timed, agreed_at, verdict, reason, certain, without_images, tell_at)
     select $1, $2, $3, version.document_id, version.version, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $8
     from document_versions version where document_id = $4 and version = $5
     on conflict do nothing`,
    [
      share.mailboxId, ticket.visitId, share.id, share.documentId, ticket.version, share.stampId, ticket.at, now, told.mode === 'anonymous' ? null : reader, device,
      told.mode === 'anonymous' ? null : gave, told.times === 'on' || agrees, agrees ? now : null, verdict, reason, certain, withoutImages,
    ],
  );
  return true;
}

function mayBeMade(told: Telling, agrees: boolean): boolean {
  return tellsOpening(told) || (told.times === 'ask' && agrees);
}

/** Refused before, in this visit. */
async function isRefused(tx: EntityManager, visitId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>('select from refused_visits where id = $1', [visitId]);
  return rows.length > 0;
}

/** As its hit was judged, if it was already. */
async function verdictOf(tx: EntityManager, { mailboxId, stampId }: OpenedShare, { visitId, at }: VisitTicket): Promise<Verdict> {
  const [hit] = await tx.query<Verdict[]>(
    `select verdict, reason, certain from hits
     where mailbox_id = $1 and stamp_id = $2 and at between $3::timestamptz - ${HIT_WITHIN} and $3::timestamptz + ${HIT_WITHIN} and id = $4`,
    [mailboxId, stampId, at, visitId],
  );
  return hit ?? NOT_JUDGED;
}

/** There is no hit of it: who presses a button in a page is no machine. */
async function agreedVerdict(tx: EntityManager, { mailboxId }: OpenedShare, { ownDevice }: Arrival): Promise<Verdict> {
  if (ownDevice === null) return { verdict: 'human', reason: 'agreed', certain: true };
  const [own] = await tx.query<unknown[]>('select from mailboxes join reps on reps.oid = lower(mailboxes.user_id) where mailboxes.id = $1 and reps.id = $2', [mailboxId, ownDevice.repId]);
  return { verdict: 'self', reason: own === undefined ? 'colleague-device' : 'own-device', certain: true };
}
