/**
 * The stamp: the id a tracked message carries in its pixel, its links, its X-Readback-Stamp header
 * and the item's custom property. Random, owned by one mailbox, signed, and told from a forged one
 * without the database, so that it can be minted before there is any message.
 *
 * 42 bytes as 56 characters of base64url:
 *
 *     version 4 bits | shared 1 bit | mode 3 bits | key id 1 | id 12 | mailbox 16 | HMAC-SHA-256, cut to 12
 *
 * The signature covers all that stands before it. The key id says which of our keys signed, so that
 * one signature is computed for a good stamp and mostly none for a forged one. Stamps of version 1
 * (version 1 | mode 1 | …, tried with every key) are out there and stay good.
 */
import { createHash, randomBytes } from 'node:crypto';
import { uuidBytes, uuidText, type Keys } from '../config/index.js';
import { MODES, type Mode } from '../consent/index.js';

export interface Stamp {
  /** Unique id of the stamp, 16 characters. */
  readonly id: string;
  /** The mailbox that owns it: a stamp binds only there. */
  readonly mailboxId: string;
  readonly mode: Mode;
  /** Carried by several messages, and none's own: it tells of no message. */
  readonly shared: boolean;
  /** The stamp as it is written, 56 characters. */
  readonly text: string;
}

/** Header of a tracked message that holds its stamp. */
export const STAMP_HEADER = 'X-Readback-Stamp';
/** Characters. */
export const STAMP_LENGTH = 56;

const VERSION = 2;
const SHARED = 0x08;
const ID_BYTES = 12;
const SIGNED_BYTES = 2 + ID_BYTES + 16;
const MAC_BYTES = 12;
const TEXT = /^[A-Za-z0-9_-]{56}$/;

/** Mints a new stamp for a mailbox. */
export function mintStamp(keys: Keys, mailboxId: string, mode: Mode = 'full'): Stamp {
  return stampOf(keys, mailboxId, { mode, shared: false }, randomBytes(ID_BYTES));
}

/**
 * The stamp that pixel and links of several messages share in anonymous mode, so that nobody can
 * tell whose they were. The same scope gives the same id, whenever and wherever it is asked for.
 */
export function sharedStamp(keys: Keys, mailboxId: string, scope: string): Stamp {
  return stampOf(keys, mailboxId, { mode: 'anonymous', shared: true }, Buffer.from(sharedStampId(mailboxId, scope), 'base64url'));
}

/** Its id, for asking what came of it. */
export function sharedStampId(mailboxId: string, scope: string): string {
  return createHash('sha256').update(`${mailboxId}\n${scope}`).digest().subarray(0, ID_BYTES).toString('base64url');
}

/** What the mails of one step of a campaign share. */
export function stepScope(campaignId: string, position: number): string {
  return `step ${campaignId} ${position}`;
}

/** What mails written by hand in one month share (UTC). */
export function monthScope(at: Date): string {
  return `month ${at.toISOString().slice(0, 7)}`;
}

/** Reads a stamp; null if it is not one of ours or was tampered with. */
export function readStamp(keys: Keys, text: string): Stamp | null {
  if (!TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const signed = bytes.subarray(0, SIGNED_BYTES);
  const head = headOf(signed);
  if (head === null || !keys.verify('stamp', signed, bytes.subarray(SIGNED_BYTES), head.keyId)) return null;
  return { id: idOf(signed), mailboxId: uuidText(signed.subarray(2 + ID_BYTES)), mode: head.mode, shared: head.shared, text };
}

/** Address of the pixel of a stamp. */
export function pixelUrl(publicUrl: string, stamp: string): string {
  return `${publicUrl}/o/${stamp}.gif`;
}

interface Head {
  readonly mode: Mode;
  readonly shared: boolean;
  readonly keyId?: number;
}

function stampOf(keys: Keys, mailboxId: string, { mode, shared }: Head, id: Uint8Array): Stamp {
  const first = (VERSION << 4) | (shared ? SHARED : 0) | MODES.indexOf(mode);
  const signed = Buffer.concat([Buffer.from([first, keys.keyId('stamp')]), id, uuidBytes(mailboxId)]);
  const text = Buffer.concat([signed, keys.sign('stamp', signed, MAC_BYTES)]).toString('base64url');
  return { id: idOf(signed), mailboxId, mode, shared, text };
}

function headOf(signed: Buffer): Head | null {
  const [first = 0, second = 0] = signed;
  const isOld = first === 1;
  const mode = MODES[isOld ? second : first & 0x07];
  if (mode === undefined || (!isOld && first >> 4 !== VERSION)) return null;
  return isOld ? { mode, shared: false } : { mode, shared: (first & SHARED) !== 0, keyId: second };
}

function idOf(signed: Buffer): string {
  return signed.subarray(2, 2 + ID_BYTES).toString('base64url');
}
