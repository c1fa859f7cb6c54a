/**
 * The address in `List-Unsubscribe`: names an enrollment, signed, so that nobody can take somebody
 * else out. 33 bytes of content (version 1 | mailbox 16 | enrollment 16) and 12 of signature.
 */
import { uuidBytes, uuidText, type Keys } from '../config/index.js';

const VERSION = 1;
const SIGNED_BYTES = 33;
const MAC_BYTES = 12;

export interface EnrollmentKey {
  readonly mailboxId: string;
  readonly id: string;
}

export function unsubscribeUrl(keys: Keys, publicUrl: string, { mailboxId, id }: EnrollmentKey): string {
  const signed = Buffer.concat([Buffer.from([VERSION]), uuidBytes(mailboxId), uuidBytes(id)]);
  return `${publicUrl}/u/${Buffer.concat([signed, keys.sign('unsubscribe', signed, MAC_BYTES)]).toString('base64url')}`;
}

/** The enrollment a token names; null if it is not one of ours. */
export function readUnsubscribeToken(keys: Keys, token: string): EnrollmentKey | null {
  if (!/^[A-Za-z0-9_-]{60}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const signed = bytes.subarray(0, SIGNED_BYTES);
  if (signed[0] !== VERSION || !keys.verify('unsubscribe', signed, bytes.subarray(SIGNED_BYTES))) return null;
  return { mailboxId: uuidText(signed.subarray(1, 17)), id: uuidText(signed.subarray(17)) };
}
