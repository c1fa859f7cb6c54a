/**
 * The address of a tracked link: a whole stamp, then the link's number and destination, signed with
 * it. The destination travels in the address, so that a redirect needs no database, and cannot be
 * changed by editing it: there is no open redirect.
 *
 *     stamp 56 characters | base64url( number 1 | deflated destination | HMAC-SHA-256, cut to 12 )
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Keys } from '../../config/index.js';
import { readStamp, type Stamp } from '../stamp.js';

const STAMP_LENGTH = 56;
const MAC_BYTES = 12;
const LONGEST_DESTINATION = 4_096;

export interface Link {
  readonly stamp: Stamp;
  /** Which of the mail's links, from 1. */
  readonly number: number;
  /** Absolute http(s) address. */
  readonly destination: string;
}

export function linkToken(keys: Keys, stamp: string, number: number, destination: string): string {
  const content = Buffer.concat([Buffer.from([number]), deflateRawSync(destination)]);
  return stamp + Buffer.concat([content, keys.sign('link', signedPart(stamp, content), MAC_BYTES)]).toString('base64url');
}

/** Reads a token; null if it is none of ours or was tampered with. */
export function readLink(keys: Keys, token: string): Link | null {
  const stamp = readStamp(keys, token.slice(0, STAMP_LENGTH));
  if (stamp === null) return null;
  const tail = token.slice(STAMP_LENGTH);
  const bytes = Buffer.from(tail, 'base64url');
  if (bytes.toString('base64url') !== tail) return null;
  const content = bytes.subarray(0, -MAC_BYTES);
  if (content.length < 2 || !keys.verify('link', signedPart(stamp.text, content), bytes.subarray(-MAC_BYTES))) return null;
  const destination = inflateRawSync(content.subarray(1), { maxOutputLength: LONGEST_DESTINATION }).toString('utf8');
  return { stamp, number: content[0] ?? 0, destination };
}

/** Address of a tracked link. */
export function linkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/l/${token}`;
}

function signedPart(stamp: string, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(stamp, 'latin1'), content]);
}
