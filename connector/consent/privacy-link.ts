/**
 * The address of a recipient's own page, `/r/{token}`. It names the recipient and the mailbox that
 * wrote, and lasts as long as the key does, also after everything stored of the person was erased:
 * so both stand in it. It is encrypted, because addresses end up in the logs of proxies, and
 * signed, because whoever could write one could refuse for somebody else.
 *
 *     HMAC-SHA-256 of what is below, cut to 16 | AES-256-CTR, with those 16 as its counter, of: version 1 | mailbox 16 | address
 *
 * The same recipient always gets the same address (as in SIV, RFC 5297: the signature is the nonce).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { uuidBytes, uuidText, type Keys } from '../config/index.js';

export interface PrivacyKey {
  readonly mailboxId: string;
  /** Lower case. */
  readonly address: string;
}

const VERSION = 1;
const MAC_BYTES = 16;
const CIPHER = 'aes-256-ctr';
/** An address has 320 characters at most. */
const TOKEN = /^[A-Za-z0-9_-]{48,500}$/;

export function privacyToken(keys: Keys, { mailboxId, address }: PrivacyKey): string {
  const [key] = keys.raw('privacy-link-cipher');
  if (key === undefined) throw new RangeError('no key to encrypt with');
  const plain = Buffer.concat([Buffer.from([VERSION]), uuidBytes(mailboxId), Buffer.from(address.toLowerCase())]);
  const mac = keys.sign('privacy-link', plain, MAC_BYTES);
  const cipher = createCipheriv(CIPHER, key, mac);
  return Buffer.concat([mac, cipher.update(plain), cipher.final()]).toString('base64url');
}

/** Whom a token names; null if it is not one of ours. */
export function readPrivacyToken(keys: Keys, token: string): PrivacyKey | null {
  if (!TOKEN.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return null;
  const [mac, hidden] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
  for (const key of keys.raw('privacy-link-cipher')) {
    const cipher = createDecipheriv(CIPHER, key, mac);
    const plain = Buffer.concat([cipher.update(hidden), cipher.final()]);
    if (plain[0] !== VERSION || !keys.verify('privacy-link', plain, mac)) continue;
    return { mailboxId: uuidText(plain.subarray(1, 17)), address: plain.subarray(17).toString() };
  }
  return null;
}

export function privacyUrl(keys: Keys, publicUrl: string, who: PrivacyKey): string {
  return `${publicUrl}/r/${privacyToken(keys, who)}`;
}
