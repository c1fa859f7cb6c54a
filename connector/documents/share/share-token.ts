/**
 * The address of a share: its random id, signed, so that a forged one is told apart without the
 * database and nobody gets from one to another.
 *
 *     base64url( share id 16 bytes | HMAC-SHA-256, cut to 12 ), 38 characters
 */
import { uuidBytes, uuidText, type Keys } from '../../config/index.js';

const ID_BYTES = 16;
const MAC_BYTES = 12;
const TEXT = /^[A-Za-z0-9_-]{38}$/;

export function shareToken(keys: Keys, shareId: string): string {
  const id = Buffer.from(uuidBytes(shareId));
  return Buffer.concat([id, keys.sign('share', id, MAC_BYTES)]).toString('base64url');
}

/** Id of the share; null if the token is none of ours or was tampered with. */
export function readShareToken(keys: Keys, token: string): string | null {
  if (!TEXT.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The last character carries bits that mean nothing: they have to be as they were written.
  if (bytes.toString('base64url') !== token) return null;
  const id = bytes.subarray(0, ID_BYTES);
  return keys.verify('share', id, bytes.subarray(ID_BYTES)) ? uuidText(id) : null;
}

/** Address of the viewer. */
export function shareUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/d/${token}`;
}
