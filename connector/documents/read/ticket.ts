/**
 * What a page of the viewer is given out with: it reads the pages of one share and tells of one
 * visit, for a day. Nothing is stored of it. The version stands in it, so that a file replaced
 * while somebody reads does not change under their eyes; and what was opened with it (lock.ts), so that a
 * passcode set or changed later closes it.
 *
 *     base64url( visit id 16 | share id 16 | version 2 | milliseconds since 1970 6 | lock 6 | HMAC-SHA-256, cut to 16 ), 83 characters
 */
import { uuidBytes, uuidText, type Keys } from '../../config/index.js';
import { LOCK_BYTES } from './lock.js';

const MAC_BYTES = 16;
const SIGNED_BYTES = 16 + 16 + 2 + 6 + LOCK_BYTES;
const TEXT = /^[A-Za-z0-9_-]{83}$/;
const LIVES_MS = 24 * 3_600_000;

export interface VisitTicket {
  /** Of the hit the page was given out with, too. */
  readonly visitId: string;
  readonly shareId: string;
  readonly version: number;
  /** When the page was given out. */
  readonly at: Date;
  /** What its reader opened (lock.ts), hex; default: nothing was locked. */
  readonly lock?: string;
}

export function visitTicket(keys: Keys, { visitId, shareId, version, at, lock = '' }: VisitTicket): string {
  const signed = Buffer.alloc(SIGNED_BYTES);
  signed.set(uuidBytes(visitId), 0);
  signed.set(uuidBytes(shareId), 16);
  signed.writeUInt16BE(version, 32);
  signed.writeUIntBE(at.getTime(), 34, 6);
  signed.set(Buffer.from(lock, 'hex'), 40);
  return Buffer.concat([signed, keys.sign('visit', signed, MAC_BYTES)]).toString('base64url');
}

/** Null if it is none of ours, was tampered with, or is older than a day. */
export function readVisitTicket(keys: Keys, text: string, now: Date): VisitTicket | null {
  if (!TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) return null;
  const signed = bytes.subarray(0, SIGNED_BYTES);
  if (!keys.verify('visit', signed, bytes.subarray(SIGNED_BYTES))) return null;
  const at = new Date(signed.readUIntBE(34, 6));
  if (now.getTime() - at.getTime() > LIVES_MS) return null;
  return { visitId: uuidText(signed.subarray(0, 16)), shareId: uuidText(signed.subarray(16, 32)), version: signed.readUInt16BE(32), at, lock: signed.toString('hex', 40) };
}
