/**
 * The address of a tracked link: a whole stamp, then the link's number and destination, signed with
 * it. The destination travels in the address, so that a redirect needs no database, and cannot be
 * changed by editing it: there is no open redirect.
 *
 *     stamp 56 characters | base64url( format 1 | number | length | destination | HMAC-SHA-256, cut to 12 )
 *
 * Number and length are variable-length integers (LEB128), mostly a byte each. The length is said so
 * that what gateways and mail programs add behind an address does no harm, even where it looks like
 * a part of it: the token ends where it says, and nothing behind it is read.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Keys } from '../../config/index.js';
import { readStamp, STAMP_LENGTH, type Stamp } from '../stamp.js';
import { DICTIONARY } from './dictionary.js';

/** How the destination is written. */
const FORMAT = { deflated: 1, plain: 2 } as const;
const MAC_BYTES = 12;
/** Longer addresses are cut by mail programs, so none is given out, or read. Characters. */
export const LONGEST_DESTINATION = 4_096;
const LONGEST_TAIL = 8_192;
/** Addresses are short: a small window is five times as fast as zlib's own, and packs as well. */
const SMALL = { level: 9, windowBits: 12, memLevel: 2, chunkSize: LONGEST_DESTINATION };
/** Characters of a well-formed address as `URL` writes it. */
const ADDRESS = /^https?:\/\/[!-~]+$/;

export interface Link {
  readonly stamp: Stamp;
  /** Which of the mail's links, from 1. */
  readonly number: number;
  /** Absolute http(s) address. */
  readonly destination: string;
}

/**
 * @param stamp 56 characters
 * @param destination an http(s) address as `URL` writes it, of at most 4,096 characters; throws RangeError for others
 */
export function linkToken(keys: Keys, stamp: string, number: number, destination: string): string {
  if (!isDestination(destination)) throw new RangeError('a link needs an http(s) address');
  const deflated = deflateRawSync(Buffer.from(destination, 'latin1'), { ...SMALL, dictionary: DICTIONARY });
  const [format, written] = deflated.length < destination.length ? [FORMAT.deflated, deflated] : [FORMAT.plain, Buffer.from(destination, 'latin1')];
  const content = Buffer.concat([Buffer.from([format, ...varint(number), ...varint(written.length)]), written]);
  return stamp + Buffer.concat([content, keys.sign('link', signedPart(stamp, content), MAC_BYTES)]).toString('base64url');
}

/** Reads a token, whatever stands behind it; null if it is none of ours or was tampered with. */
export function readLink(keys: Keys, token: string): Link | null {
  const stamp = readStamp(keys, token.slice(0, STAMP_LENGTH));
  if (stamp === null) return null;
  const [tail = ''] = /^[A-Za-z0-9_-]*/.exec(token.slice(STAMP_LENGTH, STAMP_LENGTH + LONGEST_TAIL)) ?? [];
  const bytes = Buffer.from(tail, 'base64url');
  const number = readVarint(bytes, 1);
  const length = readVarint(bytes, number.next);
  const end = length.next + length.value;
  const exact = bytes.subarray(0, end + MAC_BYTES);
  // The last character may carry bits that mean nothing: they have to be as they were written.
  if (exact.length < end + MAC_BYTES || !tail.startsWith(exact.toString('base64url'))) return null;
  const content = exact.subarray(0, end);
  if (!keys.verify('link', signedPart(stamp.text, content), exact.subarray(end))) return null;
  const destination = destinationIn(bytes[0], exact.subarray(length.next, end));
  return destination === null ? null : { stamp, number: number.value, destination };
}

/** Address of a tracked link. */
export function linkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/l/${token}`;
}

function destinationIn(format: number | undefined, written: Uint8Array): string | null {
  try {
    const bytes = format === FORMAT.deflated ? inflateRawSync(written, { dictionary: DICTIONARY, maxOutputLength: LONGEST_DESTINATION, chunkSize: LONGEST_DESTINATION }) : written;
    const destination = Buffer.from(bytes).toString('latin1');
    return isDestination(destination) && Object.values<number | undefined>(FORMAT).includes(format) ? destination : null;
  } catch {
    return null;
  }
}

function isDestination(address: string): boolean {
  return address.length <= LONGEST_DESTINATION && ADDRESS.test(address) && URL.canParse(address);
}

function signedPart(stamp: string, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(stamp, 'latin1'), content]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** At most three bytes; what is cut off ends beyond the end of all bytes. */
function readVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = 0; index < 3; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return { value: 0, next: bytes.length + 1 };
}
