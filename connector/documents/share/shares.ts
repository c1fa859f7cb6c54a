/**
 * Shares: a document in one mail, or behind one bare link. Put into the same mail twice it is one.
 * Its id follows from the mail's stamp and the document, so that the mail can be written before
 * anything is stored, and written again the same.
 *
 * Mails that are only counted share their stamp, and so they share the link: one of its own would
 * tell whose it was. Options that differ make another one there.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { uuidText, type Keys } from '../../config/index.js';
import { ReadbackError } from '../../errors.js';
import { carriedBy, readStamp, type Stamp } from '../../tracking/index.js';
import type { ShareOptions } from '../api.js';
import { hashPasscode } from './passcode.js';

export interface NewShare {
  readonly mailboxId: string;
  readonly repId: string;
  readonly documentId: string;
  /** What the mail carries (`carriedStamp`). */
  readonly stamp: Stamp;
  readonly options: ShareOptions;
}

/** The stamp that tells of a mail's documents: its own, or in anonymous mode the one it shares. */
export function carriedStamp(keys: Keys, stamp: Stamp, scope: string): Stamp {
  const { links } = carriedBy(keys, stamp, scope);
  return (links === null ? null : readStamp(keys, links)) ?? stamp;
}

/** Id of the share of a document in mails that carry this stamp. A UUID of version 8 (RFC 9562): the token around it is what cannot be guessed. */
export function shareIdOf(stamp: Pick<Stamp, 'mailboxId' | 'id'>, documentId: string): string {
  const bytes = createHash('sha256').update(`share\n${stamp.mailboxId}\n${stamp.id}\n${documentId.toLowerCase()}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidText(bytes);
}

/** Makes the share, or finds it: what was said of its options last holds. Gives its id. Throws INPUT_INVALID. */
export async function makeShare(tx: EntityManager, share: NewShare, now: Date): Promise<string> {
  const { stamp, options, documentId } = share;
  checkOptions(stamp.mode, options);
  if (!stamp.shared) return insert(tx, share, shareIdOf(stamp, documentId), now);
  return (await sameOptions(tx, share)) ?? insert(tx, share, randomUUID(), now);
}

/** As it stands in a mail that is already written, with its options as they are by default; one that is there stays as it is. */
export async function keepShare(tx: EntityManager, { mailboxId, repId, documentId, stamp }: Omit<NewShare, 'options'>, now: Date): Promise<void> {
  await tx.query(
    `insert into shares (mailbox_id, id, document_id, rep_id, stamp_id, mode, created_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (mailbox_id, id) do nothing`,
    [mailboxId, shareIdOf(stamp, documentId), documentId, repId, stamp.id, stamp.mode, now],
  );
}

/** Forgets the shares of a mail that never went. What mails share stays. */
export async function forgetShares(tx: EntityManager, stamp: Stamp | null): Promise<void> {
  if (stamp === null || stamp.mode === 'anonymous') return;
  await tx.query('delete from shares where mailbox_id = $1 and stamp_id = $2 and not exists (select from visits where visits.share_id = shares.id)', [stamp.mailboxId, stamp.id]);
}

/** Changes what is given. Throws NOT_FOUND, INPUT_INVALID. */
export async function changeShare(tx: EntityManager, mailboxId: string, id: string, change: Partial<ShareOptions> & { readonly revoked?: boolean | undefined }, now: Date): Promise<void> {
  const [share] = await tx.query<{ mode: Stamp['mode'] }[]>('select mode from shares where mailbox_id = $1 and id = $2 for update', [mailboxId, id]);
  if (share === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document of yours that was sent.');
  checkOptions(share.mode, change);
  const has = (value: unknown): boolean => value !== undefined;
  await tx.query(
    `update shares set
       allow_download = coalesce($3, allow_download), ask_address = coalesce($4, ask_address),
       expires_at = case when $5 then $6::timestamptz else expires_at end,
       passcode_hash = case when $7 then $8 else passcode_hash end,
       revoked_at = case when $9::bool is null then revoked_at when $9 then coalesce(revoked_at, $10) end
     where mailbox_id = $1 and id = $2`,
    [
      mailboxId,
      id,
      change.allowDownload ?? null,
      change.askAddress ?? null,
      has(change.expiresAt),
      change.expiresAt ?? null,
      has(change.passcode),
      await hashOf(change.passcode ?? null),
      change.revoked ?? null,
      now,
    ],
  );
}

function checkOptions(mode: Stamp['mode'], { askAddress }: Partial<ShareOptions>): void {
  if (mode === 'anonymous' && askAddress === true) {
    throw new ReadbackError('INPUT_INVALID', 'This mail is only counted, without knowing whose views they are: its readers cannot be asked for their address.');
  }
}

async function insert(tx: EntityManager, { mailboxId, repId, documentId, stamp, options }: NewShare, id: string, now: Date): Promise<string> {
  const { allowDownload, expiresAt, passcode, askAddress } = options;
  await tx.query(
    `insert into shares (mailbox_id, id, document_id, rep_id, stamp_id, mode, allow_download, expires_at, passcode_hash, ask_address, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (mailbox_id, id) do update set
       allow_download = excluded.allow_download, expires_at = excluded.expires_at, passcode_hash = excluded.passcode_hash,
       ask_address = excluded.ask_address, revoked_at = null`,
    [mailboxId, id, documentId, repId, stamp.id, stamp.mode, allowDownload, expiresAt, await hashOf(passcode), askAddress, now],
  );
  return id;
}

/** A share in use whose options are the same. One with a passcode is never: what was stored of it cannot be compared. */
async function sameOptions(tx: EntityManager, { mailboxId, documentId, stamp, options }: NewShare): Promise<string | null> {
  if ((options.passcode ?? '').trim() !== '') return null;
  const [found] = await tx.query<{ id: string }[]>(
    `select id from shares
     where mailbox_id = $1 and stamp_id = $2 and document_id = $3 and revoked_at is null and passcode_hash is null and not ask_address
       and allow_download = $4 and expires_at is not distinct from $5::timestamptz
     order by created_at limit 1`,
    [mailboxId, stamp.id, documentId, options.allowDownload, options.expiresAt],
  );
  return found?.id ?? null;
}

function hashOf(passcode: string | null): Promise<string> | null {
  return passcode === null || passcode.trim() === '' ? null : hashPasscode(passcode);
}
